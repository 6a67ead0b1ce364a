import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { entryKinds } from "@/lib/audit/entry-kinds";
import type { EntryView } from "@/lib/audit/schemas";
import { decisions } from "@/lib/policy/model";
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

test("an entry of how a criterion was judged says what it came to, or that it went on", () => {
  const words = (payload: Record<string, unknown>) => {
    const { what, about, path, tone } = entryWords(
      entry({ type: "criterion.judged", subjects: { criterion: "latency", track: "t1" }, payload }),
      titles,
    );
    return { what, about, path, tone };
  };
  const place = { about: "latency", path: "/criteria" };
  const [ok, breach] = [
    { at: 1, verdict: "ok" },
    { at: 2, verdict: "breach" },
  ];
  expect(words({ changes: [ok, breach] })).toEqual({
    what: "judged a criterion: breach",
    tone: "stop",
    ...place,
  });
  expect(words({ changes: [breach, { at: 3, verdict: null }] }).what).toBe("began to judge a criterion anew");
  expect(words({ changes: [], steps: { count: 1_440 } }).what).toBe(
    "entered 1440 evaluations of a criterion",
  );
  expect(words({ changes: [ok], cohort: "baseline" }).about).toBe("latency (baseline)");
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
  const waiting = (level: string) =>
    said({ kind: "waiting", level, asked: ["a", "b"] }, { role: "technical-lead" });
  expect(waiting("half")).toBe(
    "reminded 2 people of what waits for technical lead (half of its time is over)",
  );
  expect(waiting("over-1d")).toBe(
    "reminded 2 people of what waits for technical lead (over by 1 working day)",
  );
});

/** Types of entries as the files that make them write them out; those that they put together stand here. */
function typesInSource(): string[] {
  const files = readdirSync("lib", { recursive: true })
    .map(String)
    .filter((name) => name.endsWith("events.ts"));
  const written = files.flatMap((name) =>
    // Entries name decisions too, which are written alike.
    [
      ...readFileSync(join("lib", name), "utf8")
        .replaceAll(/decision: "[^"]*"/g, "")
        .matchAll(/["`]([a-z-]+\.[a-z-]+)["`]/g),
    ].map(([, type = ""]) => type),
  );
  const isDecision = (type: string) => (decisions as readonly string[]).includes(type);
  const put = (first: string, lasts: string) => lasts.split(" ").map((last) => `${first}.${last}`);
  return [
    ...new Set([
      ...written.filter((type) => !isDecision(type)),
      ...["plan", "criteria", "rollback-plan"].flatMap((kind) => put(kind, "changed confirmed")),
      ...put("release", "completed cancelled rolled-back"),
      ...put("decision", "rejected withdrawn taken-back expired void"),
      ...put("obligation", "met dropped"),
      ...put("rollback", "declined cancelled endorsed started executed stable failed"),
      ...put("rollback", "step-carried-out step-done step-failed"),
      "reminder.sent",
    ]),
  ];
}

test("every type of entry that there is has words, and is of one kind", () => {
  const types = typesInSource();
  expect(types.length).toBeGreaterThan(120);
  const wordless = types.filter((type) => {
    const { what } = entryWords(entry({ type, payload: {}, release: null, after: "go" }), titles);
    return what === type.replaceAll(".", " ").replaceAll("-", " ");
  });
  expect(wordless).toEqual([]);
  const kinds = Object.values(entryKinds).flatMap(({ types: own }): string[] => [...own]);
  expect(types.filter((type) => kinds.filter((each) => each === type).length !== 1)).toEqual([]);
});

test("an entry about the organisation names whom or what it is about, and where that stands", () => {
  const words = (given: Partial<EntryView>) => {
    const { what, about, path } = entryWords(entry({ release: null, payload: {}, ...given }), titles);
    return { what, about, path };
  };
  expect(
    words({ type: "access.changed", subjects: { person: "grace" }, before: "member", after: "admin" }),
  ).toEqual({
    what: "gave another access level",
    about: "Grace Hopper: member → admin",
    path: "/ledger/people/grace",
  });
  expect(
    words({
      type: "team.member-added",
      subjects: { person: "grace", team: "t" },
      payload: { team: "security" },
    }),
  ).toMatchObject({ about: "Grace Hopper, security", path: "/settings/teams/security" });
  expect(words({ type: "pool.changed", subjects: { role: "on-call" } })).toMatchObject({
    about: "on call",
    path: "/ledger/roles/on-call",
  });
  expect(words({ type: "hold.placed" })).toMatchObject({ about: "every release" });
  const key = { type: "ledger-key.introduced", after: "countersign.example/ledger+0a1b2c3d+Aw==" };
  expect(words({ ...key, payload: { isVouchedFor: true } })).toEqual({
    what: "introduced a key that signs the ledger",
    about: "key 0a1b2c3d",
    path: "/ledger/checkpoints",
  });
  const stranger = { ...key, payload: { isVouchedFor: false } };
  expect(words(stranger).what).not.toMatch(/nobody vouches/);
  expect(words({ ...stranger, before: "the key before" }).what).toMatch(/nobody vouches/);
});
