import type { Reading } from "./reading";
import type { GateState } from "./state-model";
import { openIn, type Task, tasksIn, tasksOf } from "./tasks";

/** Somebody in some of their roles; `at`, epoch ms: from then on they hold them. */
export interface InRoles {
  personId: string;
  roles: readonly string[];
  at: number;
}

/**
 * What is open now and waits for somebody in some roles, by the tasks that their inbox shows: now, or once they hold the roles, such as from
 * the beginning of a shift to come. What only time will open until then is not among it, nor what they do for others.
 */
export function tasksInRoles(
  { reading, states }: { reading: Reading; states: readonly GateState[] },
  { personId, roles, at }: InRoles,
): { own: Task[]; all: Task[] } {
  const open = new Set(
    states.flatMap((gate) => openIn(gate).map(({ key }) => placeOf({ gate: gate.key, requirement: key }))),
  );
  const asked = at > reading.now ? tasksOf(reading.facts, at) : tasksIn(reading, states);
  const all = asked.filter((task) => open.has(placeOf(task)));
  const own = all.filter(
    (task) => task.personId === personId && task.onBehalfOf === null && roles.includes(task.role),
  );
  return { own, all };
}

function placeOf({ gate, requirement }: Pick<Task, "gate" | "requirement">): string {
  return `${gate}\n${requirement ?? ""}`;
}
