import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ArtifactReport,
  checkLimitMs,
  dueArtifacts,
  isAwaited,
  type KnownTarget,
  type TargetArtifact,
  targetResults,
  targetStanding,
} from "./target-freshness";
import { targetFault } from "./target-words";

const bundle = `sha256:${"a".repeat(64)}`;
const named = (name: string, isHosted = false): TargetArtifact => ({
  component: "model",
  bundle,
  kind: "model-weights",
  name,
  uri: `https://models.example.org/${name}`,
  sha256: isHosted ? null : "b".repeat(64),
  size: isHosted ? null : 10,
});
const [one, two] = ["one", "two"];
const report = (name: string, more: Partial<ArtifactReport>): ArtifactReport => ({
  component: "model",
  bundle,
  kind: "model-weights",
  name,
  result: "verified",
  at: 0,
  machine: "m1",
  by: "Runner 1",
  note: null,
  ...more,
});

const reports = fc
  .array(
    fc.record({
      name: fc.constantFrom(one, two, "of another plan"),
      result: fc.constantFrom(...targetResults),
      at: fc.integer({ min: 0, max: 60 }),
      machine: fc.constantFrom("m1", "m2"),
    }),
    { maxLength: 12 },
  )
  .map((all) =>
    all
      .toSorted((a, b) => a.at - b.at)
      .map(({ name, ...more }) => report(name, { ...more, by: more.machine })),
  );
const artifacts = fc.subarray([named(one), named(two), named("hosted", true)]);
const target = fc.record({
  artifacts,
  reports,
  validForMs: fc.integer({ min: 1, max: 40 }),
}) satisfies fc.Arbitrary<KnownTarget>;
const now = fc.integer({ min: 60, max: 120 });

/** Written from the words alone, instant by instant. */
function isGood({ reports: all, validForMs }: KnownTarget, { name }: TargetArtifact, at: number): boolean {
  let good: number | null = null;
  for (const each of all) {
    if (each.name !== name) continue;
    if (each.result === "verified") good = each.at;
    if (each.result === "missing" || each.result === "differs") good = null;
  }
  return good !== null && at - good < validForMs;
}

const hashed = ({ artifacts: all }: KnownTarget) => all.filter(({ sha256 }) => sha256 !== null);

describe("what is gone back to", () => {
  it("is verified exactly while every artifact was found in its time, and none to be missing or other since", () => {
    fc.assert(
      fc.property(target, now, (known, at) => {
        const { freshness } = targetStanding(known, at);
        const all = hashed(known);
        expect(freshness.state === "verified").toBe(
          all.length > 0 && all.every((artifact) => isGood(known, artifact, at)),
        );
        expect(freshness.state === "not-verifiable").toBe(all.length === 0);
      }),
    );
  });

  it("stays verified until the instant that it says, and not at it", () => {
    fc.assert(
      fc.property(target, now, (known, at) => {
        const { freshness } = targetStanding(known, at);
        if (freshness.state !== "verified") return;
        expect(targetStanding(known, freshness.until - 1).freshness).toEqual(freshness);
        expect(targetStanding(known, freshness.until).freshness.state).toBe("out-of-date");
      }),
    );
  });

  it("is known no less by a runner that reaches nothing, and lost at once by one that finds it missing or other", () => {
    fc.assert(
      fc.property(target, now, fc.constantFrom("missing", "differs" as const), (known, at, result) => {
        const state = (more: ArtifactReport) =>
          targetStanding({ ...known, reports: [...known.reports, more] }, at).freshness.state;
        const before = targetStanding(known, at).freshness.state;
        expect(state(report(one, { result: "unreachable", at }))).toBe(before);
        if (known.artifacts.some(({ name }) => name === one))
          expect(state(report(one, { result, at }))).toBe("differs");
      }),
    );
  });

  it("is verified once all of it is found, whatever was reported before", () => {
    fc.assert(
      fc.property(target, now, (known, at) => {
        const found = hashed(known).map(({ name }) => report(name, { at }));
        const { freshness } = targetStanding({ ...known, reports: [...known.reports, ...found] }, at);
        expect(freshness).toEqual(
          found.length === 0
            ? { state: "not-verifiable", why: known.artifacts.length === 0 ? "nothing" : "hosted" }
            : { state: "verified", at, until: at + known.validForMs },
        );
      }),
    );
  });

  it("counts no shorter by a longer validity", () => {
    fc.assert(
      fc.property(target, now, fc.integer({ min: 0, max: 40 }), (known, at, more) => {
        const longer = { ...known, validForMs: known.validForMs + more };
        if (targetStanding(known, at).freshness.state === "verified")
          expect(targetStanding(longer, at).freshness.state).toBe("verified");
      }),
    );
  });

  it("has something said against it exactly where it could be verified and is not", () => {
    fc.assert(
      fc.property(target, now, (known, at) => {
        const standing = targetStanding(known, at);
        const fault = targetFault(standing);
        expect(fault === null).toBe(["verified", "not-verifiable"].includes(standing.freshness.state));
        expect(fault?.isFirm ?? false).toBe(standing.freshness.state === "differs");
      }),
    );
  });
});

