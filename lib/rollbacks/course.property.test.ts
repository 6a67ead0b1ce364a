import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { shippedPolicy } from "@/lib/policy/escalation-model";
import { rungsOf } from "@/lib/policy/escalation-rule";
import { afterAct, type CourseFacts, escalationDue, lastAttempt, mostAttempts, nextAct } from "./course";
import type { RollbackStep } from "./schemas";

const minute = 60_000;
const shippedRungs = rungsOf(shippedPolicy.levels, 10 * minute);
const waitFrom = (since: number) => ({ since, atOnce: 0, told: [], silences: [] });

const arbitraryStep = (index: number) =>
  fc.record({
    group: fc.integer({ min: 1, max: 3 }),
    needs: fc.subarray(Array.from({ length: index }, (_, at) => `s${at}`)),
    executor: fc.constantFrom("manual", "command", "webhook"),
    onFailure: fc.constantFrom("retry", "take-over", "escalate"),
    verify: fc.constantFrom({ person: "looks right" }, { http: { url: "https://a.example", expect: 200 } }),
  });

/** Steps whose needs lie in the same or an earlier group. */
const arbitrarySteps = fc
  .integer({ min: 1, max: 6 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => arbitraryStep(index))))
  .map((drawn) => {
    const groups = drawn.map(({ group }) => group);
    return drawn.map(
      ({ executor, needs, ...step }, index): RollbackStep =>
        ({
          ...step,
          key: `s${index}`,
          kind: "manual",
          needs: needs.filter((need) => (groups[Number(need.slice(1))] ?? 9) <= step.group),
          executor: { type: executor },
          timeLimit: "5m",
          reversible: true,
        }) as RollbackStep,
    );
  });

function factsOf(steps: RollbackStep[]): CourseFacts {
  const severity = { means: "x", decideWithin: "10m", onSilence: "execute" as const };
  return {
    state: "authorised",
    severity: "sev1",
    plan: {
      steps,
      severities: { sev1: severity, sev2: severity, sev3: severity, sev4: severity },
      objectives: { detect: "5m", decide: "10m", execute: "15m", stable: "60m" },
      stable: { criteria: [], for: "10m" },
    },
    isTabletop: false,
    steps: steps.map(({ key }) => ({ key, state: "waiting" })),
    attempts: [],
    decideBy: 0,
    executedAt: null,
    stableSince: null,
    verified: [],
    escalation: { rungs: shippedRungs, wait: null, number: 1, reached: 0 },
  };
}

/** What carriers, verifiers and people do, one thing at a time, as the numbers say. */
function outside(facts: CourseFacts, draw: number): CourseFacts {
  const running = facts.attempts.filter(({ state }) => state === "queued" || state === "claimed");
  const verifying = facts.steps.filter(({ state }) => state === "verifying");
  const failed = facts.steps.filter(({ state }) => state === "failed");
  const all = [...running.map(({ id }) => id), ...verifying.map(({ key }) => key)];
  const chosen = all[draw % Math.max(1, all.length)];
  if (chosen === undefined) {
    const stuck = failed[draw % Math.max(1, failed.length)];
    if (stuck === undefined) return facts;
    const number = (lastAttempt(facts, stuck.key)?.number ?? 0) + 1;
    return afterAct(
      facts,
      { act: "begin", step: stuck.key, number, executor: "manual", dueAt: 0 },
      { now: 0, id: `${stuck.key}#${number}` },
    );
  }
  const succeeds = draw % 3 !== 0;
  return {
    ...facts,
    attempts: facts.attempts.map((attempt) => {
      if (attempt.id === chosen) return { ...attempt, state: succeeds ? "succeeded" : "failed" };
      return attempt.step === chosen && attempt.id === lastAttempt(facts, chosen)?.id
        ? { ...attempt, verification: succeeds ? "passed" : "failed" }
        : attempt;
    }),
  };
}

