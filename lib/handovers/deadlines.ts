import type { Evaluated } from "@/lib/gates/evaluated";
import { gateIn } from "@/lib/gates/load-gates";
import { type Owed, owedOn } from "@/lib/gates/owed";
import { runningOut } from "@/lib/gates/running-out";
import { toParty } from "@/lib/policy/can";
import type { Party } from "@/lib/policy/model";

/** Something of a release that ends, or has to be met, by a time; epoch ms. */
export interface Deadline {
  kind: Owed["kind"] | "waiver";
  title: string;
  /** Of a waiver; null: it is the release's. */
  gate: string | null;
  dueAt: number;
  waitingOn: Party[];
}

/** What of a release ends before a time, or waits for somebody, whenever it ends. */
export function deadlinesOn(
  { loaded, states }: Pick<Evaluated, "loaded" | "states">,
  { until, personId }: { until: number; personId: string | null },
): Deadline[] {
  const owed = owedOn(loaded, states).map(({ kind, title, dueAt, waitingOn }) => ({
    kind,
    title,
    gate: null,
    dueAt,
    waitingOn,
  }));
  const people = new Map(loaded.authority.people.map((person) => [person.id, toParty(person)]));
  const waived = runningOut(loaded, states).flatMap((each): Deadline[] => {
    if (each.kind !== "waiver" || each.gate === null) return [];
    const { gate, requirement } = gateIn(loaded, each.gate, each.requirement);
    const title = requirement?.title ?? requirement?.key ?? gate.title;
    const waitingOn = (each.people ?? []).flatMap((id) => people.get(id) ?? []);
    return [{ kind: "waiver", title, gate: each.gate, dueAt: each.deadline, waitingOn }];
  });
  return [...owed, ...waived].filter(
    ({ dueAt, waitingOn }) => dueAt < until || waitingOn.some(({ id }) => id === personId),
  );
}
