import { directlyNamed, type EscalationDirectory } from "./escalation-directory";
import type { EscalationLevel, EscalationPolicy, Whom } from "./escalation-model";
import { placedLevels } from "./escalation-places";
import { holdersOf } from "./can";
import type { Organisation } from "./organisation";
import { shiftsOf, type Span } from "./rota";

const dayMs = 86_400_000;
/** So far ahead it is looked whether a level reaches somebody. */
export const lookAheadMs = 14 * dayMs;

/** A level that reaches nobody for a time; half-open, epoch ms. */
export interface UnreachedLevel extends Span {
  /** Its place in the document, such as `/levels/0`. */
  path: string;
  level: EscalationLevel;
}

/**
 * When nobody would be told, of the coming two weeks: what is asked stays the same from one of `points` to the next, which are the
 * times at which it may change.
 */
export function unreachedSpans(
  { from, to }: Span,
  points: readonly number[],
  isReached: (at: number) => boolean,
): Span[] {
  const inside = points.filter((at) => at > from && at < to);
  const starts = [...new Set([from, ...inside])].sort((a, b) => a - b);
  const spans: Span[] = [];
  starts.forEach((start, index) => {
    if (isReached(start)) return;
    const end = starts[index + 1] ?? to;
    const last = spans.at(-1);
    if (last?.to === start) spans[spans.length - 1] = { from: last.from, to: end };
    else spans.push({ from: start, to: end });
  });
  return spans;
}

/**
 * Levels that reach nobody at some time soon, as far as that can be told without a release: those that name only rotas, teams, people,
 * and roles that nobody could be given.
 */
export function unreachedLevels(
  policy: EscalationPolicy,
  { organisation, directory }: { organisation: Organisation; directory: EscalationDirectory },
): UnreachedLevel[] {
  const now = organisation.now.getTime();
  const ahead = { from: now, to: now + lookAheadMs };
  return placedLevels(policy).flatMap(({ path, level }) => {
    const points = level.whom.flatMap((whom) => shiftPoints(directory, whom, ahead));
    const isReached = (at: number) => level.whom.some((whom) => couldReach(whom, at));
    return unreachedSpans(ahead, points, isReached).map((span) => ({ path, level, ...span }));
  });

  function couldReach(whom: Whom, at: number): boolean {
    if (typeof whom === "string") return true;
    if (!("role" in whom)) return directlyNamed(directory, whom, at).length > 0;
    const { holdings, people } = organisation;
    return holdersOf({ role: whom.role, holdings, people, now: at }).length > 0;
  }
}

/** Times at which who is on shift of a rota may change. */
export function shiftPoints({ rotas }: EscalationDirectory, whom: Whom, { from, to }: Span): number[] {
  const rota = typeof whom === "object" && "rota" in whom ? rotas.get(whom.rota) : undefined;
  return rota === undefined ? [] : shiftsOf(rota, from, to).flatMap((shift) => [shift.from, shift.to]);
}
