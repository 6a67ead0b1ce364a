import type { CriterionToTry } from "@/lib/metrics/schemas";
import { percentText, plainDecimal } from "@/lib/platform/decimals";
import { durationMs, durationWords } from "@/lib/platform/durations";

/** What is known of the metric; without it the name alone is shown. */
export interface MetricWords {
  unit?: string | undefined;
}

/** A criterion in one sentence of plain words, as a reader who agrees to it must understand it. */
export function criterionSentence(criterion: CriterionToTry, metric: MetricWords = {}): string {
  const verb = { rollback: "Roll back", hold: "Hold", warn: "Warn" }[criterion.severity ?? "rollback"];
  const parts = [
    `${verb} if ${condition(criterion, metric)}, ${looks(criterion)}`,
    ...missingData(criterion),
    ...applies(criterion),
  ];
  const shadow = criterion.shadow ? " In shadow: it is shown and triggers nothing." : "";
  return `${parts.join("; ")}.${shadow}`;
}

function condition(criterion: CriterionToTry, metric: MetricWords): string {
  const name = `${metricWords(criterion.metric, metric.unit)}${labelWords(criterion.where)}`;
  switch (criterion.kind) {
    case "threshold":
      return `${aggregateWords(criterion.agg, name)} is ${bound(criterion.breach, unitOf(criterion.agg, metric.unit))}${sustained(criterion)}`;
    case "ratio":
      return `${aggregateWords(criterion.agg, name)} on the canary, divided by the baseline's, is ${bound(criterion.breach)}${sustained(criterion)}`;
    case "delta":
      return `${aggregateWords(criterion.agg, name)} on the canary, less the baseline's, is ${bound(criterion.breach, unitOf(criterion.agg, metric.unit))}${sustained(criterion)}`;
    case "rate-regression":
      return `the share of bad events in ${name} is shown to be more than ${percentText(criterion.margin)} % above the baseline's${certainty(criterion.alpha)}`;
    case "mean-regression":
      return `the mean of ${name} is shown to be worse than the baseline's by more than ${withUnit(criterion.delta, metric.unit)}${certainty(criterion.alpha)}`;
    case "burn-rate": {
      const pairs = criterion.factors.map(({ factor, long, short }) => {
        return `${plainDecimal(factor)} times over both ${durationWords(long)} and ${durationWords(short)}`;
      });
      return `${name} uses up the error budget of the objective ${percentText(criterion.objective)} % at ${pairs.join(", or ")}`;
    }
  }
}

function aggregateWords(agg: string, name: string): string {
  if (agg.startsWith("p")) return `the ${ordinal(agg.slice(1))} percentile of ${name}`;
  const words: Record<string, string> = {
    mean: `the mean of ${name}`,
    sum: `the sum of ${name}`,
    min: `the least value of ${name}`,
    max: `the greatest value of ${name}`,
    count: `the number of samples of ${name}`,
    last: `the last value of ${name}`,
    increase: `the increase of ${name}`,
    rate: `the rate of ${name}`,
  };
  return words[agg] ?? `${agg} of ${name}`;
}

/** A count has no unit, a rate is one of time. */
function unitOf(agg: string, unit: string | undefined): string | undefined {
  if (agg === "count") return undefined;
  return agg === "rate" ? `${unit ?? ""} per second`.trim() : unit;
}

function ordinal(text: string): string {
  const tens = Number(text) % 100;
  const ending =
    tens >= 11 && tens <= 13 ? "th" : ({ "1": "st", "2": "nd", "3": "rd" }[text.at(-1) ?? ""] ?? "th");
  return `${text}${text.includes(".") ? "th" : ending}`;
}

function bound({ op, value }: { op: ">" | ">=" | "<" | "<="; value: string }, unit?: string): string {
  const words = { ">": "above", ">=": "at least", "<": "below", "<=": "at most" };
  return `${words[op]} ${withUnit(value, unit)}`;
}

function withUnit(value: string, unit: string | undefined): string {
  return unit === undefined || unit === "" || unit === "1"
    ? plainDecimal(value)
    : `${plainDecimal(value)} ${unit}`;
}

function sustained(criterion: {
  for?: string | undefined;
  mOfN?: { m: number; n: number } | undefined;
}): string {
  if (criterion.mOfN !== undefined)
    return ` in ${criterion.mOfN.m} of the last ${criterion.mOfN.n} looks with data`;
  if (criterion.for === undefined || durationMs(criterion.for) === 0) return "";
  return ` for ${durationWords(criterion.for)}`;
}

function certainty(alpha: string): string {
  return ` (a harmless candidate is blamed at most ${percentText(alpha)} % of the time, however often one looks)`;
}

function looks(criterion: CriterionToTry): string {
  const each = durationWords(criterion.step).replace(/^1 /, "");
  const every = each === durationWords(criterion.step) ? `every ${each}` : `each ${each}`;
  return "window" in criterion
    ? `looked at ${every} over the last ${durationWords(criterion.window).replace(/^1 /, "")}`
    : `looked at ${every}`;
}

function missingData(criterion: CriterionToTry): string[] {
  if (criterion.noDataGrace === undefined) return [];
  const words = durationWords(criterion.noDataGrace);
  if (criterion.onNoData === "breach") return [`no data for ${words} counts as a breach`];
  return [`if there is no data for ${words}, ${criterion.severity === "warn" ? "warn" : "hold"}`];
}

function applies(criterion: CriterionToTry): string[] {
  return [
    ...(criterion.latch ? [] : ["it clears by itself"]),
    ...(criterion.from === undefined ? [] : [`it applies from an exposure of ${criterion.from} %`]),
  ];
}

const unitEndings: Record<string, string> = {
  ms: "_ms",
  s: "_seconds",
  seconds: "_seconds",
  bytes: "_bytes",
  "%": "_percent",
  percent: "_percent",
};

/** `inference_latency_ms` with the unit ms reads as "inference latency". */
function metricWords(name: string | undefined, unit: string | undefined): string {
  if (name === undefined) return "the metric";
  const ending = unit === undefined ? undefined : (unitEndings[unit] ?? `_${unit}`);
  const stem =
    ending !== undefined && name.endsWith(ending) && name.length > ending.length
      ? name.slice(0, -ending.length)
      : name;
  return stem.replaceAll(/[_.:]+/g, " ").trim();
}

function labelWords(labels: Record<string, string> | undefined): string {
  const entries = Object.entries(labels ?? {});
  return entries.length === 0 ? "" : ` (${entries.map(([label, value]) => `${label} ${value}`).join(", ")})`;
}
