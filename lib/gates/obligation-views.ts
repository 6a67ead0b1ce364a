import type { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import { type Ability, toAbility } from "@/lib/policy/ability";
import type { Party } from "@/lib/policy/model";
import { isEnded } from "@/lib/releases/model";
import type { LoadedGates } from "./load-gates";
import { authorsBehind } from "./load-obligation";
import { mayDropObligation, mayMeetObligation } from "./may-end-obligation";
import {
  isOpen,
  isOverdue,
  type ObligationClosure,
  type ObligationFact,
  obligationsBefore,
} from "./obligations";
import { type Owed, owedOn } from "./owed";
import { iso, partyOf } from "./page-view";
import { lastReached } from "./running-out";
import type { ObligationAnswer } from "./schemas";
import type { GateState } from "./state-model";

/** An obligation with names; times in epoch ms. */
export interface ObligationShown extends Pick<Owed, "id" | "kind" | "title" | "waitingOn" | "dueAt"> {
  /** null: whoever holds the right. */
  owner: Party | null;
  /** null: before the release is completed. */
  beforeStage: { key: string; title: string } | null;
  /** null: nobody did, it is computed. */
  imposed: { by: Party; role: string; at: number } | null;
  closure: (Omit<ObligationClosure, "by"> & { by: Party }) | null;
  /** Id of the one that an action comes from. */
  postMortem: string | null;
}

/** With what the reader may do about it. */
export interface ObligationView extends ObligationShown {
  /** The use of break-glass that it follows from. */
  use: { by: Party; reason: string; passed: string[]; at: number } | null;
  /** Epoch ms of the last reminder; null: none. */
  remindedAt: number | null;
  /** It keeps the release from its next stage, or from being completed, now. */
  stopsNext: boolean;
  /** For a broken glass: review it. */
  meet: Ability;
  /** null: it is never dropped. */
  drop: Ability | null;
}

type Loaded = Pick<LoadedGates, "authority" | "rows" | "facts" | "at">;

/** What is owed, what is due first before the rest; then what was met or dropped, the latest first. */
export function obligationsOn(loaded: Loaded, states: readonly GateState[]): (Owed | ObligationFact)[] {
  const owed = owedOn(loaded, states);
  const standing = new Set(owed.map(({ id }) => id));
  return [...owed, ...loaded.rows.obligations.filter(({ id }) => !standing.has(id)).toReversed()];
}

export function obligationShown(loaded: Loaded, each: Owed | ObligationFact): ObligationShown {
  const { id, kind, title, owner, dueAt, beforeStage, by, role, at, closure } = each;
  const stage = loaded.facts.stages.find(({ key }) => key === beforeStage);
  return {
    id,
    kind,
    title,
    owner: owner === null ? null : partyOf(loaded, owner),
    waitingOn: "waitingOn" in each ? each.waitingOn : [],
    dueAt,
    beforeStage: beforeStage === null ? null : { key: beforeStage, title: stage?.title ?? beforeStage },
    imposed: kind === "evidence" ? null : { by: partyOf(loaded, by), role, at },
    closure: closure === null ? null : { ...closure, by: partyOf(loaded, closure.by) },
    postMortem: "source" in each && each.source.kind === "post-mortem" ? each.source.id : null,
  };
}

/** As pages show it to a reader; by the functions that judge the commands. */
export function obligationView(loaded: Loaded, each: Owed | ObligationFact, actor: Actor): ObligationView {
  const { authority } = loaded;
  const shown = {
    ...obligationShown(loaded, each),
    stopsNext: stopsNext(loaded, each),
    remindedAt:
      lastReached(loaded.rows, { kind: "obligation", about: each.id, deadline: each.dueAt })?.at ?? null,
    use: useOf(loaded, each),
  };
  if (each.kind === "evidence" || !("source" in each)) {
    const reason = "It is given anew on its gate, or waived.";
    return { ...shown, meet: { allowed: false, reason, whoMay: each.waitingOn }, drop: null };
  }
  const { state } = authority.version;
  if (!isOpen(each) || (each.kind === "condition" && isEnded(state))) {
    const reason = isOpen(each) ? `The release is ${state}.` : "This is done.";
    return { ...shown, meet: { allowed: false, reason, whoMay: [] }, drop: null };
  }
  const obligation = { ...each, authors: authorsBehind(loaded, each) };
  return {
    ...shown,
    meet: toAbility(mayMeetObligation(authority, actor, each), actor),
    drop:
      each.kind === "condition" || each.kind === "action"
        ? toAbility(mayDropObligation(authority, actor, obligation), actor)
        : null,
  };
}

function useOf(loaded: Loaded, each: Owed | ObligationFact): ObligationView["use"] {
  const source = "source" in each && each.source.kind === "break-glass" ? each.source.id : null;
  const use = loaded.rows.breakGlass.find(({ id }) => id === source);
  if (use === undefined) return null;
  const { by, reason, passed, at } = use;
  return { by: partyOf(loaded, by), reason, passed: passed.map(({ message }) => message), at };
}

function stopsNext(loaded: Loaded, each: Owed | ObligationFact): boolean {
  const { state } = loaded.authority.version;
  if (each.kind === "evidence" || !("source" in each) || state !== "active") return false;
  const into = stagesAhead(loaded)[0]?.key ?? null;
  return obligationsBefore([each], { stages: loaded.facts.stages, into }).length > 0;
}

/** Stages that have not begun, in their order. */
export function stagesAhead({
  authority,
  facts,
}: Pick<Loaded, "authority" | "facts">): { key: string; title: string }[] {
  const current = facts.stages.findIndex(({ key }) => key === authority.version.stage);
  return facts.stages.slice(current + 1).map(({ key, title }) => ({ key, title }));
}

/** As the API answers it. */
export function obligationAnswer(shown: ObligationShown, now: number): z.output<typeof ObligationAnswer> {
  const { id, kind, title, owner, waitingOn, dueAt, beforeStage, imposed, closure } = shown;
  const named = ({ name, email }: Party) => ({ name, email });
  return {
    id,
    kind,
    title,
    owner: owner === null ? null : named(owner),
    waitingOn: waitingOn.map(named),
    dueAt: iso(dueAt),
    isOverdue: isOverdue(shown, now),
    beforeStage: beforeStage?.key ?? null,
    imposed: imposed === null ? null : { by: named(imposed.by), role: imposed.role, at: iso(imposed.at) },
    closure: closure === null ? null : { ...closure, by: named(closure.by), at: iso(closure.at) },
  };
}
