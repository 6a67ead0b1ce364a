import { decisionWords } from "@/lib/policy/decision-words";
import { decisions } from "@/lib/policy/model";
import { roleWords } from "@/lib/policy/role-words";
import type { Reminded } from "./schemas";

/** What somebody is reminded of, in a sentence without its end: it reads the same for whoever signs and whoever drives the release. */
export function remindedWords({ kind, level, gate, requirement, role, decision }: Reminded): string {
  const about = `“${requirement ?? gate ?? "something"}”`;
  const by = role === null ? "" : ` by ${roleWords(role)}`;
  switch (kind) {
    case "waiting":
      return `${requirement === null ? `the approval of ${about}` : about}${by} ${clockWords(level)}`;
    case "requirement":
      return `${about} ${dueWords(level)}`;
    case "waiver":
      return `the waiver of ${about} ${endWords(level)}`;
    case "obligation":
      return `an obligation ${dueWords(level)}`;
    case "delegation":
      return `a delegation${role === null ? "" : ` of ${roleWords(role)}`} ${endWords(level)}`;
    case "pending-decision":
      return `the proposal${proposalWords(decision)} ${endWords(level)}`;
  }
}

function proposalWords(decision: string | null): string {
  const known = decisions.find((each) => each === decision);
  return known === undefined ? "" : ` “${decisionWords(known)}”`;
}

function clockWords(level: string): string {
  if (level === "half") return "has used half of its time";
  const days = /^over-(\d+)d$/.exec(level)?.[1];
  return days === undefined ? "is due now" : `is ${counted(Number(days), "working day")} late`;
}

function dueWords(level: string): string {
  if (level === "soon") return "is due soon";
  const days = overdueDays(level);
  return days === null ? "is due now" : `is ${counted(days, "day")} overdue`;
}

function endWords(level: string): string {
  if (level === "soon") return "runs out soon";
  const days = overdueDays(level);
  return days === null ? "has run out" : `ran out ${counted(days, "day")} ago`;
}

function overdueDays(level: string): number | null {
  const days = /^overdue-(\d+)d$/.exec(level)?.[1];
  return days === undefined ? null : Number(days);
}

function counted(count: number, word: string): string {
  return count === 1 ? `1 ${word}` : `${count} ${word}s`;
}
