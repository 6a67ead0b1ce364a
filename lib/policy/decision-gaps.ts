import { covers } from "./holdings";
import type { Decision } from "./model";
import type { Span } from "./rota";
import { type Asked, type Held, outlooksOf } from "./simulator";

/** Decisions that cannot wait for the morning. */
export const speedyDecisions = [
  "rollback.propose",
  "rollback.authorise",
  "rollback.execute",
  "exposure.pause",
  "hold.place",
] as const satisfies readonly Decision[];
export type SpeedyDecision = (typeof speedyDecisions)[number];

/** So far ahead it is looked. */
export const gapsAheadMs = 14 * 86_400_000;

/** Who holds the roles of a release: some with no end, some for a time, such as a shift with its overrides. */
export interface HeldInTime {
  open: readonly Held[];
  dated: readonly (Held & Span)[];
}

/**
 * When nobody could take a decision, in a time half-open: sorted, apart, and as long as they can be. A role is held by whoever holds it
 * at that moment; a delegation closes no gap, since a delegate takes no act by right and speaks only for somebody who holds the role.
 */
export function decisionGaps(asked: Asked, { open, dated }: HeldInTime, { from, to }: Span): Span[] {
  const roles = new Set(asked.groups.flatMap(({ places }) => places.flatMap((place) => place.roles)));
  const always = open.filter(({ role }) => roles.has(role));
  const own = dated.filter((each) => roles.has(each.role) && each.from < to && each.to > from);
  const inside = own.flatMap((each) => [each.from, each.to]).filter((at) => at > from && at < to);
  const times = [...new Set([from, ...inside])].sort((a, b) => a - b);
  const known = new Map<string, boolean>();
  const gaps: Span[] = [];
  for (const [index, start] of times.entries()) {
    const present = own.filter((each) => covers(each, start));
    const key = [...new Set(present.map(({ personId, role }) => `${personId} ${role}`))].sort().join("\n");
    const isPossible = known.get(key) ?? isPossibleWith(asked, [...always, ...present]);
    known.set(key, isPossible);
    if (isPossible) continue;
    const end = times[index + 1] ?? to;
    const last = gaps.at(-1);
    if (last?.to === start) gaps[gaps.length - 1] = { from: last.from, to: end };
    else gaps.push({ from: start, to: end });
  }
  return gaps;
}

function isPossibleWith(asked: Asked, held: readonly Held[]): boolean {
  return outlooksOf({ held, asked: [asked] })[0]?.isPossible === true;
}
