import { z } from "zod";
import { betterWays, cohorts, inconclusive, verdicts } from "./model";
import { Criterion } from "./schemas";

const Moment = z.number().int();
const Verdict = z.enum(verdicts);

/** A series of samples that a criterion reads. */
const ExportedSeries = z.strictObject({ id: z.string(), cohort: z.enum(cohorts) });

/** How one criterion was evaluated for one candidate and one purpose; times in epoch ms. */
export const ExportedTrack = z.strictObject({
  id: z.string(),
  releaseId: z.string(),
  /** Digest of the criterion as it is signed. */
  criterionDigest: z.string(),
  criterion: z.strictObject({
    document: Criterion,
    better: z.enum(betterWays),
    regressions: z.number().int(),
    source: z.literal("promql").optional(),
  }),
  cohort: z.enum(["canary", "baseline", "restored"]),
  candidate: z.string(),
  drillId: z.string().nullable(),
  rollbackId: z.string().nullable(),
  referenceAt: Moment.nullable(),
  startedAt: Moment,
  /** A decision had it begin again after this. */
  resetAt: Moment.nullable(),
  lastAt: Moment.nullable(),
  /** When it came to stand otherwise; null: it began again. */
  changes: z.array(z.tuple([Moment, Verdict.nullable()])),
  /** In the order in which they are read. */
  series: z.strictObject({ canary: z.array(ExportedSeries), baseline: z.array(ExportedSeries) }),
  /** Older samples are not kept. */
  samplesFrom: Moment,
});
export type ExportedTrack = z.output<typeof ExportedTrack>;

/** One evaluation. */
export const ExportedStep = z.strictObject({
  at: Moment,
  /** 0: as it was first; from 1 on as samples that came late made it. */
  revision: z.number().int(),
  raw: z.enum(["hit", "clear", ...inconclusive]),
  value: z.string().nullable(),
  verdict: Verdict,
  reason: z.literal("traffic-split").nullable(),
  samples: z.number().int(),
  /** Digest of the samples that were read. */
  inputs: z.string(),
  /** Samples with a later receipt were not there yet. */
  watermark: z.number().int(),
});
export type ExportedStep = z.output<typeof ExportedStep>;

/** What an entry of the ledger says of a track: how it came to stand otherwise, and what its evaluations since the entry before come to. */
export const JudgedPayload = z.object({
  changes: z.array(z.object({ at: Moment, verdict: Verdict.nullable() })),
  steps: z
    .object({
      after: Moment.nullable(),
      to: Moment,
      amendedAfter: z.number().int(),
      amendedTo: z.number().int(),
      count: z.number().int(),
      digest: z.string(),
    })
    .nullable(),
});
export type JudgedPayload = z.output<typeof JudgedPayload>;

/** JSON has no NaN, no infinity and no −0. */
const Double = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity", "-0"])]);

/** Time, value (of events the bad ones), total (of events alone), receipt. */
export const ExportedSample = z.tuple([Moment, Double, Double.nullable(), z.number().int()]);
export type ExportedSample = z.output<typeof ExportedSample>;

export function writeDouble(value: number): z.output<typeof Double> {
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : (String(value) as "NaN" | "Infinity" | "-Infinity");
}

export const readDouble = (value: z.output<typeof Double>) =>
  typeof value === "number" ? value : Number(value);
