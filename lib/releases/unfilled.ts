import type { Slot } from "@/lib/policy/model";
import type { Template } from "./template-parse";

/** Roles of which one must be held, and where the template asks for them. */
export interface Unfilled {
  roles: string[];
  asked: string[];
}

/** Places of a template that nobody could fill: slots, acknowledgements and rights none of whose roles is held. */
export function unfilledPlaces(template: Template, held: ReadonlySet<string>): Unfilled[] {
  const found = new Map<string, Unfilled>();
  for (const { roles, where } of placesOf(template)) {
    if (roles.some((role) => held.has(role))) continue;
    const name = [...roles].sort().join(" or ");
    const known = found.get(name);
    if (known === undefined) found.set(name, { roles, asked: [where] });
    else if (!known.asked.includes(where)) known.asked.push(where);
  }
  return [...found.values()];
}

interface Place {
  roles: string[];
  where: string;
}

function placesOf({ stages, rights }: Template): Place[] {
  const gates = stages.flatMap((stage) => stage.gates);
  return [
    ...gates.flatMap((gate) => [
      ...gate.requirements.flatMap((requirement): Place[] => {
        const where = `${gate.key}/${requirement.key}`;
        if (requirement.kind === "item") return slotPlaces(requirement.slots, where);
        if (requirement.kind !== "acknowledgement") return [];
        return requirement.roles.map((role) => ({ roles: [role], where }));
      }),
      ...slotPlaces(gate.approval?.slots ?? [], `${gate.key}, approval`),
    ]),
    ...rights.flatMap((row) => slotPlaces(row.slots, row.decision)),
  ];
}

function slotPlaces(slots: readonly Slot[], where: string): Place[] {
  return slots.map(({ roles }) => ({ roles, where }));
}
