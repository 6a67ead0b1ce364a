import { expect, test } from "vitest";
import type { EntryView } from "@/lib/audit/schemas";
import { entryWords, onBehalfOf } from "./entry-words";

const titles = {
  stages: new Map([
    ["evaluate", "Build and evaluate"],
    ["canary", "Canary"],
  ]),
  gates: new Map([["fairness", "Fairness"]]),
  requirements: new Map([["fairness/gaps-accepted", "Remaining gaps are acceptable"]]),
  components: new Map([["search-ranking", "Search ranking"]]),
  people: new Map([["grace", "Grace Hopper"]]),
};

function entry(given: Partial<EntryView>): EntryView {
  return {
    seq: 1,
    id: "1",
    type: "vote.cast",
    at: "2026-01-01T00:00:00Z",
    actor: { kind: "person", id: null, name: "Yuki Tanaka" },
    role: "product",
    rule: "slot",
    decision: null,
    grant: [],
    confirmed: null,
    release: "search-ranking-14",
    subjects: {},
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

test.each([
  [
    "a requirement",
    { subjects: { gate: "fairness", requirement: "gaps-accepted" } },
    "Fairness: Remaining gaps are acceptable",
  ],
  ["an approval", { subjects: { gate: "fairness" } }, "Fairness (approval of the gate)"],
  ["stages", { type: "stage.advanced", before: "evaluate", after: "canary" }, "Build and evaluate → Canary"],
  [
    "rights that tightened",
    { type: "release.tightened", payload: { rights: { from: 2, to: 4 } } },
    "rights version 2 → 4",
  ],
  [
    "what was reminded of",
    { type: "reminder.sent", subjects: { gate: "fairness", requirement: "gaps-accepted" } },
    "Fairness: Remaining gaps are acceptable",
  ],
  [
    "what a runner found",
    {
      type: "rollback-target.checked",
      after: "not-verified",
      payload: { results: { verified: 3, missing: 1, differs: 0, unreachable: 0 } },
    },
    "3 verified, 1 missing",
  ],
  ["a component", { type: "candidate.set", payload: { component: "search-ranking" } }, "Search ranking"],
  [
    "what the template has no more, by its key",
    { subjects: { gate: "gone", requirement: "old" } },
    "gone: old",
  ],
])("an entry names %s as people know it", (_name, given, about) => {
  expect(entryWords(entry(given), titles).about).toBe(about);
});

test("an entry about a rollback leads to its room, one about a breach to what came of it", () => {
  const words = (given: Partial<EntryView>) => {
    const { about, path } = entryWords(entry(given), titles);
    return { about, path };
  };
  expect(words({ type: "rollback.authorised", subjects: { rollback: "r1" } })).toEqual({
    about: "its room",
    path: "/rollbacks/r1",
  });
  expect(
    words({ type: "rollback.step-done", subjects: { rollback: "r1", drill: "d1", step: "put-back" } }),
  ).toEqual({ about: "put-back (drill)", path: "/rollbacks/r1" });
  expect(words({ type: "breach.opened", subjects: { episode: "e1", criterion: "latency" } })).toEqual({
    about: "latency",
    path: "/rollbacks#episode-e1",
  });
  expect(words({ type: "drill.ended", subjects: { drill: "d1" }, after: "passed" })).toEqual({
    about: "passed",
    path: "/rollbacks#drills",
  });
});

test("an entry about exposure says which share, and what set it or could not", () => {
  const words = (given: Partial<EntryView>) => {
    const { what, about, path } = entryWords(entry(given), titles);
    return { what, about, path };
  };
  expect(words({ type: "exposure.confirmed", after: "25", payload: { executor: "webhook" } })).toEqual({
    what: "confirmed the exposure",
    about: "25 %, set by webhook",
    path: "/rollout",
  });
  expect(words({ type: "exposure.confirmed", after: "25", payload: {} }).about).toBe("25 %");
  const payload = { percent: 25, number: 2, isFinal: true };
  expect(words({ type: "exposure.attempt-ended", after: "failed", payload })).toEqual({
    what: "was refused when it was to set the exposure",
    about: "25 %, attempt 2",
    path: "/rollout",
  });
});

test("an entry names on whose behalf it was done, and nobody where the actor spoke for themselves", () => {
  const actor = { kind: "person", id: "yuki", name: "Yuki Tanaka" };
  expect(onBehalfOf(entry({ actor, subjects: { principal: "grace" } }), titles)).toBe("Grace Hopper");
  expect(onBehalfOf(entry({ actor, subjects: { principal: "yuki" } }), titles)).toBe(null);
});

test("a reminder says how many were asked, of what, and how late it is", () => {
  const said = (payload: Record<string, unknown>, subjects = {}) =>
    entryWords(entry({ type: "reminder.sent", payload, subjects }), titles).what;
  expect(said({ kind: "requirement", level: "overdue-3d", asked: ["a", "b"] })).toBe(
    "reminded 2 people of what is due (overdue by 3 d)",
  );
  expect(said({ kind: "waiver", level: "soon", asked: ["a"] })).toBe(
    "reminded 1 person of a waiver that runs out (soon)",
  );
  expect(
    said({ kind: "pending-decision", level: "soon", asked: ["a"] }, { decision: "release.cancel" }),
  ).toBe("reminded 1 person of the proposal “Cancel a release”, which runs out (soon)");
  expect(said({ kind: "delegation", level: "soon", asked: ["a", "b"] })).toBe(
    "reminded 2 people of a delegation that runs out (soon)",
  );
});
