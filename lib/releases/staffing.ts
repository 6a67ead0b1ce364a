import { coverable, type Edge, groupsOf } from "@/lib/gates/matching";
import { decisionWords } from "@/lib/policy/decision-words";
import type { Slot } from "@/lib/policy/model";
import type { Template } from "./template-parse";

/** Something a template asks several places for: an item, an approval, an acknowledgement, a decision. */
export interface Quorum {
  /** As people read it. */
  title: string;
  slots: Slot[];
}

/** Everything of a template that is signed or decided, each with who can. */
export function quorumsOf({ stages, rights }: Template): Quorum[] {
  const gates = stages.flatMap((stage) => stage.gates);
  return [
    ...gates.flatMap((gate): Quorum[] => [
      ...gate.requirements.flatMap((requirement): Quorum[] => {
        const title = requirement.title ?? `${requirement.key.replaceAll("-", " ")} (${gate.title})`;
        if (requirement.kind === "item") return [{ title, slots: requirement.slots }];
        if (requirement.kind !== "acknowledgement") return [];
        // A person may acknowledge in several roles.
        return requirement.roles.map((role) => ({
          title,
          slots: [{ roles: [role], count: 1, allowAuthor: true }],
        }));
      }),
      ...(gate.approval === undefined
        ? []
        : [{ title: `Approval of “${gate.title}”`, slots: gate.approval.slots }]),
    ]),
    ...rights.map(({ decision, slots }) => ({ title: `“${decisionWords(decision)}”`, slots })),
  ];
}

/** Roles that some quorum names, in the template's order. */
export function neededRoles(template: Template): string[] {
  const named = new Set(quorumsOf(template).flatMap(({ slots }) => slots.flatMap(({ roles }) => roles)));
  return [
    ...template.roles.filter((role) => named.has(role)),
    ...[...named].filter((role) => !template.roles.includes(role)).sort(),
  ];
}

export interface Staff {
  /** Ids of the people in each role. */
  holders: Readonly<Record<string, readonly string[]>>;
  /** Who will count as author of most of what is signed, such as the champion who writes the plan. */
  authors?: readonly string[];
  /** Members of the teams that own the components. */
  owners?: readonly string[];
}

export interface Shortage {
  /** Nobody: the release cannot start. Too few: the quorum cannot be filled. Author: only by signing their own work. */
  kind: "nobody" | "too-few" | "author";
  roles: string[];
  /** Different people that are asked for. */
  count: number;
  /** What asks for it. */
  asked: string[];
}

const order: readonly Shortage["kind"][] = ["nobody", "too-few", "author"];

/** The quorums that these people could never fill, by what is wrong and with whom; a matching decides, as it does at the gate. */
export function shortagesOf(quorums: readonly Quorum[], staff: Staff): Shortage[] {
  const found = new Map<string, Shortage>();
  for (const quorum of quorums)
    for (const { kind, slots } of shortagesIn(quorum, staff)) {
      const roles = [...new Set(slots.flatMap((slot) => slot.roles))];
      const count = slots.reduce((sum, slot) => sum + slot.count, 0);
      const name = `${kind} ${[...roles].sort().join()} ${count}`;
      const known = found.get(name);
      if (known === undefined) found.set(name, { kind, roles, count, asked: [quorum.title] });
      else if (!known.asked.includes(quorum.title)) known.asked.push(quorum.title);
    }
  return [...found.values()].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

/**
 * The places that must be filled whoever else is chosen: a place of several roles is left out where another asks for one of them
 * alone, since whoever is chosen there may stand here too.
 */
export function leastUnheld(shortages: readonly Shortage[]): Shortage[] {
  const unheld = shortages.filter(({ kind }) => kind === "nobody");
  const isImplied = ({ roles }: Shortage): boolean =>
    unheld.some(
      (other) => other.roles.length < roles.length && other.roles.every((role) => roles.includes(role)),
    );
  return unheld.filter((shortage) => !isImplied(shortage));
}

function shortagesIn({ slots }: Quorum, staff: Staff): { kind: Shortage["kind"]; slots: readonly Slot[] }[] {
  const unheld = slots.filter((slot) => slot.roles.every((role) => (staff.holders[role] ?? []).length === 0));
  if (unheld.length > 0) return unheld.map((slot) => ({ kind: "nobody", slots: [{ ...slot, count: 1 }] }));
  if (!fillable(slots, { ...staff, authors: [] })) return [{ kind: "too-few", slots }];
  return fillable(slots, staff) ? [] : [{ kind: "author", slots }];
}

function fillable(slots: readonly Slot[], { holders, authors = [], owners = [] }: Staff): boolean {
  const edges = Object.entries(holders).flatMap(([role, people]) =>
    people.map((personId): Edge => ({
      personId,
      actorId: personId,
      role,
      voteId: null,
      author: authors.includes(personId),
      owner: owners.includes(personId),
    })),
  );
  return coverable(groupsOf([{ source: "template", slots }]), edges);
}
