import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { AppError, fieldError } from "@/lib/platform/errors";
import { advise, isAdvisable } from "./advisor";
import { backtest, firstAt } from "./backtest";
import {
  type AdviceAnswer,
  type AdviceBody,
  type BacktestAnswer,
  type BacktestBody,
  mostAdvised,
  mostEvaluations,
  mostPoints,
} from "./backtest-schemas";
import { compile, type Compiled, type Meaning } from "./compile";
import { criterionSentence } from "./criterion-sentence";
import { readUploaded } from "./history";
import type { Better, Series } from "./model";
import type { CriterionToTry } from "./schemas";
import { storedHistory, type History } from "./stored-history";
import { breachesOf, type Incident, scoreOf } from "./score";

interface Asked {
  actor: Actor;
  now: Date;
  body: BacktestBody;
  withPoints: boolean;
}

/** Runs a criterion over uploaded or stored samples, by the code that evaluates it live. */
export async function answerBacktest(
  db: Reader,
  { body, withPoints, ...by }: Asked,
): Promise<BacktestAnswer> {
  const most = withPoints ? mostPoints : mostEvaluations;
  const { sentence, compiled, history } = await readHistory(db, { body, most, ...by });
  const points: NonNullable<BacktestAnswer["points"]> = [];
  const found = backtest(compiled, history, ({ at, raw, value, verdict }) => {
    if (withPoints) points.push({ at, raw, value, verdict });
  });
  return {
    sentence,
    ...found,
    ...(body.incidents === undefined
      ? {}
      : { score: scored(compiled, history, body.incidents.map(toIncident)) }),
    ...(withPoints ? { points } : {}),
  };
}

/** The criterion read, and the samples that it is to be run over. */
async function readHistory(
  db: Reader,
  { body, most, ...by }: { actor: Actor; now: Date; body: BacktestBody | AdviceBody; most: number },
) {
  const { criterion } = body;
  const [from, to] = [Date.parse(body.from), Date.parse(body.to)];
  const metric =
    criterion.metric === undefined ? null : await db.metric.findUnique({ where: { name: criterion.metric } });
  const meaning: Meaning = metric === null ? {} : { better: metric.better as Better };
  const compiled = compile(criterion, meaning);
  refuseTooMany(compiled, { from, to, most });
  const samples =
    body.samples === undefined
      ? await storedHistory(db, { criterion, from, to, slug: body.release ?? "", ...by })
      : uploaded(criterion, body.samples);
  const sentence = criterionSentence(criterion, metric === null ? {} : { unit: metric.unit });
  return { sentence, meaning, compiled, history: { from, to, ...samples } };
}

function refuseTooMany(
  { stepMs }: Compiled,
  { from, to, most }: { from: number; to: number; most: number },
): void {
  if (to < from) throw fieldError("/to", "lies before from", "a time not before from");
  const count = Math.floor((to - from) / stepMs) + 1;
  if (count > most)
    throw fieldError(
      "/to",
      `these are ${count} evaluations, more than ${most}`,
      "a shorter time, or a longer step",
    );
}

function uploaded(
  criterion: CriterionToTry,
  samples: { canary: readonly unknown[]; baseline?: readonly unknown[] | undefined },
): History {
  const isEvents = criterion.kind === "rate-regression" || criterion.kind === "burn-rate";
  const [canary, baseline] = (["canary", "baseline"] as const).map((cohort): Series[] => {
    const rows = samples[cohort] ?? [];
    const read = readUploaded(rows, { path: `/samples/${cohort}`, isEvents });
    if ("fault" in read) throw new AppError("invalid-input", read.fault.message, { faults: [read.fault] });
    return [read.series];
  });
  return { canary: canary ?? [], baseline: baseline ?? [] };
}

/** Each breach on its own: one that is latched would be the only one of the whole history. */
function scored(
  compiled: Compiled,
  history: { from: number; to: number } & History,
  incidents: readonly Incident[],
) {
  const { see, breaches } = breachesOf();
  backtest({ ...compiled, rule: { ...compiled.rule, latch: false } }, history, ({ at, verdict }) =>
    see(at, verdict),
  );
  return scoreOf(breaches, incidents);
}

/** What other thresholds would have found in the same history. */
export async function answerAdvice(
  db: Reader,
  { body, ...by }: { actor: Actor; now: Date; body: AdviceBody },
): Promise<AdviceAnswer> {
  const { criterion } = body;
  if (!isAdvisable(criterion))
    throw fieldError("/criterion/kind", "has no threshold", "one of threshold, ratio and delta");
  const { meaning, compiled, ...read } = await readHistory(db, { body, most: mostAdvised, ...by });
  const incidents = body.incidents.map(toIncident);
  const candidates = advise(criterion, meaning, { ...read.history, incidents });
  const evaluations =
    Math.floor((read.history.to - firstAt(read.history.from, compiled.stepMs)) / compiled.stepMs) + 1;
  return {
    sentence: read.sentence,
    evaluations: Math.max(0, evaluations),
    op: criterion.breach.op,
    candidates,
  };
}

function toIncident({ from, to }: { from: string; to: string }): Incident {
  return { from: Date.parse(from), to: Date.parse(to) };
}
