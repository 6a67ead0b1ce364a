import { z } from "zod";
import { verdicts } from "./model";

const Verdict = z.enum(verdicts);
const Reason = z
  .enum(["traffic-split"])
  .nullable()
  .describe("traffic-split: cohorts are not compared, since traffic is not split as intended");

export const StandingAnswer = z.strictObject({
  key: z.string(),
  title: z.string().nullable(),
  sentence: z.string(),
  severity: z.enum(["rollback", "hold", "warn"]),
  shadow: z.boolean(),
  verdict: Verdict.nullable().describe("For what is exposed now; null: nothing was evaluated yet"),
  value: z.string().nullable(),
  reason: Reason,
  since: z.string().nullable().describe("The evaluation since which it is so"),
  lastAt: z.string().nullable(),
  isEvaluated: z.boolean().describe("false: below the exposure from which it applies"),
  baseline: Verdict.nullable().describe("The same condition looked for in the baseline"),
  changedAfterData: z
    .string()
    .nullable()
    .describe("When it was last changed by more than a tightening since users were first exposed"),
  missing: z
    .enum(["metric-not-declared", "metric-of-another-kind"])
    .nullable()
    .describe("Why it cannot be evaluated"),
});
export type StandingAnswer = z.output<typeof StandingAnswer>;

export const VerdictAnswer = z.strictObject({
  at: z.string(),
  revision: z.number().describe("0: as it was first; from 1 on as samples that came late would have made it"),
  cohort: z.string(),
  criterionDigest: z.string(),
  candidate: z.string(),
  raw: z.enum(["hit", "clear", "invalid", "no-data", "stale", "insufficient"]),
  value: z.string().nullable(),
  reason: Reason,
  verdict: Verdict,
  samples: z.number(),
  inputs: z.string().describe("Digest of the samples that were read"),
});
export type VerdictAnswer = z.output<typeof VerdictAnswer>;

export const SplitAnswer = z
  .strictObject({
    state: z
      .enum(["no-test", "nothing-to-split", "running", "rejected"])
      .describe(
        "no-test: no metric exposures of kind value is declared; nothing-to-split: no exposure between 0 and 100 percent is confirmed",
      ),
    percent: z.number().nullable().describe("The share of the canary that is intended, in percent"),
    canary: z.number().describe("Units seen since the exposure step began"),
    baseline: z.number(),
    since: z.string().nullable(),
    rejectedAt: z.string().nullable().describe("The newest sample by which the split was rejected"),
  })
  .describe("Whether traffic is split as intended; comparisons of cohorts say nothing otherwise");
export type SplitAnswer = z.output<typeof SplitAnswer>;
