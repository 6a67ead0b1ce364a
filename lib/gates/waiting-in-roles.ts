import type { Evaluated } from "./evaluated";
import { gateIn, stateOf } from "./load-gates";
import type { Task } from "./tasks";
import { type InRoles, tasksInRoles } from "./tasks-in-roles";
import { dueIn } from "./view";
import { waitingClocks, type Waits, waitsOn } from "./waiting-clocks";

/** A signature, an approval or an acknowledgement that waits for somebody in a role; epoch ms. */
export interface WaitingInRole extends Pick<Task, "requirement" | "role" | "kind" | "since"> {
  gate: { key: string; title: string };
  /** Of the requirement; null: the gate's approval. */
  title: string | null;
  status: string;
  /** null: at no time. */
  dueAt: number | null;
  /** How long it has waited for the role; null: it waits for none. */
  clock: Waits | null;
}

/** What waits for somebody in some roles on a release, with its clocks. */
export function waitingInRoles(
  { loaded, states, reading }: Pick<Evaluated, "loaded" | "states" | "reading">,
  asked: InRoles,
): WaitingInRole[] {
  if (loaded.authority.version.state !== "active") return [];
  const { own, all } = tasksInRoles({ reading, states }, asked);
  const tasks = all.filter((task) => own.some((each) => isSamePlace(each, task)));
  const clocks = waitingClocks(loaded, { states, tasks });
  return own.flatMap((task): WaitingInRole[] => {
    const { requirement: key, role, kind, since } = task;
    const state = states.find((each) => each.key === task.gate);
    if (state === undefined) return [];
    const { gate, requirement } = gateIn(loaded, task.gate, key);
    const { due } = dueIn(loaded, { gate: state, requirement: requirement ?? undefined });
    const clock = waitsOn(clocks, task, loaded.at).find((each) => each.role === role) ?? null;
    return [
      {
        gate: { key: gate.key, title: gate.title },
        title: requirement === null ? null : (requirement.title ?? requirement.key),
        requirement: key,
        role,
        kind,
        since,
        clock,
        status: stateOf(state, key)?.status ?? "open",
        dueAt: due?.at ?? null,
      },
    ];
  });
}

function isSamePlace(a: Task, b: Task): boolean {
  return a.gate === b.gate && a.requirement === b.requirement && a.role === b.role;
}
