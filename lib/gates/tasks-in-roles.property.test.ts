import fc from "fast-check";
import { expect, it } from "vitest";
import type { GateFacts } from "@/lib/gates/model";
import { historyArbitrary, personIds, seeded } from "./fixtures/arbitrary";
import { holding, item, person, slot } from "./fixtures/facts";
import { evaluateRelease } from "./evaluate";
import { holdsNow, readFacts } from "./reading";
import type { Task } from "./tasks";
import { tasksIn } from "./tasks";
import { tasksInRoles } from "./tasks-in-roles";

const roles = ["r1", "r2", "r3"];
const later = fc.integer({ min: 1, max: 60 });
const at = (facts: GateFacts, now: number) => ({
  reading: readFacts(facts, now),
  states: evaluateRelease(facts, now),
});
const placesOf = (tasks: readonly Task[]) =>
  tasks.map(({ gate, requirement, role, kind }) => `${gate} ${requirement} ${role} ${kind}`).sort();

it("is now what somebody's inbox shows of those roles, but for what they do for others", () => {
  fc.assert(
    fc.property(historyArbitrary, fc.subarray(roles), ({ facts, now }, asked) => {
      const read = at(facts, now);
      const tasks = tasksIn(read.reading, read.states);
      for (const personId of personIds) {
        const own = tasks.filter(
          (task) => task.personId === personId && task.onBehalfOf === null && asked.includes(task.role),
        );
        expect(tasksInRoles(read, { personId, roles: asked, at: now }).own).toEqual(own);
      }
    }),
    { ...seeded, numRuns: 40 },
  );
});

it("is later nothing that is not open now, and only what they can do then", () => {
  fc.assert(
    fc.property(historyArbitrary, later, ({ facts, now }, ahead) => {
      const read = at(facts, now);
      const then = readFacts(facts, now + ahead);
      const open = new Set(
        read.states.flatMap(({ requirements, approval }) =>
          [...requirements, ...(approval === null ? [] : [approval])].flatMap(({ key, status }) =>
            status === "satisfied" || status === "waived" || status === "not-asked" ? [] : [key],
          ),
        ),
      );
      for (const personId of personIds)
        for (const { requirement, role, kind } of tasksInRoles(read, { personId, roles, at: now + ahead })
          .own) {
          expect(open.has(requirement)).toBe(true);
          if (kind === "sign") expect(holdsNow(then, personId, role)).toBe(true);
        }
    }),
    { ...seeded, numRuns: 40 },
  );
});

/** With a role of which nobody but two people who take turns hold anything, an item and an acknowledgement of it. */
function withTurns(facts: GateFacts, change: number): GateFacts {
  const read = { key: "read", kind: "acknowledgement" as const, roles: ["duty"] };
  return {
    ...facts,
    people: [...facts.people, person("on"), person("next")],
    holdings: [
      ...facts.holdings,
      holding("on", "duty", { to: change, ended: "time", scheduled: true }),
      holding("next", "duty", { from: change, scheduled: true }),
    ],
    stages: facts.stages.map((stage) => ({
      ...stage,
      gates: stage.gates.map((gate) => ({
        ...gate,
        requirements: [...gate.requirements, item("duty", [slot("duty")]), read],
      })),
    })),
  };
}

it("is the same for whoever comes on shift as for whoever goes", () => {
  let asked = 0;
  fc.assert(
    fc.property(historyArbitrary, later, ({ facts, now }, ahead) => {
      const change = now + ahead;
      const read = at(withTurns(facts, change), now);
      const of = (personId: string, moment: number) =>
        placesOf(tasksInRoles(read, { personId, roles: ["duty"], at: moment }).own);
      const running = of("on", now);
      asked += running.length;
      expect(of("next", change)).toEqual(running);
      expect([of("next", now), of("on", change)]).toEqual([[], []]);
    }),
    { ...seeded, numRuns: 40 },
  );
  expect(asked).toBeGreaterThan(20);
});

it("is open at a change of shift where nobody is on before it", () => {
  fc.assert(
    fc.property(historyArbitrary, later, ({ facts, now }, ahead) => {
      const turns = withTurns(facts, now + ahead);
      const gap = { ...turns, holdings: turns.holdings.filter(({ personId }) => personId !== "on") };
      const before = tasksInRoles(at(turns, now), { personId: "on", roles: ["duty"], at: now });
      const after = tasksInRoles(at(gap, now), { personId: "next", roles: ["duty"], at: now + ahead });
      expect(placesOf(after.own)).toEqual(placesOf(before.own));
    }),
    { ...seeded, numRuns: 40 },
  );
});
