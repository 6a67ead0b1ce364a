import { compile, type Compiled, type Meaning } from "./compile";
import { contentsOf, type Levels, levelsOf, sliceCount, spacingOf } from "./failure-levels";
import { kindReadBy } from "./track-model";
import type { Criterion } from "./schemas";

/** How what is exposed goes bad in a drill. */
export const failureModes = [
  "step-change",
  "ramp",
  "spike",
  "silence",
  "nan-flood",
  "slow-leak",
  "one-slice",
] as const;
export type FailureMode = (typeof failureModes)[number];

/** Samples that a drill makes up, so that a criterion can find a failure; times in epoch ms. */
export interface Injection {
  /** What is random in the samples follows from it. */
  drillId: string;
  criterion: Criterion;
  meaning: Meaning;
  mode: FailureMode;
  /** The first samples: sooner than the drill where a regression's stability is to be compared with what was before it. */
  startedAt: number;
  /** Since when the canary fails, and since when no more; null: it does not, or goes on to. */
  failsAt: number | null;
  mendedAt: number | null;
  /** Of samples; a shorter one is taken where the criterion needs more of them. */
  intervalMs: number;
  /** Labels of the slice that fails in `one-slice`; a criterion that selects another one does not see it. */
  slice?: Record<string, string> | undefined;
}

export type DrillSample = {
  cohort: "canary" | "baseline";
  labels: Record<string, string>;
  t: number;
} & ({ v: number } | { bad: number; total: number });

/** Of which length the modes are, for a criterion. */
export function paceOf({ look, stepMs }: Compiled): { unitMs: number; rampMs: number; leakMs: number } {
  const windowMs =
    look.kind === "burn-rate" ? Math.min(...look.pairs.map(({ shortMs }) => shortMs)) : look.windowMs;
  const unitMs = Math.max(windowMs, 2 * stepMs, 60_000);
  return { unitMs, rampMs: 4 * unitMs, leakMs: 24 * unitMs };
}

/** So long a time holds at most so many samples of an injection. */
export function spanOf({ criterion, meaning, intervalMs }: Injection, samples: number): number {
  const times = Math.max(1, Math.floor(samples / (2 * sliceCount)));
  return times * spacingOf(compile(criterion, meaning), intervalMs);
}

/**
 * The samples with `after < t ≤ to`, in the order of their times: healthy ones, safely on the clear side, and from `failsAt` to `mendedAt`
 * those of the failure. The same for the same times, whenever they are asked for.
 */
export function samplesBetween(injection: Injection, after: number, to: number): DrillSample[] {
  const { criterion, meaning, startedAt, slice } = injection;
  const compiled = compile(criterion, meaning);
  const spacingMs = spacingOf(compiled, injection.intervalMs);
  const levels = levelsOf(criterion, compiled, spacingMs);
  const labels = Array.from({ length: sliceCount }, (_, index) => ({
    ...criterion.where,
    drill_slice: String(index + 1),
    ...(index === 0 ? slice : {}),
  }));
  const found: DrillSample[] = [];
  const first = Math.floor(Math.max(after, startedAt - 1) / spacingMs) + 1;
  for (let t = first * spacingMs; t <= to; t += spacingMs)
    for (const cohort of ["canary", "baseline"] as const)
      for (const [index, own] of labels.entries()) {
        const values = valuesAt(injection, { compiled, levels, spacingMs, cohort, index, t });
        if (values !== null) found.push({ cohort, labels: own, t, ...values });
      }
  return found;
}

interface Place {
  compiled: Compiled;
  levels: Levels;
  spacingMs: number;
  cohort: "canary" | "baseline";
  /** Of the slice. */
  index: number;
  t: number;
}

/** null: nothing is sent. */
function valuesAt(
  { drillId, criterion, mode, startedAt, ...times }: Injection,
  { compiled, levels, spacingMs, cohort, index, t }: Place,
): { v: number } | { bad: number; total: number } | null {
  const failsAt = times.failsAt ?? Infinity;
  const isFailing = cohort === "canary" && t >= failsAt && t < (times.mendedAt ?? Infinity);
  const isOfEvents = kindReadBy(criterion) === "events";
  // Counts that are no numbers are refused as they come in, so that nothing is there.
  if (isFailing && (mode === "silence" || (mode === "nan-flood" && isOfEvents))) return null;
  if (isFailing && mode === "nan-flood") return { v: Number.NaN };
  const isTouched = cohort === "canary" && (mode !== "one-slice" || index === 0);
  const course = isTouched ? courseOf(mode, compiled, spacingMs) : harmless;
  const failedMs = Math.max(0, Math.min(t, times.mendedAt ?? Infinity) - failsAt);
  const bad = { share: isFailing ? course.at(failedMs) : 0, lastedMs: course.until(failedMs) };
  const random = noise(`${drillId} ${index} ${t}`);
  return contentsOf(levels, { cohort, bad, sinceMs: t - startedAt, random });
}

interface Course {
  /** How bad it is so long after it began, from 0 to 1. */
  at: (ms: number) => number;
  /** The same, summed over the time until then. */
  until: (ms: number) => number;
}

const harmless: Course = { at: () => 0, until: () => 0 };

function courseOf(mode: FailureMode, compiled: Compiled, spacingMs: number): Course {
  const { rampMs, leakMs } = paceOf(compiled);
  switch (mode) {
    case "step-change":
    case "one-slice":
      return { at: () => 1, until: (ms) => ms };
    case "ramp":
      return growing(rampMs);
    case "slow-leak":
      return growing(leakMs);
    case "spike": {
      const spikeMs = Math.max(2 * spacingMs, compiled.stepMs);
      return { at: (ms) => (ms < spikeMs ? 1 : 0), until: (ms) => Math.min(ms, spikeMs) };
    }
    case "silence":
    case "nan-flood":
      return harmless;
  }
}

function growing(fullMs: number): Course {
  return {
    at: (ms) => Math.min(1, ms / fullMs),
    until: (ms) => (ms <= fullMs ? (ms * ms) / (2 * fullMs) : ms - fullMs / 2),
  };
}

/** A number from 0 to below 1 that a text repeats (FNV-1a, mixed). */
function noise(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
}