/** Lets happen all that happens by itself; says each act. */
function settle(given: CourseFacts, now: number, seen: string[]): CourseFacts {
  let facts = given;
  for (let acts = 0; ; acts += 1) {
    expect(acts).toBeLessThan(200);
    const act = nextAct(facts, now);
    if (act === null) return facts;
    if (act.act === "begin") {
      seen.push(`${act.step}#${act.number}`);
      const step = facts.plan.steps.find(({ key }) => key === act.step);
      const done = (key: string) => facts.steps.find((each) => each.key === key)?.state === "done";
      expect(step?.needs.every(done)).toBe(true);
      const earlier = facts.plan.steps.filter(({ group }) => group < (step?.group ?? 0));
      expect(earlier.every(({ key }) => done(key))).toBe(true);
    }
    const id = act.act === "begin" ? `${act.step}#${act.number}` : "";
    facts = afterAct(facts, act, { now, id });
  }
}

describe("the course of a rollback", () => {
  it("carries out every step, each attempt once, none before what it needs, whatever fails on the way", () => {
    fc.assert(
      fc.property(arbitrarySteps, fc.array(fc.nat(1_000), { maxLength: 40 }), (steps, draws) => {
        const seen: string[] = [];
        let facts = settle(factsOf(steps), 0, seen);
        // Then everything succeeds: what was drawn keeps nothing from its end.
        for (const draw of [...draws, ...Array.from({ length: 60 }, () => 1)]) {
          facts = settle(outside(facts, draw), minute, seen);
          const under = facts.attempts.filter(({ state }) => state === "queued" || state === "claimed");
          expect(new Set(under.map(({ step }) => step)).size).toBe(under.length);
        }
        expect(facts.state).toBe("validating");
        expect(facts.steps.every(({ state }) => state === "done")).toBe(true);
        expect(new Set(seen).size).toBe(seen.length);
        expect(facts.attempts.length).toBe(new Set(facts.attempts.map(({ id }) => id)).size);
      }),
    );
  });

  it("tries again by itself only so often, and never by hand what people have not asked for", () => {
    fc.assert(
      fc.property(arbitrarySteps, (steps) => {
        const seen: string[] = [];
        let facts = settle(factsOf(steps), 0, seen);
        for (let round = 0; round < 30; round += 1) {
          const failing = facts.attempts.find(({ state }) => state === "queued");
          if (failing === undefined) break;
          facts = settle(
            {
              ...facts,
              attempts: facts.attempts.map((each) =>
                each.id === failing.id ? { ...each, state: "failed" } : each,
              ),
            },
            minute,
            seen,
          );
        }
        expect(facts.state).toBe("failed");
        for (const { key, executor, onFailure } of steps) {
          const tries = facts.attempts.filter(({ step }) => step === key).length;
          expect(tries).toBeLessThanOrEqual(
            onFailure === "retry" && executor.type !== "manual" ? mostAttempts : 1,
          );
        }
      }),
    );
  });

  it("is told the same however often it is asked in between: nothing is done twice and nothing is lost", () => {
    fc.assert(
      fc.property(arbitrarySteps, fc.array(fc.nat(1_000), { maxLength: 20 }), (steps, draws) => {
        const often: string[] = [];
        let asked = settle(factsOf(steps), 0, often);
        for (const draw of draws) {
          asked = settle(outside(asked, draw), minute, often);
          asked = settle(asked, minute, often);
        }
        const once: string[] = [];
        let facts = settle(factsOf(steps), 0, once);
        for (const draw of draws) facts = settle(outside(facts, draw), minute, once);
        expect(often).toEqual(once);
        expect(asked).toEqual(facts);
      }),
    );
  });
});

