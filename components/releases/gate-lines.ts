import { allOf, hasDrifted, whoClear } from "@/components/gates/shown-gate";
import { type Signable, signable, titleOf } from "@/components/gates/signable";
import type { Smallest } from "@/components/gates/smallest-set";
import { gateSayings, requirementSayings, type Saying } from "@/components/gates/status";
import { whoWords } from "@/components/ui/who-words";
import type { GateView, OwnWord, RequirementView } from "@/lib/gates/page-model";
import type { Party } from "@/lib/policy/model";

/** What the line of a gate shows, and no more: it is sent to be drawn. */
export interface GateLine {
  key: string;
  title: string;
  saying: Saying;
  /** Why it is stopped; null where its word says enough. */
  reason: string | null;
  /** Whether the reader can do something about it. */
  isMine: boolean;
  /** By whom it becomes ready; null: it is through. */
  neededFrom: string | null;
  objective: string;
  /** When the first of what is lacking is due, epoch ms; null: at no time. */
  dueAt: number | null;
  lacking: Lacking[];
  smallest: Smallest;
}

/** A requirement that is not met. */
export interface Lacking {
  key: string | null;
  title: string;
  saying: Saying;
  /** What stands against it; where nothing does, its title. */
  messages: string[];
  /** Who can clear it; where nobody can, what it waits for. */
  clearedBy: Party[] | string;
  /** Epoch ms; null: at no time. */
  dueAt: number | null;
  /** Given where the reader can sign. */
  sign: { own: OwnWord | null; signable: Signable } | null;
}

export function gateLineOf(gate: GateView): GateLine {
  const isDone = isThrough(gate);
  const unmet = isDone ? [] : unmetOf(gate);
  const lacking = unmet.map(lackingOf);
  const { key, title, objective, unblock, least, exact, status } = gate;
  return {
    key,
    title,
    saying: sayingOf(gate),
    reason: reasonOf(gate),
    isMine: unmet.some(({ sign }) => sign.length > 0),
    neededFrom: isDone ? null : neededFrom(gate),
    objective,
    dueAt: firstOf(lacking.flatMap(({ dueAt }) => dueAt ?? [])),
    lacking,
    smallest: { unblock: unblock.map(({ message }) => ({ message })), least, exact, status },
  };
}

function firstOf(times: readonly number[]): number | null {
  return times.length === 0 ? null : Math.min(...times);
}

function lackingOf(requirement: RequirementView): Lacking {
  const { key, blockers, sign, own, status, due } = requirement;
  const title = titleOf(requirement);
  const people = whoClear(blockers);
  return {
    key,
    title,
    saying: requirementSayings[status],
    messages: blockers.length === 0 ? [title] : blockers.map(({ message }) => message),
    clearedBy: people.length > 0 ? people : waitsForWhat(requirement),
    dueAt: due === null || due.at === null ? null : Date.parse(due.at),
    // Objections belong to the page of all gates.
    sign: sign.length > 0 ? { own, signable: { ...signable(requirement), speak: [] } } : null,
  };
}

/** Passed, but with a veto raised since. */
export function isObjectedTo({ status, blockers }: GateView): boolean {
  return status === "passed" && blockers.some(({ code }) => code === "veto");
}

export function isThrough(gate: GateView): boolean {
  const { status } = gate;
  return (
    status === "ready" ||
    status === "skipped" ||
    (status === "passed" && !hasDrifted(gate) && !isObjectedTo(gate))
  );
}

function sayingOf(gate: GateView): Saying {
  if (gate.drift === "subject-changed")
    return { word: "Content changed since it passed", tone: "aged", shape: "half" };
  if (gate.drift === "evidence-aged") return { word: "Evidence has aged", tone: "aged", shape: "half" };
  return gateSayings[isObjectedTo(gate) ? "blocked" : gate.status];
}

/** Why it is stopped, in the words of its first objection or failed check; what is merely open needs no more than its word. */
function reasonOf(gate: GateView): string | null {
  const stopping = [
    "check-failed",
    "veto",
    "needs-work",
    "verification-failed",
    "dependency-rolled-back",
    "drift",
  ];
  return gate.blockers.find(({ code }) => stopping.includes(code))?.message ?? null;
}

function unmetOf(gate: GateView): RequirementView[] {
  return allOf(gate).filter(
    ({ status }) => status !== "satisfied" && status !== "waived" && status !== "not-asked",
  );
}

/** By whom the smallest set of acts would be done; what changed after its gate passed is nobody's to sign until its stage is open again. */
function neededFrom(gate: GateView): string {
  if (gate.drift === "subject-changed") {
    const drift = gate.blockers.find(({ code }) => code === "drift");
    const who = whoWords(drift?.canBeClearedBy ?? [], { max: 2, or: true });
    return `${who === "" ? "nobody can" : `${who} can`} reopen the stage, or put the content back`;
  }
  const byPeople = gate.unblock.filter(({ people }) => people.length > 0);
  const others = gate.unblock.filter(({ people }) => people.length === 0);
  const who = [...new Set(byPeople.map(({ people }) => whoWords(people, { max: 2, or: true })))];
  const words = [
    ...who,
    ...(others.some(({ act }) => act === "report-check") ? ["a pipeline"] : []),
    ...(others.some(({ act }) => act === "wait") ? ["something outside"] : []),
  ];
  const count = gate.least ?? gate.unblock.length;
  return `${count} ${count === 1 ? "act" : "acts"} by ${words.length === 0 ? "nobody who is here now" : words.join(" · ")}`;
}

function waitsForWhat({ kind }: RequirementView): string {
  if (kind === "check" || kind === "bundle") return "Waits for a pipeline, not for a person";
  if (kind === "dependency") return "Waits for another release or component";
  return "Nobody can clear it now";
}
