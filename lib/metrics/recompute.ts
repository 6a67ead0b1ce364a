import { plainNumber } from "@/lib/platform/decimals";
import type { ExportedSample, ExportedStep, ExportedTrack } from "./export-schemas";
import { readDouble } from "./export-schemas";
import { lookAt } from "./look";
import type { Series } from "./model";
import { begun } from "./backtest";
import { compiledOf, type Track } from "./track-model";
import { askedBy, inputsDigest, windowsOver } from "./track-windows";

/** Samples of a series in the order of their times, with the receipt of each. */
export interface ReceivedSeries {
  t: Float64Array;
  v: Float64Array;
  /** Of a metric of events; of values null. */
  total: Float64Array | null;
  receipt: Float64Array;
}

export function receivedOf(samples: readonly ExportedSample[]): ReceivedSeries {
  const isEvents = samples.some(([, , total]) => total !== null);
  return {
    t: Float64Array.from(samples, ([t]) => t),
    v: Float64Array.from(samples, ([, v]) => readDouble(v)),
    total: isEvents ? Float64Array.from(samples, ([, , total]) => readDouble(total ?? 0)) : null,
    receipt: Float64Array.from(samples, ([, , , receipt]) => receipt),
  };
}

export type Recomputed =
  /** Its samples are not kept any more, or what was read before it began again is not known. */
  { kind: "unknown" } | { kind: "same" } | { kind: "other"; what: string; found: string; expected: string };

/** Evaluates a step again from the samples that were there then. */
export function recompute(
  exported: ExportedTrack,
  step: ExportedStep,
  samples: ReadonlyMap<string, ReceivedSeries>,
): Recomputed {
  const startedAt = startOf(exported, step.at);
  if (startedAt === null) return { kind: "unknown" };
  const track = trackOf(exported, startedAt);
  const asked = askedBy(track, [step.at]);
  if (asked.some(({ after }) => after < exported.samplesFrom)) return { kind: "unknown" };
  const read = new Map(
    asked.map(({ role, after, to }) => [
      role,
      exported.series[role].flatMap(({ id }) =>
        within(samples.get(id), { after, to, until: step.watermark }),
      ),
    ]),
  );
  const windows = windowsOver(read, track)(step.at);
  const inputs = inputsDigest(track, windows);
  if (inputs !== step.inputs)
    return { kind: "other", what: "digest of the samples", found: inputs, expected: step.inputs };
  // Regressions go on from all evaluations before, and a split that is not as intended compares nothing.
  const compiled = compiledOf(track.criterion);
  if (compiled.look.kind.endsWith("regression") || step.reason !== null) return { kind: "same" };
  const { look } = lookAt(compiled, begun.running, step.at, windows);
  const value = look.value === null ? null : plainNumber(look.value);
  const [found, expected] = [
    `${look.raw} ${value ?? "no value"}, ${look.samples} samples`,
    `${step.raw} ${step.value ?? "no value"}, ${step.samples} samples`,
  ];
  return found === expected ? { kind: "same" } : { kind: "other", what: "evaluation", found, expected };
}

/** Since when samples were read at a time; null: it began again more than once, and before the last time that is not known. */
function startOf({ startedAt, resetAt, changes }: ExportedTrack, at: number): number | null {
  if (resetAt !== null && at > resetAt) return Math.max(startedAt, resetAt + 1);
  const beginnings = changes.filter(([, verdict]) => verdict === null).length;
  const most = resetAt === null ? 0 : 1;
  return at >= startedAt && beginnings <= most ? startedAt : null;
}

/** The track as it was while it had begun at a time. */
export function trackOf(
  {
    criterionDigest: _,
    changes: _c,
    series: _s,
    samplesFrom: _f,
    resetAt: _r,
    lastAt,
    ...rest
  }: ExportedTrack,
  startedAt: number,
): Track {
  const { source, ...criterion } = rest.criterion;
  return {
    ...rest,
    criterion: { ...criterion, ...(source !== undefined && { source }) },
    startedAt,
    lastAt,
    nextAt: null,
    state: begun,
    verdict: null,
    since: null,
    watermark: "0",
  };
}

/** What of a series lies in a span and was there by a receipt; nothing where that is no sample. */
function within(
  series: ReceivedSeries | undefined,
  { after, to, until }: { after: number; to: number; until: number },
): Series[] {
  if (series === undefined) return [];
  const [first, last] = [firstAfter(series.t, after), firstAfter(series.t, to)];
  const indices: number[] = [];
  for (let n = first; n < last; n += 1) if ((series.receipt[n] ?? Infinity) <= until) indices.push(n);
  if (indices.length === 0) return [];
  const column = (of: Float64Array) => indices.map((n) => of[n] ?? Number.NaN);
  return series.total === null
    ? [{ t: column(series.t), v: column(series.v) }]
    : [{ t: column(series.t), bad: column(series.v), total: column(series.total) }];
}

function firstAfter(times: Float64Array, after: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}
