import type { Party } from "@/lib/policy/model";
import { holdersOf, toParty } from "@/lib/policy/can";
import { championRole, isEnded } from "@/lib/releases/model";
import type { LoadedGates } from "./load-gates";
import { obligedPeople } from "./may-end-obligation";
import type { Requirement } from "./model";
import { isOpen, type ObligationFact, type ObligationKind } from "./obligations";
import type { GateState } from "./state-model";

/** What is owed on a release now: an obligation that is open, or evidence that ran out since its gate passed. */
export interface Owed extends Omit<ObligationFact, "kind" | "source"> {
  kind: ObligationKind | "evidence";
  /** Whom it waits for. */
  waitingOn: Party[];
}

type Loaded = Pick<LoadedGates, "authority" | "rows" | "facts" | "at">;

/** All that is owed on a release, what is due first before the rest. Conditions end with their release. */
export function owedOn(loaded: Loaded, states: readonly GateState[]): Owed[] {
  const { authority } = loaded;
  const hasEnded = isEnded(authority.version.state);
  const open = openOn(loaded).filter(({ kind }) => !hasEnded || kind !== "condition");
  const aged = authority.version.state === "active" ? states.flatMap((gate) => agedIn(loaded, gate)) : [];
  return [...aged, ...open].sort((a, b) => a.dueAt - b.dueAt);
}

/** The obligations that stand, with whom each waits for. */
export function openOn({ authority, rows }: Pick<Loaded, "authority" | "rows">): (ObligationFact & Owed)[] {
  return rows.obligations
    .filter(isOpen)
    .map((each) => ({ ...each, waitingOn: obligedPeople(authority, each) }));
}

/** Computed, never kept: it is met by giving the evidence anew, or by a waiver. */
function agedIn(loaded: Loaded, gate: GateState): Owed[] {
  if (gate.drift !== "evidence-aged") return [];
  const definitions = loaded.facts.stages.flatMap(({ gates }) => gates).find(({ key }) => key === gate.key);
  const aged = gate.blockers.filter(({ code }) => code !== "drift" && code !== "veto");
  const keys = [...new Set(aged.map(({ requirement }) => requirement))];
  return keys.map((key): Owed => {
    const requirement = definitions?.requirements.find((each) => each.key === key) ?? null;
    const waiver = loaded.rows.waivers.findLast(
      (each) => each.gate === gate.key && each.requirement === key && each.expiresAt <= loaded.at,
    );
    const owner = loaded.authority.people.find(({ id }) => id === waiver?.owner);
    const able = aged.filter((each) => each.requirement === key).flatMap((each) => each.canBeClearedBy);
    const title =
      key === null ? `The approval of “${definitions?.title ?? gate.key}”` : `“${requirement?.title ?? key}”`;
    const ranOut = waiver?.expiresAt ?? ranOutAt(loaded, { gate: gate.key, requirement, key });
    return {
      id: `${gate.key}/${key ?? "approval"}`,
      kind: "evidence",
      title: waiver === undefined ? `${title} has run out` : `The waiver of ${title} has run out`,
      owner: owner?.id ?? null,
      dueAt: ranOut,
      beforeStage: null,
      by: "",
      role: "",
      at: ranOut,
      closure: null,
      waitingOn: owner !== undefined ? [toParty(owner)] : able.length > 0 ? able : championsOf(loaded),
    };
  });
}

/** When the last of what was given for it ran out, by its `validFor`. */
function ranOutAt(
  { rows, facts, at }: Loaded,
  on: { gate: string; requirement: Requirement | null; key: string | null },
): number {
  const gate = facts.stages.flatMap(({ gates }) => gates).find(({ key }) => key === on.gate);
  const validForMs = on.key === null ? gate?.approval?.validForMs : on.requirement?.validForMs;
  const check = on.requirement?.kind === "check" ? on.requirement.check : null;
  const given = [
    ...[...rows.votes, ...rows.acknowledgements].filter(
      (each) => each.gate === on.gate && each.requirement === on.key,
    ),
    ...rows.checks.filter(({ name }) => name === check),
  ];
  const ends = given.map((each) => each.at + (validForMs ?? 0)).filter((end) => end <= at);
  return ends.length === 0 ? at : Math.max(...ends);
}

function championsOf({ authority: { holdings, people, now } }: Loaded): Party[] {
  return holdersOf({ role: championRole, holdings, people, now: now.getTime() }).map(toParty);
}
