import { describe, expect, it } from "vitest";

import { digestOf } from "@/lib/bundles/digest";
import { consequencesOf, withCandidate } from "./candidate-consequences";
import { evaluateRelease } from "./evaluate";
import { factsOf, gate, item, slot, withVotes } from "./fixtures/facts";

const people = { lea: ["technical-lead"], pia: ["product"] };
const sound = item("sound", [slot("technical-lead")], { dependsOn: ["code"] });
const useful = item("useful", [slot("product")], { dependsOn: ["model-weights"] });
const facts = withVotes(factsOf(people, gate([sound, useful])), [
  { by: "lea", on: "sound", role: "technical-lead", at: 10 },
  { by: "pia", on: "useful", role: "product", at: 11 },
]);
const set = (parts: Record<string, string>, at = 20, from = facts) =>
  withCandidate(from, { component: "m", digest: digestOf(parts), parts, authors: [], at });

describe("what another candidate does to what was signed", () => {
  it("is nothing where only what nothing depends on differs", () => {
    const after = set({ code: "c1", "model-weights": "w1", dataset: "d2" });
    expect(consequencesOf(facts, after, 20)).toEqual({ stale: [], revived: [], drifted: [] });
  });

  it("names the signatures on the parts that differ, and whose they are", () => {
    const after = set({ code: "c2", "model-weights": "w1", dataset: "d1" });
    expect(consequencesOf(facts, after, 20).stale).toEqual([
      { gate: "g", requirement: "sound", kind: "signatures", people: ["lea"] },
    ]);
  });

  it("names what counts again where an earlier content comes back", () => {
    const other = set({ code: "c2", "model-weights": "w1", dataset: "d1" });
    const back = set({ code: "c1", "model-weights": "w1", dataset: "d1" }, 30, other);
    expect(consequencesOf(other, back, 30).revived).toEqual([
      { gate: "g", requirement: "sound", kind: "signatures", people: ["lea"] },
    ]);
  });

  it("names acknowledgements and passed gates that would cover other content", () => {
    const read = { key: "read", kind: "acknowledgement" as const, roles: ["product"], dependsOn: ["code"] };
    const before = factsOf(people, gate([read]));
    const [state] = evaluateRelease(before, 1);
    const passed = {
      ...before,
      acknowledgements: [
        {
          gate: "g",
          requirement: "read",
          role: "product",
          personId: "pia",
          actorId: "pia",
          subjectDigest: state?.requirements[0]?.subjectDigest ?? "",
          at: 5,
        },
      ],
      passages: [
        {
          stage: "stage",
          kind: "passed" as const,
          at: 6,
          gates: { g: state?.subjectDigest ?? "" },
        },
      ],
    };
    const found = consequencesOf(passed, set({ code: "c9" }, 20, passed), 20);
    expect(found.stale).toEqual([
      { gate: "g", requirement: "read", kind: "acknowledgements", people: ["pia"] },
    ]);
    expect(found.drifted).toEqual(["g"]);
  });
});
