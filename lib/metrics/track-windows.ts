import { createHash } from "node:crypto";
import type { Windows } from "./look";
import type { Cohort, Series, Slice, ValueSeries } from "./model";
import { compiledOf, type Track } from "./track-model";
import type { WindowAsked } from "./window-queries";

type Role = Parameters<Windows>[0];

/**
 * What a track reads in the place of canary or baseline. Of stability after a rollback the baseline is from before anybody was exposed:
 * `fixed`, its last window, where windows are compared; `mirrored`, each sample once, as long before the exposure as the restored cohort's
 * is after the rollback, where a regression counts from the start.
 */
interface Source {
  role: Role;
  cohort: Cohort;
  view: "own" | "fixed" | "mirrored";
}

function sourcesOf({ criterion, cohort }: Track): Source[] {
  const { isCompared, look } = compiledOf(criterion);
  const first: Source = {
    role: "canary",
    cohort: cohort === "canary" ? "canary" : "baseline",
    view: "own",
  };
  if (!isCompared) return [first];
  if (cohort !== "restored") return [first, { role: "baseline", cohort: "baseline", view: "own" }];
  const view = look.kind === "ratio" || look.kind === "delta" ? "fixed" : "mirrored";
  return [first, { role: "baseline", cohort: "baseline", view }];
}

/** What is read for evaluations at these times; nothing where there are none. */
export function askedBy(track: Track, times: readonly number[]): WindowAsked[] {
  if (times.length === 0) return [];
  const { document } = track.criterion;
  const { reachMs } = compiledOf(track.criterion);
  const own = {
    after: Math.max(Math.min(...times) - reachMs, track.startedAt - 1),
    to: Math.max(...times),
  };
  const { startedAt, referenceAt } = track;
  const around = startedAt + (referenceAt ?? 0);
  const spans = {
    own,
    fixed: { after: (referenceAt ?? 0) - reachMs, to: referenceAt ?? 0 },
    mirrored: { after: around - own.to - 1, to: around - own.after - 1 },
  };
  return sourcesOf(track).map(({ role, cohort, view }) => ({
    track: track.id,
    role,
    releaseId: track.releaseId,
    drillId: track.drillId,
    metric: document.metric,
    where: document.where ?? {},
    cohort,
    ...spans[view],
  }));
}

/** The samples that were read for it, as windows at any of the times. */
export function windowsOver(
  read: ReadonlyMap<string, readonly Series[]>,
  track: Track,
): (at: number) => Windows {
  const { startedAt, referenceAt } = track;
  const views = new Map(sourcesOf(track).map(({ role, view }) => [role, view]));
  const mirrored =
    views.get("baseline") === "mirrored"
      ? (read.get("baseline") ?? []).map((of) => mirrorOf(of, startedAt + (referenceAt ?? 0)))
      : null;
  return (at) => (role, spanMs) => {
    const series = (role === "baseline" ? mirrored : null) ?? read.get(role) ?? [];
    if (views.get(role) !== "fixed" || referenceAt === null)
      return series.map((of) => sliceOf(of, Math.max(at - spanMs, startedAt - 1), at));
    // Moved in time, so that its age is what it was at the reference.
    return series.map((of) => {
      const slice = sliceOf(of, referenceAt - spanMs, referenceAt);
      return { ...slice, of: { ...of, t: Array.from(of.t, (t) => t + at - referenceAt) } };
    });
  };
}

/** The series read backwards: what was at `t` is at `around − t`. */
function mirrorOf(of: Series, around: number): Series {
  const t = Array.from(of.t, (each) => around - each).toReversed();
  const backwards = (column: ArrayLike<number>): number[] => Array.from(column).toReversed();
  return "v" in of
    ? ({ t, v: backwards(of.v) } satisfies ValueSeries)
    : { t, bad: backwards(of.bad), total: backwards(of.total) };
}

function sliceOf(of: Series, after: number, to: number): Slice {
  return { of, from: firstAfter(of.t, after), to: firstAfter(of.t, to) };
}

/** The index of the first time after another; binary search. */
function firstAfter(times: ArrayLike<number>, after: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * SHA-256 over what an evaluation read: by cohort and series the times and values, as 64-bit numbers. A series without a sample in the
 * window is left out: whether it is there at all depends on what else is read with it.
 */
export function inputsDigest(track: Track, windows: Windows): string {
  const { reachMs } = compiledOf(track.criterion);
  const hash = createHash("sha256");
  for (const { role, cohort } of sourcesOf(track))
    for (const { of, from, to } of windows(role, reachMs)) {
      if (to <= from) continue;
      hash.update(`${cohort} ${to - from}\n`);
      const columns = "v" in of ? [of.t, of.v] : [of.t, of.bad, of.total];
      for (const column of columns)
        hash.update(new Uint8Array(Float64Array.from(partOf(column, from, to)).buffer));
    }
  return `sha256:${hash.digest("hex")}`;
}

function partOf(column: ArrayLike<number>, from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => column[from + index] ?? 0);
}
