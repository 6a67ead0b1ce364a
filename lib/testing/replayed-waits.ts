import type { actsAs } from "./measured";
import { changes, isSigned, isVote, type Said, timeOf } from "./replayed";

type Role = keyof typeof actsAs;

interface Place {
  stage: "evaluate" | "canary";
  gate: string;
  requirement: "reviewed" | "planned" | "told" | null;
  role: Role;
}

const roles: readonly Role[] = ["engineer", "reviewer", "security"];
const signed = (requirement: Place["requirement"], role: Role): Place => ({
  stage: "evaluate",
  gate: "measured/good",
  requirement,
  role,
});
const told = (role: Role): Place => ({
  stage: "canary",
  gate: "measured/informed",
  requirement: "told",
  role,
});
const places = [
  signed("reviewed", "engineer"),
  signed("reviewed", "reviewer"),
  signed("planned", "reviewer"),
  signed(null, "security"),
  told("engineer"),
  told("reviewer"),
];

export interface StillWaiting {
  role: string;
  gate: string;
  requirement: string | null;
  waitedMs: number;
}

/**
 * What waits for a role on a release of the measured template, and for how long, read off its entries alone: all that is not done in the
 * stage that it is in, with a watch that is stopped while work is asked for and begins anew where the role is asked anew.
 */
export function stillWaiting(entries: readonly Said[], now: number): StillWaiting[] {
  const stage = stageNow(entries);
  return places.flatMap((place) => {
    if (place.stage !== stage || isDone(entries, place)) return [];
    let [waited, last] = [0, null as number | null];
    for (const [index, entry] of entries.entries()) {
      const before = entries.slice(0, index);
      const at = timeOf(entry);
      if (last !== null && !isAway(before, place)) waited += at - last;
      if (last !== null) last = at;
      if (asksAnew(before, entry, place)) [waited, last] = [0, at];
    }
    if (last !== null && !isAway(entries, place)) waited += now - last;
    const { role, gate, requirement } = place;
    return [{ role, gate, requirement, waitedMs: waited }];
  });
}

/** null: it is not under way. */
function stageNow(entries: readonly Said[]): Place["stage"] | null {
  let stage: Place["stage"] | null = null;
  for (const { type } of entries) {
    if (type === "release.started" || type === "stage.reopened") stage = "evaluate";
    if (type === "stage.advanced") stage = "canary";
    if (type === "release.completed" || type === "release.cancelled") stage = null;
  }
  return stage;
}

function isDone(entries: readonly Said[], { requirement, role }: Place): boolean {
  return requirement === "told"
    ? entries.some(({ type, payload }) => type === "requirement.acknowledged" && payload["role"] === role)
    : isSigned(entries, requirement, role);
}

/** The stage begins, what is asked for becomes another, or the role takes back what it had given for it. */
function asksAnew(before: readonly Said[], entry: Said, { stage, requirement, role }: Place): boolean {
  const begins =
    stage === "canary"
      ? entry.type === "stage.advanced"
      : entry.type === "release.started" || entry.type === "stage.reopened";
  if (begins) return true;
  if (requirement === "told" || stageNow(before) === null) return false;
  if (changes(requirement, entry)) return true;
  return isOwnVote(entry, requirement, role) && isSigned(before, requirement, role);
}

/** Somebody asks for work on this very content, and neither voted again nor was it dismissed. */
function isAway(entries: readonly Said[], { requirement }: Place): boolean {
  if (requirement === "told") return false;
  return roles.some((role) => {
    const index = entries.findLastIndex((entry) => isOwnVote(entry, requirement, role));
    const kind = entries[index]?.payload["vote"];
    const id = entries[index]?.subjects["vote"];
    const isAsked = kind === "needs-work" || kind === "reject";
    const since = entries.slice(index + 1);
    return (
      isAsked &&
      !since.some(
        (entry) =>
          changes(requirement, entry) ||
          (entry.type === "needs-work.dismissed" && entry.subjects["vote"] === id),
      )
    );
  });
}

function isOwnVote(entry: Said, requirement: string | null, role: Role): boolean {
  return isVote(entry, requirement, role) && entry.payload["vote"] !== "comment";
}
