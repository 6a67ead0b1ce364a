import type { CriterionState } from "./backtest";
import { compile, type Compiled } from "./compile";
import { isRegression } from "./criterion-digest";
import { durationMs } from "@/lib/platform/durations";
import type { Better, MetricKind, Verdict } from "./model";
import type { Criterion } from "./schemas";

/** A criterion as it is evaluated for one candidate and one purpose; times in epoch ms. */
export interface Track {
  id: string;
  releaseId: string;
  criterion: TrackedCriterion;
  cohort: "canary" | "baseline" | "restored";
  candidate: string;
  /** Of a drill; null: of what is measured. */
  drillId: string | null;
  /** Whether it is stable after that rollback; null: it is no such question. */
  rollbackId: string | null;
  /** Of stability: the last moment before anybody was exposed. */
  referenceAt: number | null;
  startedAt: number;
  lastAt: number | null;
  nextAt: number | null;
  state: CriterionState;
  verdict: Verdict | null;
  since: number | null;
  watermark: string;
}

/** A criterion with what its document leaves to others: the direction of its metric, and how many regressions share one alpha. */
export interface TrackedCriterion {
  document: Criterion;
  better: Better;
  regressions: number;
  /** Absent: pushed. */
  source?: "promql";
}

const known = new WeakMap<object, Compiled>();

export function compiledOf({ document, better, regressions }: TrackedCriterion): Compiled {
  const found =
    known.get(document) ?? compile(document, { better, ...(isRegression(document) && { regressions }) });
  known.set(document, found);
  return found;
}

/** By how much evaluation trails the clock unless the criterion says otherwise: one step for pushed metrics, and for what is read none. */
export function lagMsOf({ document: { lag, step }, source }: Trailing): number {
  return durationMs(lag ?? (source === "promql" ? "0s" : step));
}

export interface Trailing {
  document: Pick<Criterion, "lag" | "step">;
  source?: TrackedCriterion["source"] | null | undefined;
}

/** An exposure that was seen to be so, from a time (epoch ms) until the next one. */
export interface Confirmed {
  percent: number;
  /** Digest of what was exposed. */
  candidate: string;
  at: number;
}

/** Whether a criterion applies at an exposure: above 0, or from the percentage that it names. */
export function appliesAt({ from }: Pick<Criterion, "from">, percent: number): boolean {
  return from === undefined ? percent > 0 : percent >= from;
}

/** When a criterion began to apply to a candidate; null: it never did. */
export function startOf(
  confirmed: readonly Confirmed[],
  criterion: Pick<Criterion, "from">,
  candidate: string,
): number | null {
  const first = confirmed.find((each) => each.candidate === candidate && appliesAt(criterion, each.percent));
  return first?.at ?? null;
}

/** Whether it applied to the candidate at a time. */
function isExposedAt(
  confirmed: readonly Confirmed[],
  { criterion, candidate }: Pick<Track, "criterion" | "candidate">,
  at: number,
): boolean {
  const last = confirmed.findLast((each) => each.at <= at);
  return last?.candidate === candidate && appliesAt(criterion.document, last.percent);
}

/** What gates, growth, soaks and statistics read: neither a drill nor stability after a rollback. */
export function isLive({ drillId, rollbackId }: Pick<Track, "drillId" | "rollbackId">): boolean {
  return drillId === null && rollbackId === null;
}

/** Whether it is evaluated at a time: live where its candidate is exposed enough, else always. */
export function isEvaluatedAt(
  confirmed: readonly Confirmed[],
  track: Pick<Track, "criterion" | "candidate" | "drillId" | "rollbackId">,
  at: number,
): boolean {
  return !isLive(track) || isExposedAt(confirmed, track, at);
}

/** Which kind of metric a criterion reads. */
export function kindReadBy({ kind }: Pick<Criterion, "kind">): MetricKind {
  return kind === "rate-regression" || kind === "burn-rate" ? "events" : "value";
}
