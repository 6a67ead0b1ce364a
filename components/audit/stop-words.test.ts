import { expect, test } from "vitest";
import type { EntryView } from "@/lib/audit/schemas";
import { stopWords } from "./stop-words";

const titles = {
  stages: new Map<string, string>(),
  gates: new Map([["fairness", "Fairness"]]),
  requirements: new Map([["fairness/gaps", "Gaps are acceptable"]]),
  components: new Map<string, string>(),
  people: new Map<string, string>(),
};

function entry(seq: number, at: string, given: Partial<EntryView> = {}): EntryView {
  return {
    seq,
    id: String(seq),
    type: "vote.cast",
    at,
    actor: { kind: "person", id: null, name: "Yuki Tanaka <yuki@example.org>" },
    role: "technical-lead",
    rule: "slot",
    decision: null,
    grant: [],
    confirmed: null,
    release: "vad",
    subjects: { gate: "fairness", requirement: "gaps" },
    before: null,
    after: null,
    policy: {},
    payload: { vote: "approve" },
    texts: {},
    erased: [],
    requestId: "1",
    digest: "sha256:",
    ...given,
  };
}

test("what was recorded at one moment is told in a line, the first entry first and the others counted", () => {
  const [first, second] = ["2026-11-24T14:03:00.000Z", "2026-11-24T14:04:00.000Z"];
  const words = stopWords(
    [
      entry(4, second),
      entry(3, first),
      entry(2, first, { type: "hold.placed", role: null, subjects: {}, payload: {} }),
      entry(1, first, { actor: { kind: "person", id: null, name: null } }),
    ],
    titles,
  );
  expect([...words.keys()].toSorted()).toEqual([Date.parse(first), Date.parse(second)]);
  expect(words.get(Date.parse(second))).toBe(
    "Yuki Tanaka approved as technical lead: Fairness: Gaps are acceptable",
  );
  expect(words.get(Date.parse(first))).toMatch(
    /^Somebody whose name was erased approved.*, and 2 more entries$/,
  );
});
