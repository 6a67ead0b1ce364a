import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluateRelease } from "@/lib/gates/evaluate";
import { seeded } from "@/lib/gates/fixtures/arbitrary";
import { day, factsOf, gate } from "@/lib/gates/fixtures/facts";
import type { GateFacts, Requirement } from "@/lib/gates/model";
import { readFacts } from "@/lib/gates/reading";
import { drillsDue } from "./drills-due";

const start = Date.parse("2026-12-01T09:30:00Z");
const plan = {
  kind: "rollback-plan" as const,
  parts: { "rollback-plan": "sha256:1" },
  authors: [],
  from: 0,
  to: null,
};

const level = fc.constantFrom("tabletop" as const, "dry-run" as const, "staging" as const);
const worldOf = fc.record({
  asked: fc.record(
    { level, validForMs: fc.integer({ min: 1, max: 40 * day }) },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Partial<Extract<Requirement, { kind: "drill" }>>>,
  drills: fc.array(
    fc.record({
      level,
      planDigest: fc.constantFrom("sha256:1", "sha256:1", "sha256:0"),
      isPassed: fc.constantFrom(true, true, false),
      ago: fc.integer({ min: 0, max: 40 * day }),
    }),
    { maxLength: 4 },
  ),
  inDays: fc.integer({ min: -3, max: 30 }),
});

type World = typeof worldOf extends fc.Arbitrary<infer One> ? One : never;

function factsFor({ asked, drills }: World): GateFacts {
  const ended = drills
    .toSorted((a, b) => b.ago - a.ago)
    .map(({ ago, ...drill }, order) => ({ ...drill, id: `d${order}`, at: start - ago, order }));
  const requirement: Requirement = { key: "k", kind: "drill", ...asked };
  return factsOf({}, gate([requirement]), { documents: [plan], drills: ended });
}

const targetIn = (days: number) => new Date(start + days * day).toISOString().slice(0, 10);
const dueOn = (facts: GateFacts, target: string | null, stage: string | null) =>
  drillsDue(readFacts(facts, start), { states: evaluateRelease(facts, start), stage, target, at: start });
const statusAt = (facts: GateFacts, at: number) => evaluateRelease(facts, at)[0]?.requirements[0]?.status;

describe("drills that are due", () => {
  it("are those that the gate would ask for when the day of the target ends, with no other fact until then", () => {
    fc.assert(
      fc.property(worldOf, (world) => {
        const facts = factsFor(world);
        const target = targetIn(world.inDays);
        const ends = Math.max(start, Date.parse(`${target}T00:00:00Z`) + day);
        const [due] = dueOn(facts, target, facts.stages[0]?.key ?? null);
        expect(due !== undefined).toBe(statusAt(facts, ends) !== "satisfied");
        if (due === undefined) return;
        // It says when it runs out where it counts now, and what is missing where none does.
        expect(due.endsAt !== null).toBe(statusAt(facts, start) === "satisfied");
        expect(due.missing === null).toBe(due.endsAt !== null);
      }),
      seeded,
    );
  });

  it("never become fewer when the target moves to a later day", () => {
    fc.assert(
      fc.property(worldOf, fc.nat({ max: 20 }), (world, later) => {
        const facts = factsFor(world);
        const stage = facts.stages[0]?.key ?? null;
        const sooner = dueOn(facts, targetIn(world.inDays), stage);
        expect(dueOn(facts, targetIn(world.inDays + later), stage).length).toBeGreaterThanOrEqual(
          sooner.length,
        );
      }),
      seeded,
    );
  });

  it("are none of stages that were left, and without a target those that run out within two weeks", () => {
    const facts = factsFor({
      asked: { validForMs: 20 * day },
      drills: [{ level: "staging", planDigest: "sha256:1", isPassed: true, ago: 3 * day }],
      inDays: 0,
    });
    const [first] = facts.stages;
    if (first === undefined) throw new Error("there is a stage");
    const later = { ...facts, stages: [first, { ...first, key: "after", gates: [] }] };
    expect(dueOn(later, null, first.key)).toEqual([]);
    expect(dueOn(later, targetIn(17), first.key)).toHaveLength(1);
    expect(dueOn(later, targetIn(17), "after")).toEqual([]);
    const soon = { ...later, drills: (later.drills ?? []).map((each) => ({ ...each, at: start - 7 * day })) };
    expect(dueOn(soon, null, first.key)).toMatchObject([{ endsAt: start + 13 * day, missing: null }]);
  });
});
