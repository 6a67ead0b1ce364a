import type { Compiled } from "./compile";
import type { Criterion } from "./schemas";

/** Of the traffic that a drill makes up: so many series of each cohort, alike but for a label. */
export const sliceCount = 4;

/** What a sample holds; a failure leads from healthy to failing. */
export type Levels =
  | {
      kind: "values";
      healthy: number;
      failing: number;
      baseline: number;
      /** By so much a value is off either way, in both cohorts alike. */
      noise: number;
      /** The levels are by the millisecond, and summed. */
      isCounter: boolean;
    }
  | { kind: "events"; total: number; healthy: number; failing: number };

const leastSpacingMs = 1_000;
/** How far from its bound a value is, in parts of it; and by how much it is off. */
const margin = 0.25;
const off = 0.02;
const usual = 100;
const mostEvents = 1_000_000_000;

/** Time between samples of a series: so short that each window holds what the criterion asks for. */
export function spacingOf({ look, stepMs, rule }: Compiled, intervalMs: number): number {
  // Before there are enough of them the criterion has no answer, which it may not bear for long.
  const borneMs = (rule.graceMs ?? Infinity) / 2;
  return Math.max(leastSpacingMs, Math.min(intervalMs, Math.floor(longest())));

  function longest(): number {
    switch (look.kind) {
      case "threshold":
      case "ratio":
      case "delta":
        return Math.min(
          look.windowMs / (Math.ceil(look.minSamples / sliceCount) + 2),
          (borneMs * sliceCount) / look.minSamples,
          look.maxAgeMs ?? Infinity,
        );
      case "rate-regression":
        return Math.min(look.windowMs, stepMs);
      case "mean-regression": {
        const enoughMs = Math.min(12 * stepMs, borneMs);
        return Math.min(look.windowMs, stepMs, (enoughMs * sliceCount) / look.minSamples);
      }
      case "burn-rate":
        return Math.min(stepMs, Math.min(...look.pairs.map(({ shortMs }) => shortMs)) / 3);
    }
  }
}

export function levelsOf(criterion: Criterion, compiled: Compiled, spacingMs: number): Levels {
  const { look } = compiled;
  switch (look.kind) {
    case "threshold":
    case "ratio":
    case "delta":
      return comparedLevels(criterion as Compared, {
        most: sliceCount * Math.ceil(look.windowMs / spacingMs),
        spacingMs,
      });
    case "mean-regression": {
      const noise = Math.max(look.delta / 2, 1);
      const worse = 10 * Math.max(look.delta, noise) * (look.better === "lower" ? 1 : -1);
      return {
        kind: "values",
        healthy: usual,
        failing: usual + worse,
        baseline: usual,
        noise,
        isCounter: false,
      };
    }
    case "rate-regression": {
      const healthy = Math.min(0.02, 0.1 / look.theta0);
      return eventLevels(healthy, 5 * look.theta0 * healthy, look.minSamples);
    }
    case "burn-rate": {
      const factors = look.pairs.map(({ factor }) => factor);
      const healthy = 0.3 * Math.min(1 / look.budget, ...factors) * look.budget;
      return eventLevels(healthy, Math.min(1, 1.5 * Math.max(...factors) * look.budget), look.minSamples);
    }
  }
}

/** So many events that the share of bad ones is what it should be, although they are whole. */
function eventLevels(healthy: number, failing: number, minSamples: number): Levels {
  const total = Math.min(mostEvents, Math.max(400, minSamples, Math.ceil(20 / healthy)));
  return { kind: "events", total, healthy, failing };
}

type Compared = Extract<Criterion, { kind: "threshold" | "ratio" | "delta" }>;

function comparedLevels(
  { kind, agg, breach, clear }: Compared,
  { most, spacingMs }: { most: number; spacingMs: number },
): Levels {
  const isCounter = agg === "increase" || agg === "rate";
  const [bound, safe] = [Number(breach.value), Number((clear ?? breach).value)];
  const away = margin * Math.max(Math.abs(bound), Math.abs(safe)) || 1;
  const worse = breach.op.startsWith(">") ? 1 : -1;
  const aims = { healthy: safe - worse * away, failing: bound + worse * away };
  if (kind === "ratio") {
    const noise = off * usual * Math.min(1, Math.abs(aims.healthy), Math.abs(aims.failing));
    return asLevels(usual * aims.healthy, usual * aims.failing, { baseline: usual, noise });
  }
  const [healthy, failing] = [each(aims.healthy, -worse), each(aims.failing, worse)];
  const noise = off * Math.min(Math.abs(healthy), Math.abs(failing));
  if (kind === "threshold") return asLevels(healthy, failing, { baseline: healthy, noise });
  const baseline = isCounter ? Math.abs(healthy) + Math.abs(failing) : usual;
  return asLevels(baseline + healthy, baseline + failing, { baseline, noise });

  /** Of one sample, so that the aggregate is on that side of the aim (1: above) however many of the most are in the window. */
  function each(aim: number, side: number): number {
    if (agg === "rate") return aim / sliceCount;
    if (agg !== "sum" && agg !== "increase") return aim;
    return Math.sign(aim) === side ? aim : aim / most;
  }

  function asLevels(
    own: number,
    bad: number,
    { baseline, noise: by }: { baseline: number; noise: number },
  ): Levels {
    if (!isCounter) return { kind: "values", healthy: own, failing: bad, baseline, noise: by, isCounter };
    // Counters never fall.
    const perMs = (level: number) => Math.max(0, level) / (agg === "rate" ? 1_000 : spacingMs);
    const levels = { healthy: perMs(own), failing: perMs(bad), baseline: perMs(baseline) };
    return { kind: "values", ...levels, noise: 0, isCounter };
  }
}

interface At {
  cohort: "canary" | "baseline";
  /** How bad it is, from 0 to 1, and the sum of that over the time so far. */
  bad: { share: number; lastedMs: number };
  sinceMs: number;
  /** From 0 to below 1. */
  random: number;
}

export function contentsOf(
  levels: Levels,
  { cohort, bad, sinceMs, random }: At,
): { v: number } | { bad: number; total: number } {
  if (levels.kind === "events") {
    const share = levels.healthy + bad.share * (levels.failing - levels.healthy);
    const { total } = levels;
    return { bad: Math.min(total, Math.floor(total * share + random)), total };
  }
  const { healthy, failing, baseline, noise, isCounter } = levels;
  const start = cohort === "canary" ? healthy : baseline;
  if (isCounter) return { v: start * sinceMs + (failing - healthy) * bad.lastedMs };
  return { v: start + bad.share * (failing - healthy) + noise * (2 * random - 1) };
}
