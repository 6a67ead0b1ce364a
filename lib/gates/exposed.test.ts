import type { CriterionFact } from "@/lib/metrics/standing";
import { describe, expect, it } from "vitest";
import { candidateDigest, type ExposureChange, type Interruption } from "@/lib/rollouts/exposure-model";
import { evaluateGate } from "./evaluate";
import type { GateFacts, Requirement } from "./model";

const minute = 60_000;
const candidate = candidateDigest({ model: "sha256:1" });

function factsOf(requirement: Requirement, given: Partial<GateFacts> = {}): GateFacts {
  const gate = {
    key: "g",
    title: "Healthy",
    objective: "",
    requirements: [requirement],
    earlySignOff: true,
  };
  const stage = {
    key: "canary",
    title: "Canary",
    inputs: [],
    outputs: [],
    exposure: [{ percent: 25, soakMs: 0 }],
    gates: [gate],
  };
  return {
    stages: [stage],
    rights: {
      organisation: [],
      template: [
        { decision: "exposure.increase", slots: [{ roles: ["champion"], count: 1 }] },
        { decision: "hold.lift", slots: [{ roles: ["champion"], count: 1 }] },
        { decision: "exposure.resume", slots: [{ roles: ["lead"], count: 1 }] },
      ],
    },
    people: ["cora", "lea"].map((id) => ({ id, name: id, email: `${id}@example.org`, disabledAt: null })),
    holdings: [
      { personId: "cora", role: "champion", from: 0, to: null, ended: "time", grant: [] },
      { personId: "lea", role: "lead", from: 0, to: null, ended: "time", grant: [] },
    ],
    components: [{ key: "model", tier: 1, baseline: null, owningTeam: [] }],
    candidates: [{ component: "model", digest: "sha256:1", parts: {}, from: 0, to: null, authors: [] }],
    documents: [],
    votes: [],
    acknowledgements: [],
    checks: [],
    waivers: [],
    passages: [],
    dependencies: {},
    ...given,
  };
}

const soak: Requirement = {
  key: "soaked",
  kind: "soak",
  title: "Soaked",
  percent: 25,
  durationMs: 60 * minute,
};
const change = (kind: ExposureChange["kind"], percent: number, order: number, at = 0): ExposureChange => ({
  kind,
  percent,
  order,
  at,
  stage: "canary",
  candidate,
});
const exposed = [change("intended", 25, 1), change("confirmed", 25, 2)];
const stopped = (kind: Interruption["kind"]): Interruption => ({ kind, from: 10 * minute, to: null });

describe("a soak", () => {
  it("waits until its share is confirmed, and says who can bring it there", () => {
    const none = evaluateGate(factsOf(soak), "g", minute);
    expect(none).toMatchObject({
      status: "open",
      changesAt: null,
      blockers: [{ code: "exposure-below", canBeClearedBy: [{ id: "cora" }] }],
      unblock: [{ act: "increase-exposure", people: [{ id: "cora" }] }],
    });
    const intended = evaluateGate(factsOf(soak, { exposures: [change("intended", 25, 1)] }), "g", minute);
    expect(intended).toMatchObject({ status: "open", unblock: [{ act: "wait" }] });
  });

  it("is met at the moment that it names", () => {
    const facts = factsOf(soak, { exposures: exposed });
    const before = evaluateGate(facts, "g", 59 * minute);
    expect(before).toMatchObject({
      status: "open",
      changesAt: 60 * minute,
      blockers: [
        {
          code: "soak-running",
          message:
            "“Soaked” waits: 25 % soaks for 1 h: since 1970-01-01 00:00 UTC, until 1970-01-01 01:00 UTC.",
        },
      ],
      unblock: [{ act: "wait" }],
    });
    expect(evaluateGate(facts, "g", 60 * minute).status).toBe("ready");
  });

  it.each([
    ["hold", "lift-hold", "cora"],
    ["pause", "resume-exposure", "lea"],
    ["organisation-hold", "wait", null],
    ["breach", "wait", null],
    ["withheld", "wait", null],
  ] as const)("stands still during a %s, and says what ends it", (kind, act, who) => {
    const facts = factsOf(soak, { exposures: exposed, interruptions: [stopped(kind)] });
    const gate = evaluateGate(facts, "g", 90 * minute);
    expect(gate).toMatchObject({
      status: "open",
      changesAt: null,
      unblock: [{ act, people: who === null ? [] : [{ id: who }] }],
    });
  });

  it("of a candidate that is no longer the one does not count", () => {
    const other = [{ component: "model", digest: "sha256:2", parts: {}, from: 0, to: null, authors: [] }];
    const facts = factsOf(soak, { exposures: exposed, candidates: other });
    expect(evaluateGate(facts, "g", 90 * minute).status).toBe("open");
  });
});

describe("a criterion", () => {
  it("counts from the last step of its stage on, or from the share that it names", () => {
    const criterion: Requirement = { key: "latency", kind: "criterion", criterion: "p95" };
    const codes = (requirement: Requirement) =>
      [0, 5, 25].map(
        (percent) =>
          evaluateGate(factsOf(requirement, { exposures: [change("confirmed", percent, 1)] }), "g", minute)
            .blockers[0]?.code,
      );
    expect(codes(criterion)).toEqual(["exposure-below", "exposure-below", "criterion-not-ok"]);
    expect(codes({ ...criterion, percent: 5 })).toEqual([
      "exposure-below",
      "criterion-not-ok",
      "criterion-not-ok",
    ]);
  });

  it("is met by ok alone, and by that only while somebody evaluates it; a breach does not fade", () => {
    const criterion: Requirement = { key: "latency", kind: "criterion", criterion: "p95", percent: 5 };
    const status = (verdict: CriterionFact["verdict"], at: number) =>
      evaluateGate(
        factsOf(criterion, {
          exposures: [change("confirmed", 5, 1)],
          criteria: [
            {
              key: "p95",
              from: 0,
              severity: "hold",
              shadow: false,
              verdict,
              since: 0,
              freshUntil: 10 * minute,
            },
          ],
        }),
        "g",
        at,
      ).requirements[0]?.status;
    const early = 5 * minute;
    expect(status("ok", early)).toBe("satisfied");
    expect(status("ok", 10 * minute)).toBe("open");
    expect(status("breach", early)).toBe("blocked");
    expect(status("breach", 10 * minute)).toBe("blocked");
    for (const verdict of [
      "building",
      "withheld",
      "no-data",
      "stale",
      "invalid",
      "insufficient",
      null,
    ] as const)
      expect(status(verdict, early)).toBe("open");
  });
});
