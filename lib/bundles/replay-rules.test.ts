import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Expectation } from "./expectations";
import { replayFault, replayOutcome, verificationFault, verificationOutcome } from "./replay-rules";
import type { HashedArtifact, ReplayedOutput } from "./replay-schemas";
import type { Artifact } from "./schemas";

const hash = (letter: string) => letter.repeat(64);
const expected = (path: string, margins: Expectation["margins"] = null): Expectation => ({
  path,
  sha256: hash("a"),
  margins,
  format: "json",
  reference: null,
});
const exited = { ended: "exited", exitCode: 0 } as const;
const same = { path: "a", result: "same", sha256: hash("a") } as const;

describe("what a replay came to", () => {
  it("is reproduced only where it exited with 0 and every output is as expected", () => {
    const output = fc.constantFrom<ReplayedOutput["result"]>(
      "same",
      "within-tolerance",
      "differs",
      "missing",
    );
    const ending = fc.constantFrom(
      exited,
      { ended: "exited", exitCode: 1 } as const,
      { ended: "timed-out" } as const,
      { ended: "killed" } as const,
    );
    fc.assert(
      fc.property(ending, fc.array(output), (ended, results) => {
        const outcome = replayOutcome({
          ...ended,
          outputs: results.map((result) => ({ path: "a", result })),
        });
        expect(outcome === "failed").toBe(ended !== exited);
        expect(outcome === "reproduced").toBe(
          ended === exited && !results.includes("differs") && !results.includes("missing"),
        );
      }),
    );
  });

  it.each<[string, Parameters<typeof replayFault>[0], string]>([
    ["an exit code of what was killed", { ended: "killed", exitCode: 0, outputs: [same] }, "/exitCode"],
    ["no exit code of what exited", { ended: "exited", outputs: [same] }, "/exitCode"],
    [
      "an output that nobody expects",
      { ...exited, outputs: [same, { ...same, path: "b" }] },
      "/outputs/1/path",
    ],
    ["an output that is left out", { ...exited, outputs: [] }, "/outputs"],
    ["an output twice", { ...exited, outputs: [same, same] }, "/outputs"],
    [
      "the same with another hash",
      { ...exited, outputs: [{ ...same, sha256: hash("b") }] },
      "/outputs/0/result",
    ],
    [
      "a difference with the same hash",
      { ...exited, outputs: [{ ...same, result: "differs" }] },
      "/outputs/0/result",
    ],
    [
      "what is missing with a hash",
      { ...exited, outputs: [{ ...same, result: "missing" }] },
      "/outputs/0/result",
    ],
    [
      "what is there without one",
      { ...exited, outputs: [{ path: "a", result: "same" }] },
      "/outputs/0/result",
    ],
    [
      "a tolerance that is not stated",
      { ...exited, outputs: [{ path: "a", result: "within-tolerance", sha256: hash("b") }] },
      "/outputs/0/result",
    ],
  ])("cannot be %s", (_what, said, path) => {
    expect(replayFault(said, [expected("a")])).toMatchObject({ path });
  });

  it("may be within a tolerance that the manifest states", () => {
    const outputs = [{ path: "a", result: "within-tolerance", sha256: hash("b") } as const];
    expect(replayFault({ ...exited, outputs }, [expected("a", { absolute: "1" })])).toBeNull();
    expect(replayFault({ ...exited, outputs: [] }, [])).toBeNull();
  });
});

describe("what hashing again came to", () => {
  const artifacts: Artifact[] = [
    { kind: "code", name: "a", sha256: hash("a"), size: 1 },
    { kind: "model-weights", name: "b", provider: "example", version: "1" },
  ];
  const hosted: HashedArtifact = { kind: "model-weights", name: "b", result: "not-verifiable" };
  const found: HashedArtifact = { kind: "code", name: "a", result: "same", sha256: hash("a") };

  it("is verified where all that can be hashed is the same", () => {
    expect(verificationOutcome([found, hosted])).toBe("verified");
    expect(verificationOutcome([found, { result: "missing" }])).toBe("incomplete");
    expect(verificationOutcome([{ result: "differs" }, { result: "missing" }])).toBe("differs");
    expect(verificationFault([hosted, found], artifacts)).toBeNull();
  });

  it.each<[string, HashedArtifact[], string]>([
    ["an unknown artifact", [found, hosted, { ...found, name: "c" }], "/artifacts/2/name"],
    ["one that is left out", [found], "/artifacts"],
    ["one twice", [found, found], "/artifacts"],
    ["the same with another hash", [{ ...found, sha256: hash("b") }, hosted], "/artifacts/0/result"],
    ["a difference with the same hash", [{ ...found, result: "differs" }, hosted], "/artifacts/0/result"],
    [
      "a hash of what is hosted",
      [found, { ...hosted, result: "same", sha256: hash("a") }],
      "/artifacts/1/result",
    ],
    [
      "what can be hashed as what cannot",
      [{ ...found, result: "not-verifiable" }, hosted],
      "/artifacts/0/result",
    ],
  ])("cannot be %s", (_what, said, path) => {
    expect(verificationFault(said, artifacts)).toMatchObject({ path });
  });
});
