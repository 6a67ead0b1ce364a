import { compareDecimals, plainDecimal } from "@/lib/platform/decimals";
import { isDecimal } from "@/lib/platform/names";
import { backtest } from "./backtest";
import { compile, type Meaning } from "./compile";
import { atStart, fold } from "./fold";
import { type Inconclusive, isInconclusive, type Series } from "./model";
import type { CriterionToTry } from "./schemas";
import { breachesOf, falseMsOf, type Incident, type Score, scoreOf } from "./score";

export type Advisable = Extract<CriterionToTry, { kind: "threshold" | "ratio" | "delta" }>;

export interface Advised extends Score {
  /** The threshold, a decimal. */
  value: string;
  /** Time in breach outside of every incident, ms: a breach that never ends is one false rollback and yet the worst. */
  falseMs: number;
  /** No other threshold is as good in all of falseRollbacks, falseMs, misses and medianDelayMs, and better in one. */
  isUndominated: boolean;
  /** It is the criterion's own. */
  isPresent: boolean;
}

export interface AdvisedHistory {
  /** Epoch ms. */
  from: number;
  to: number;
  canary: readonly Series[];
  baseline: readonly Series[];
  incidents: readonly Incident[];
}

export function isAdvisable(criterion: CriterionToTry): criterion is Advisable {
  return criterion.kind === "threshold" || criterion.kind === "ratio" || criterion.kind === "delta";
}

/**
 * What other thresholds would have found in a history, strictest first; all else stays as it is. The values do not depend on the threshold:
 * history is read once, and each threshold costs one fold over its evaluations. As in a backtest's score, each breach is its own.
 */
export function advise(criterion: Advisable, meaning: Meaning, history: AdvisedHistory): Advised[] {
  const { from, to, canary, baseline, incidents } = history;
  const looks: { at: number; dry: Inconclusive | null; value: number; samples: number }[] = [];
  backtest(compile(criterion, meaning), { from, to, canary, baseline }, ({ at, raw, value, samples }) =>
    looks.push({ at, dry: isInconclusive(raw) ? raw : null, value: value ?? 0, samples }),
  );
  const seen = looks
    .filter(({ dry, value }) => dry === null && Number.isFinite(value))
    .map(({ value }) => value);
  const found = thresholdsFor(criterion, seen).map((value) => {
    const { look, rule } = compile({ ...criterion, breach: { op: criterion.breach.op, value } }, meaning);
    if (!("breach" in look)) throw new TypeError(`${look.kind} has no threshold`);
    const { see, breaches } = breachesOf();
    let state = atStart;
    for (const { at, dry, value: own, samples } of looks) {
      const raw = dry ?? (look.breach(own) ? "hit" : "clear");
      state = fold({ ...rule, latch: false }, state, at, {
        raw,
        value: own,
        isSafe: dry === null && look.isSafe(own),
        samples,
      });
      see(at, state.verdict ?? "ok");
    }
    return {
      value,
      ...scoreOf(breaches, incidents),
      falseMs: falseMsOf(breaches, incidents, { to }),
      isPresent: compareDecimals(value, criterion.breach.value) === 0,
    };
  });
  return found.map((one) => ({
    ...one,
    isUndominated: !found.some((other) => isBetter(other, one)),
  }));
}

type Weighed = Pick<Advised, "falseRollbacks" | "falseMs" | "misses" | "medianDelayMs">;

function isBetter(a: Weighed, b: Weighed): boolean {
  const pairs = [
    [a.falseRollbacks, b.falseRollbacks],
    [a.falseMs, b.falseMs],
    [a.misses, b.misses],
    [a.medianDelayMs ?? Infinity, b.medianDelayMs ?? Infinity],
  ] as const;
  return pairs.every(([one, other]) => one <= other) && pairs.some(([one, other]) => one < other);
}

const edges = 24;

/**
 * At most 50 thresholds, the strictest first: the present one, one beyond each end of the values seen, and between them the shortest decimals
 * that part what lies at even ranks and at even distances. Those that `clear` would not be strictly safer than are left out.
 */
export function thresholdsFor({ breach, clear }: Advisable, seen: readonly number[]): string[] {
  const isAbove = breach.op.startsWith(">");
  const all = [breach.value, ...partingDecimals(seen)].filter(
    (value) =>
      clear === undefined ||
      (isAbove ? compareDecimals(clear.value, value) < 0 : compareDecimals(clear.value, value) > 0),
  );
  const plain = [...new Map(all.map((value) => [plainDecimal(value), value])).values()];
  const ascending = plain.toSorted(compareDecimals);
  return isAbove ? ascending : ascending.toReversed();
}

function partingDecimals(seen: readonly number[]): string[] {
  const sorted = Float64Array.from(seen).sort();
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined) return [];
  const pad = (high - low) / 10 || Math.abs(low) / 10 || 1;
  const marks = Array.from({ length: edges }, (_, index) => {
    const share = index / (edges - 1);
    return [sorted[Math.round(share * (sorted.length - 1))] ?? low, low + share * (high - low)];
  }).flat();
  const cuts = [low - pad, ...new Set(marks), high + pad].toSorted((a, b) => a - b);
  return cuts.slice(1).flatMap((cut, index) => shortestBetween(cuts[index] ?? cut, cut) ?? []);
}

/** The decimal with the fewest digits that is above `low` and not above `high`; null where it would have too many for a criterion. */
export function shortestBetween(low: number, high: number): string | null {
  for (
    let digits = -Math.ceil(Math.log10(Math.max(Math.abs(low), Math.abs(high), 1)));
    digits <= 15;
    digits += 1
  ) {
    const step = 10 ** -digits;
    const value = Math.floor(high / step) * step;
    const text = plainDecimal(value.toFixed(Math.max(0, digits)));
    const found = Number(text);
    if (found > low && found <= high) return isDecimal(text) ? text : null;
  }
  return null;
}
