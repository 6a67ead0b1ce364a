import type { Compiled } from "./compile";
import { atStart, fold, type FoldState } from "./fold";
import { type Looked, lookAt, type Running, type Windows, without } from "./look";
import type { Look, Series, Slice, Verdict } from "./model";
import { withSums } from "./rate-regression";

/** All that is carried from one evaluation to the next; kept with each verdict, so that any can be gone on from. */
export interface CriterionState {
  fold: FoldState;
  running: Running;
}

export const begun: CriterionState = { fold: atStart, running: null };

export interface Evaluated {
  state: CriterionState;
  look: Look;
  verdict: Verdict;
}

/**
 * One evaluation: what live evaluation does at each step, and a backtest at all of them.
 * @param isVoid the cohorts cannot be compared now, whatever was measured; nothing of it is counted either
 */
export function evaluateAt(
  compiled: Compiled,
  before: CriterionState,
  at: number,
  { windows, isVoid = false }: { windows: Windows; isVoid?: boolean },
): Evaluated {
  const found: Looked = lookAt(compiled, before.running, at, windows);
  const { look, running } = isVoid
    ? { look: without("insufficient", found.look.samples), running: before.running }
    : found;
  const folded = fold(compiled.rule, before.fold, at, look);
  if (folded.verdict === null) throw new Error("an evaluation always has a verdict");
  return { state: { fold: folded, running }, look, verdict: folded.verdict };
}

/** The first time, epoch ms, at or after another at which a criterion of this step is evaluated. */
export function firstAt(from: number, stepMs: number): number {
  return Math.ceil(from / stepMs) * stepMs;
}

export interface Point extends Look {
  /** Epoch ms. */
  at: number;
  verdict: Verdict;
}

export interface Transition {
  at: number;
  from: Verdict | null;
  to: Verdict;
  value: number | null;
}

export interface Backtest {
  evaluations: number;
  transitions: Transition[];
  firstBreachAt: number | null;
  final: Verdict | null;
}

interface History {
  /** Series of each cohort, in the order of their keys. */
  canary: readonly Series[];
  baseline: readonly Series[];
}

/**
 * Evaluates a criterion over history, from `from` to `to` (epoch ms, both included), as if it had begun at `from`: older samples are not read.
 * @param each is told every evaluation, in order
 */
export function backtest(
  compiled: Compiled,
  { from, to, ...history }: { from: number; to: number } & History,
  each?: (point: Point) => void,
): Backtest {
  const cursors = cursorsOver(
    { canary: history.canary.map(summable), baseline: history.baseline.map(summable) },
    from,
  );
  const transitions: Transition[] = [];
  let state = begun;
  let [evaluations, firstBreachAt]: [number, number | null] = [0, null];
  for (let at = firstAt(from, compiled.stepMs); at <= to; at += compiled.stepMs) {
    const { look, verdict, state: after } = evaluateAt(compiled, state, at, { windows: cursors(at) });
    const was = state.fold.verdict;
    if (was !== verdict) transitions.push({ at, from: was, to: verdict, value: look.value });
    if (verdict === "breach") firstBreachAt ??= at;
    each?.({ ...look, at, verdict });
    state = after;
    evaluations += 1;
  }
  return { evaluations, transitions, firstBreachAt, final: state.fold.verdict };
}

function summable(series: Series): Series {
  return "v" in series ? series : withSums(series);
}

/** Windows that move forward only, so that a history is read once for each of their lengths. Each is as it was asked for until the next time is. */
function cursorsOver(history: History, since: number): (at: number) => Windows {
  const moved = { canary: new Map<number, Slice[]>(), baseline: new Map<number, Slice[]>() };
  return (at) => (cohort, spanMs) => {
    let slices = moved[cohort].get(spanMs);
    if (slices === undefined) {
      slices = history[cohort].map((of) => ({ of, from: 0, to: 0 }));
      moved[cohort].set(spanMs, slices);
    }
    const after = Math.max(at - spanMs, since - 1);
    for (const slice of slices) move(slice, at, after);
    return slices;
  };
}

/** To the samples with `after < t ≤ at`, sought from where it was. In place: there are millions of them in a year. */
function move(slice: Slice, at: number, after: number): void {
  const { t } = slice.of;
  let { from, to } = slice;
  while (to < t.length && (t[to] ?? 0) <= at) to += 1;
  while (from < to && (t[from] ?? 0) <= after) from += 1;
  slice.from = from;
  slice.to = to;
}