describe("a rollback that waits", () => {
  const [step] = fc.sample(arbitrarySteps, { numRuns: 1, seed: 1 })[0] ?? [];
  const waiting = (change: Partial<CourseFacts>): CourseFacts => ({
    ...factsOf(step === undefined ? [] : [step]),
    ...change,
  });

  it("is authorised by silence only where the plan says so, and not before the deadline", () => {
    const proposed = waiting({ state: "proposed", decideBy: 10 * minute });
    expect(nextAct(proposed, 10 * minute - 1)).toBeNull();
    expect(nextAct(proposed, 10 * minute)).toEqual({ act: "authorise" });
    const escalated = {
      ...proposed,
      plan: {
        ...proposed.plan,
        severities: {
          ...proposed.plan.severities,
          sev1: { means: "x", decideWithin: "10m", onSilence: "escalate" as const },
        },
      },
    };
    expect(nextAct(escalated, 99 * minute)).toBeNull();
  });

  const escalating = (change: Partial<CourseFacts> = {}): CourseFacts =>
    waiting({
      state: "proposed",
      decideBy: 1e9,
      escalation: { rungs: shippedRungs, wait: waitFrom(0), number: 1, reached: 0 },
      ...change,
    });
  /** What is told by itself until a time, each as `wait:level`. */
  function tell(given: CourseFacts, now: number): { facts: CourseFacts; told: string[] } {
    let facts = given;
    const told: string[] = [];
    for (let act = nextAct(facts, now); act !== null; act = nextAct(facts, now)) {
      if (act.act === "escalate") told.push(`${facts.escalation.number}:${act.telling.level}`);
      facts = afterAct(facts, act, { now, id: "" });
    }
    return { facts, told };
  }

  it("catches up missed levels of escalation one by one, and repeats the last one at a pace", () => {
    const { facts, told } = tell(escalating(), 60 * minute);
    expect(told).toEqual(["1:1", "1:2", "1:3"]);
    expect(escalationDue(facts)).toEqual({ level: 3, number: 1, dueAt: 65 * minute });
  });

  it("is no longer escalated for its decision once it is decided, and anew where its steps are late", () => {
    const { facts } = tell(escalating(), 5 * minute);
    const decided = afterAct(facts, { act: "authorise" }, { now: 6 * minute, id: "" });
    expect(escalationDue(decided)).toEqual({ level: 1, number: 0, dueAt: 21 * minute });
    // What was reached is told at once, and one level further; the others after their time.
    const late = tell(decided, 21 * minute);
    expect(late.told).toEqual(["2:1", "2:2"]);
    expect(escalationDue(late.facts)).toEqual({ level: 3, number: 0, dueAt: 26 * minute });
    const validating = afterAct(late.facts, { act: "move", to: "validating" }, { now: 22 * minute, id: "" });
    expect(escalationDue(validating)).toBeNull();
    const failed = afterAct(validating, { act: "fail", why: "x" }, { now: 30 * minute, id: "" });
    expect(tell(failed, 30 * minute).told).toEqual(["3:1", "3:2", "3:3"]);
  });

  it("keeps the deadline of its decision whatever is silenced", () => {
    const silenced = escalating({ decideBy: 10 * minute });
    const wait = { ...waitFrom(0), silences: [{ level: 0, until: 240 * minute }] };
    const facts = { ...silenced, escalation: { ...silenced.escalation, wait } };
    expect(nextAct(facts, 10 * minute)).toEqual({ act: "authorise" });
    expect(escalationDue(facts)?.dueAt).toBe(240 * minute);
  });

  it("is stable once everything has held for the plan's time since execution, and fails where that is too late", () => {
    const validating = waiting({ state: "validating", executedAt: 100 * minute, stableSince: 90 * minute });
    expect(nextAct(validating, 110 * minute - 1)).toBeNull();
    expect(nextAct(validating, 110 * minute)).toEqual({ act: "move", to: "stable" });
    const never = { ...validating, stableSince: null };
    expect(nextAct(never, 160 * minute - 1)).toBeNull();
    expect(nextAct(never, 160 * minute)).toMatchObject({ act: "fail" });
    const failed = { ...never, state: "failed" as const, stableSince: 170 * minute };
    expect(nextAct(failed, 180 * minute)).toEqual({ act: "move", to: "stable" });
  });
});
