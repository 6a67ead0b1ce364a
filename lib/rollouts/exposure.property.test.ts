import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GateState } from "@/lib/gates/state-model";
import type { Stage } from "@/lib/gates/model";
import { type GrowthFacts, nextStep, presentStep, whyNotIncrease } from "./exposure";
import { increaseThroughGlass } from "./exposure-glass";
import { type ExposureChange, exposureOf, type Interruption } from "./exposure-model";
import { soakAt } from "./soak";

const stage = (key: string, steps: [percent: number, soakMs: number][]): Stage => ({
  key,
  title: key,
  inputs: [],
  outputs: [],
  exposure: steps.map(([percent, soakMs]) => ({ percent, soakMs })),
  gates: [],
});
const stages = [
  stage("build", []),
  stage("canary", [
    [5, 10],
    [25, 20],
  ]),
  stage("wide", [
    [25, 5],
    [100, 30],
  ]),
];
const steps = [0, 5, 25, 100];

const change = fc.record({
  kind: fc.constantFrom("intended" as const, "confirmed" as const),
  percent: fc.constantFrom(...steps),
  at: fc.integer({ min: 0, max: 60 }),
});
const changesOf = (all: readonly { kind: ExposureChange["kind"]; percent: number; at: number }[]) =>
  [...all]
    .sort((a, b) => a.at - b.at)
    .map((each, order): ExposureChange => ({ ...each, stage: "canary", candidate: "c", order }));

const gate = (given: Partial<GateState>): GateState => ({
  key: "reviewed",
  stage: "build",
  status: "passed",
  drift: "none",
  breakGlass: null,
  subjectDigest: "",
  requirements: [],
  approval: null,
  blockers: [],
  unblock: [],
  least: 0,
  exact: true,
  unsatisfiable: [],
  changesAt: null,
  ...given,
});
const said = (code: "veto" | "drift"): GateState["blockers"] => [
  { code, requirement: null, message: "No.", canBeClearedBy: [] },
];
const gates = fc.constantFrom<GateState[]>(
  [],
  [],
  [gate({})],
  [gate({ drift: "subject-changed", blockers: said("drift") })],
  [gate({ drift: "evidence-aged", blockers: said("drift") })],
  [gate({ status: "blocked", drift: null, stage: "canary", blockers: said("veto") })],
);
const freeze = {
  from: 0,
  until: 90,
  window: {
    id: "f",
    title: "Year end",
    reason: "Quiet.",
    component: null,
    times: { kind: "once", from: 0, until: 90 },
  },
} as const;

/** Releases in all kinds of trouble, most with one or two. */
const facts = fc
  .record({
    state: fc.constantFrom("active", "active", "active", "completed"),
    at: fc.constantFrom("build", "canary", "canary", "wide"),
    changes: fc.oneof(
      fc.array(change, { maxLength: 5 }),
      fc.constant([
        { kind: "intended" as const, percent: 5, at: 0 },
        { kind: "confirmed" as const, percent: 5, at: 1 },
      ]),
    ),
    trouble: fc.constantFrom(
      "none",
      "none",
      "hold",
      "freeze",
      "pause",
      "missing",
      "other",
      "instant",
      "target",
      "target-lost",
    ),
    verdict: fc.constantFrom("ok", "ok", "building", "withheld", "breach"),
    severity: fc.constantFrom("rollback" as const, "hold" as const, "warn" as const),
    from: fc.constantFrom(5, 25),
    gates,
    now: fc.integer({ min: 60, max: 90 }),
  })
  .map(({ state, at, changes: some, trouble, verdict, severity, from, gates: all, now }): GrowthFacts => {
    const changes = changesOf(some);
    const interruptions: Interruption[] =
      trouble === "instant" ? [{ kind: "pause", from: now - 1, to: now - 1 }] : [];
    return {
      course: {
        state,
        stage: at,
        exposurePercent: exposureOf(changes).most,
        stages,
        gates: all,
        holds: trouble === "hold" ? [{ reason: "Wait." }] : [],
        concerns: [],
        obligations: [],
        freezes: trouble === "freeze" ? [freeze] : [],
      },
      exposure: exposureOf(changes),
      changes,
      interruptions,
      candidate: "c",
      missing: trouble === "missing" ? ["model"] : [],
      pause: trouble === "pause" ? { reason: "Odd." } : null,
      criteria: [{ key: "latency", verdict, from, severity }],
      others: trouble === "other" ? [{ component: "model", release: null }] : [],
      ...(trouble.startsWith("target") && {
        target: { message: "Not verified.", isFirm: trouble === "target-lost", mayAsk: [] },
      }),
      now,
      mayResume: [],
      mayConfirm: [],
    };
  });