describe("what a runner may fetch", () => {
  const asking = fc.record({ machine: fc.constantFrom("m1", "m2", "m3"), now, askedAt: fc.constant(null) });

  it("is nothing that was found in the first half of its time", () => {
    fc.assert(
      fc.property(target, asking, (known, asked) => {
        const due = dueArtifacts(known, asked).map(({ name }) => name);
        for (const artifact of hashed(known)) {
          const half = { ...known, validForMs: known.validForMs / 2 };
          if (isGood(half, artifact, asked.now)) expect(due).not.toContain(artifact.name);
        }
        expect(due).not.toContain("hosted");
      }),
    );
  });

  it("is all else for a runner that reported nothing of it", () => {
    fc.assert(
      fc.property(target, now, (known, at) => {
        const due = dueArtifacts(known, { machine: "m3", now: at, askedAt: null });
        const half = { ...known, validForMs: known.validForMs / 2 };
        expect(due).toEqual(hashed(known).filter((artifact) => !isGood(half, artifact, at)));
      }),
    );
  });

  it("is all of it once somebody asked for it anew, until it was looked for since", () => {
    fc.assert(
      fc.property(target, now, fc.constantFrom("m1", "m3"), (known, at, machine) => {
        const asked = { machine, now: at + 1, askedAt: at };
        expect(dueArtifacts(known, asked)).toEqual(hashed(known));
        expect(isAwaited(known, at)).toBe(hashed(known).length > 0);
        const found = hashed(known).map(({ name }) => report(name, { at: at + 1 }));
        const after = { ...known, validForMs: 40, reports: [...known.reports, ...found] };
        expect(dueArtifacts(after, asked)).toEqual([]);
        expect(isAwaited(after, at)).toBe(false);
      }),
    );
  });

  it("is not offered again at once to who just reported on it, whatever that was; to others it is unless it was found", () => {
    fc.assert(
      fc.property(target, now, fc.constantFrom(...targetResults), (known, at, result) => {
        const said = hashed(known).map(({ name }) => report(name, { at, result, machine: "m1" }));
        const after = { ...known, reports: [...known.reports, ...said] };
        expect(dueArtifacts(after, { machine: "m1", now: at, askedAt: null })).toEqual([]);
        const others = dueArtifacts(after, { machine: "m3", now: at, askedAt: null });
        if (result === "verified") expect(others).toEqual([]);
        if (result === "missing" || result === "differs") expect(others).toEqual(hashed(known));
      }),
    );
  });

  it("is offered again to who failed after a quarter of the validity, six hours at the most", () => {
    const hour = 3_600_000;
    const day = 24 * hour;
    for (const [validForMs, retryMs] of [
      [7 * day, 6 * hour],
      [hour, hour / 4],
    ] as const) {
      const known = {
        artifacts: [named(one)],
        reports: [report(one, { result: "unreachable" })],
        validForMs,
      };
      const at = (ms: number) => dueArtifacts(known, { machine: "m1", now: ms, askedAt: null }).length;
      expect([at(retryMs - 1), at(retryMs)]).toEqual([0, 1]);
    }
  });
});

it("the time for a check grows with its bytes, from ten minutes to a day", () => {
  const gib = 2 ** 30;
  expect(checkLimitMs([])).toBe(600_000);
  expect(checkLimitMs([{ size: 14 * gib }, { size: null }])).toBe(600_000 + Math.ceil((14 * gib) / 10_000));
  expect(checkLimitMs([{ size: 10_000 * gib }])).toBe(86_400_000);
});
