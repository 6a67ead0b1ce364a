import { contentOf } from "./aggregate";
import { type BurnLook, type ComparedLook, type Compiled, type MeanLook, type RateLook } from "./compile";
import { addValues, leastWorse, type MeanState, noValues } from "./mean-regression";
import type { EventSeries, Inconclusive, Look, Series, Slice, ValueSeries } from "./model";
import { addStep, countsIn, logEvidence, noEvents, type RateState } from "./rate-regression";

/** What regressions carry from one evaluation to the next; of the other kinds null. */
export type Running = RateState | MeanState | null;

/** Answers the samples of a cohort with `at − spanMs < t ≤ at`, and none from before the criterion began. */
export type Windows = (cohort: "canary" | "baseline", spanMs: number) => readonly Slice[];

export interface Looked {
  look: Look;
  running: Running;
}

/** One evaluation at time `at` (epoch ms). */
export function lookAt({ look, stepMs }: Compiled, before: Running, at: number, windows: Windows): Looked {
  switch (look.kind) {
    case "threshold":
    case "ratio":
    case "delta":
      return { look: compared(look, at, windows), running: null };
    case "burn-rate":
      return { look: burning(look, windows), running: null };
    case "rate-regression":
      return rateLook(look, { before: isRate(before) ? before : noEvents, stepMs, windows });
    case "mean-regression":
      return meanLook(look, {
        before: isRate(before) || before === null ? noValues : before,
        stepMs,
        windows,
      });
  }
}

function compared(look: ComparedLook, at: number, windows: Windows): Look {
  const own = valuesIn(windows("canary", look.windowMs));
  const other = look.kind === "threshold" ? null : valuesIn(windows("baseline", look.windowMs));
  const read = other === null ? [own] : [own, other];
  const contents = read.map(contentOf);
  const samples = contents.reduce((sum, { count }) => sum + count, 0);
  const { maxAgeMs, minSamples } = look;
  if (contents.some((each) => !each.isFinite)) return without("invalid", samples);
  if (contents.some(({ count }) => count === 0)) return without("no-data", samples);
  if (maxAgeMs !== null && contents.some(({ newest }) => newest < at - maxAgeMs))
    return without("stale", samples);
  if (contents.some(({ count }) => count < minSamples)) return without("insufficient", samples);
  const value = combined(look.kind, ...read.map(look.aggregate));
  if (value === null) return without("insufficient", samples);
  const isHit = look.breach(value);
  return { raw: isHit ? "hit" : "clear", value, isSafe: look.isSafe(value), samples };
}

/** What is compared with the bound; null where an aggregate is not defined, or the ratio is to 0. */
function combined(
  kind: ComparedLook["kind"],
  canary: number | null = null,
  baseline: number | null = null,
): number | null {
  if (canary === null) return null;
  if (kind === "threshold") return canary;
  if (baseline === null) return null;
  if (kind === "delta") return canary - baseline;
  return baseline === 0 ? null : canary / baseline;
}

/** Over pairs of a long and a short window: hit if both rates of any reach its factor; the value is the largest of the smaller. */
function burning({ budget, pairs, minSamples }: BurnLook, windows: Windows): Look {
  const shortestMs = Math.min(...pairs.map(({ shortMs }) => shortMs));
  const newest = countsIn(eventsIn(windows("canary", shortestMs)));
  const samples = newest.total;
  if (newest.total === 0) return without("no-data", samples);
  if (newest.total < minSamples) return without("insufficient", samples);
  const values = pairs.map(({ factor, longMs, shortMs }) => {
    const rates = [longMs, shortMs].map((spanMs) => {
      const { bad, total } = countsIn(eventsIn(windows("canary", spanMs)));
      return total === 0 ? 0 : bad / total / budget;
    });
    return Math.min(...rates) / factor;
  });
  const value = Math.max(...values);
  return { raw: value >= 1 ? "hit" : "clear", value, isSafe: value < 1, samples };
}

interface Before<State> {
  before: State;
  stepMs: number;
  windows: Windows;
}

function rateLook(look: RateLook, { before, stepMs, windows }: Before<RateState>): Looked {
  const cohorts = ["canary", "baseline"] as const;
  const [canary, baseline] = cohorts.map((cohort) => countsIn(eventsIn(windows(cohort, stepMs))));
  const recent = cohorts.map((cohort) => countsIn(eventsIn(windows(cohort, look.windowMs))).total);
  const samples = recent.reduce((sum, total) => sum + total, 0);
  const nothing = { bad: 0, total: 0 };
  const running = addStep(look.theta0, before, { canary: canary ?? nothing, baseline: baseline ?? nothing });
  if (recent.includes(0)) return { look: without("no-data", samples), running };
  if (Math.min(running.canary, running.baseline) < look.minSamples)
    return { look: without("insufficient", samples), running };
  const value = logEvidence(running);
  return { look: judged(value, value >= -Math.log(look.alpha), samples), running };
}

function meanLook(look: MeanLook, { before, stepMs, windows }: Before<MeanState>): Looked {
  const recent = [windows("canary", look.windowMs), windows("baseline", look.windowMs)].map((window) =>
    contentOf(valuesIn(window)),
  );
  const [canary, baseline] = [valuesIn(windows("canary", stepMs)), valuesIn(windows("baseline", stepMs))];
  const samples = recent.reduce((sum, { count }) => sum + count, 0);
  // What is no number is never counted: it would be in every mean from then on.
  const isSound = [canary, baseline].every((window) => contentOf(window).isFinite);
  const running = isSound
    ? { canary: addValues(before.canary, canary), baseline: addValues(before.baseline, baseline) }
    : before;
  if (!isSound || recent.some(({ isFinite }) => !isFinite))
    return { look: without("invalid", samples), running };
  if (recent.some(({ count }) => count === 0)) return { look: without("no-data", samples), running };
  if (Math.min(running.canary.n, running.baseline.n) < look.minSamples)
    return { look: without("insufficient", samples), running };
  const value = leastWorse(running, look);
  return { look: judged(value, value > look.delta, samples), running };
}

function judged(value: number, isHit: boolean, samples: number): Look {
  return { raw: isHit ? "hit" : "clear", value, isSafe: !isHit, samples };
}

export function without(raw: Inconclusive, samples: number): Look {
  return { raw, value: null, isSafe: false, samples };
}

function isRate(running: Running): running is RateState {
  return running !== null && "logRatios" in running;
}

/** Of a metric of events no values are read, and none of events of the others: the criterion finds no data. */
function valuesIn(window: readonly Slice[]): Slice<ValueSeries>[] {
  return window.filter(isOfValues);
}

function eventsIn(window: readonly Slice[]): Slice<EventSeries>[] {
  return window.filter(isOfEvents);
}

function isOfValues(slice: Slice): slice is Slice<ValueSeries> {
  return isValues(slice.of);
}

function isOfEvents(slice: Slice): slice is Slice<EventSeries> {
  return !isValues(slice.of);
}

function isValues(of: Series): of is ValueSeries {
  return "v" in of;
}