const asked = fc.record({ facts, percent: fc.constantFrom(5, 25, 100, 50) });

/** The words of criteria.md and decisions.md, one after the other. */
function slowly({ course, exposure, changes, ...f }: GrowthFacts, percent: number): boolean {
  const own = stages.find(({ key }) => key === course.stage)?.exposure ?? [];
  const next = own.map((step) => step.percent).filter((each) => each > exposure.intended)[0];
  const until = stages.slice(0, stages.findIndex(({ key }) => key === course.stage) + 1);
  let present: { percent: number; soakMs: number } | undefined;
  for (const each of until)
    for (const step of each.exposure)
      if (step.percent <= exposure.intended && step.percent >= (present?.percent ?? 0)) present = step;
  return (
    course.state === "active" &&
    next === percent &&
    course.holds.length === 0 &&
    course.freezes.length === 0 &&
    f.pause === null &&
    f.missing.length === 0 &&
    f.others.length === 0 &&
    (f.target ?? null) === null &&
    exposure.isConfirmed &&
    (present === undefined || soakAt({ ...f, changes }, present).isMet) &&
    f.criteria.every(
      ({ verdict, from }) => exposure.intended === 0 || from > exposure.intended || verdict === "ok",
    ) &&
    course.gates.every(
      ({ drift, blockers, ...of }) =>
        (drift === null || drift === "none") &&
        (blockers.length === 0 || (of.status !== "passed" && of.stage !== course.stage)),
    )
  );
}

describe("increasing exposure", () => {
  it("is open exactly where nothing of what is written stands against it", () => {
    let open = 0;
    fc.assert(
      fc.property(asked, ({ facts: of, percent }) => {
        const isOpen = whyNotIncrease(of, percent) === null;
        if (isOpen) open += 1;
        expect(isOpen).toBe(slowly(of, percent));
      }),
      { numRuns: 10_000 },
    );
    expect(open).toBeGreaterThan(50);
  });

  it("says with each refusal at least one thing that stands against it", () => {
    fc.assert(
      fc.property(asked, ({ facts: of, percent }) => {
        const fault = whyNotIncrease(of, percent);
        if (fault !== null) expect(fault.message).not.toBe("");
        if (fault?.code === "exposure-not-ready") expect(fault.blockers.length).toBeGreaterThan(0);
      }),
    );
  });

  it("by break-glass lets pass a soak, criteria, a target not verified, freezes and aged evidence, by name, and nothing else", () => {
    const passable = new Set(["soak-running", "criterion-not-ok", "target-unverified", "freeze", "drift"]);
    fc.assert(
      fc.property(asked, ({ facts: of, percent }) => {
        const { fault, passes } = increaseThroughGlass(of, percent);
        const ordinary = whyNotIncrease(of, percent);
        if (ordinary === null) expect({ fault, passes }).toEqual({ fault: null, passes: [] });
        if (passes === null) return;
        for (const { code } of passes) expect(passable).toContain(code);
        expect(of.others).toEqual([]);
        expect(of.target?.isFirm ?? false).toBe(false);
        expect(of.course.holds).toEqual([]);
        expect(of.pause).toBeNull();
        expect(of.exposure.isConfirmed).toBe(true);
        for (const { stage: at, blockers } of of.course.gates)
          if (at === of.course.stage) expect(blockers.map(({ code }) => code)).not.toContain("veto");
        const [criterion] = of.criteria;
        if (criterion?.verdict === "breach" && criterion.severity === "rollback")
          expect(of.exposure.intended === 0 || criterion.from > of.exposure.intended).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it("goes by the next step of the current stage alone", () => {
    expect(nextStep(stages, "canary", 0)?.percent).toBe(5);
    expect(nextStep(stages, "canary", 25)).toBeNull();
    expect(nextStep(stages, "wide", 5)?.percent).toBe(25);
    expect(nextStep(stages, "build", 0)).toBeNull();
    expect(presentStep(stages, "wide", 25)).toEqual({ stage: "wide", percent: 25, soakMs: 5 });
    expect(presentStep(stages, "canary", 10)?.percent).toBe(5);
    expect(presentStep(stages, "canary", 3)).toBeNull();
  });
});

describe("exposure", () => {
  it("is at most what was confirmed last and decided since, and never less than either", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), (some) => {
        const changes = changesOf(some);
        const { intended, confirmed, most, isConfirmed } = exposureOf(changes);
        expect(most).toBeGreaterThanOrEqual(Math.max(intended, confirmed));
        if (isConfirmed && changes.some(({ kind }) => kind === "intended")) expect(most).toBe(intended);
        expect(steps).toContain(most);
      }),
    );
  });
});
