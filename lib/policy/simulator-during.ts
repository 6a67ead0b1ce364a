import { covers } from "./holdings";
import { type Span, unionOf } from "./rota";
import {
  type Asked,
  type Change,
  changesIn,
  type Held,
  type Outlook,
  type Scope,
  type Taken,
} from "./simulator";

/** A scope, and who holds its roles when: some with no end, some for a time such as a shift. */
export interface TimedScope<Question extends Asked = Asked> extends Scope<Question> {
  open: readonly Held[];
  dated: readonly (Held & Span)[];
}

/** What gets worse at some time, and when. */
export interface ChangeDuring<Question extends Asked = Asked> extends Change<Question> {
  at: Span[];
}

/**
 * What differs from how things stand while only those hold the roles who hold them at the time, with more taken away. It is the worst
 * of all that time: impossible if nobody can at some moment of it, and hanging on each of those on whom it hangs at one.
 */
export function changesDuring<Question extends Asked>(
  scope: TimedScope<Question>,
  before: readonly Outlook[],
  taken: Omit<Taken, "isAway">,
  spans: readonly Span[],
): ChangeDuring<Question>[] {
  const found = new Map<Question, { at: Span[]; change: Change<Question> }[]>();
  for (const { present, at } of situationsOf(scope.dated, spans)) {
    const stay = new Set([...scope.open, ...present].map(keyOf));
    const isAway = (held: Held): boolean => !stay.has(keyOf(held));
    // Whoever holds a role at that time only comes to those who hold it now.
    const all = { held: [...scope.held, ...present], asked: scope.asked };
    for (const change of changesIn(all, before, { ...taken, isAway })) {
      const known = found.get(change.asked);
      if (known === undefined) found.set(change.asked, [{ at, change }]);
      else known.push({ at, change });
    }
  }
  return scope.asked.flatMap((asked) => {
    const parts = found.get(asked);
    return parts === undefined ? [] : [worstOf(parts)];
  });
}

function worstOf<Question extends Asked>(
  parts: readonly { at: Span[]; change: Change<Question> }[],
): ChangeDuring<Question> {
  const never = parts.filter(({ change }) => !change.after.isPossible);
  const told = never.length > 0 ? never : parts;
  const [first] = told;
  if (first === undefined) throw new Error("a change without a time");
  const hangsOn = [...new Set(told.flatMap(({ change }) => change.after.hangsOn))].sort();
  return {
    ...first.change,
    after: { isPossible: never.length === 0, hangsOn },
    at: unionOf(told.flatMap(({ at }) => at)),
  };
}

/** The spans cut where somebody's time begins or ends, those in which the same people hold the same roles together. */
function situationsOf<Dated extends Held & Span>(
  dated: readonly Dated[],
  spans: readonly Span[],
): { present: Dated[]; at: Span[] }[] {
  const found = new Map<string, { present: Dated[]; at: Span[] }>();
  for (const span of spans) {
    const cuts = dated.flatMap(({ from, to }) => [from, to]).filter((at) => span.from < at && at < span.to);
    const times = [...new Set([span.from, ...cuts, span.to])].sort((a, b) => a - b);
    for (const [index, to] of times.slice(1).entries()) {
      const from = times[index] ?? span.from;
      const present = dated.filter((each) => covers(each, from));
      const key = [...new Set(present.map(keyOf))].sort().join("\n");
      const known = found.get(key);
      if (known === undefined) found.set(key, { present, at: [{ from, to }] });
      else known.at.push({ from, to });
    }
  }
  return [...found.values()];
}

function keyOf({ personId, role }: Held): string {
  return `${personId} ${role}`;
}
