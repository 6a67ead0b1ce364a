import { z } from "zod";
import { Moment } from "@/lib/platform/moments";
import { Slug } from "@/lib/platform/names";
import { verdicts } from "./model";
import { CriterionToTry } from "./schemas";

/** Evaluations of one backtest: of a criterion each minute two years. */
export const mostEvaluations = 1_100_000;
/** Evaluations of one advice, each folded for at most 50 thresholds: of a criterion each minute five weeks, half a second. */
export const mostAdvised = 50_000;
/** Points that one answer lists. */
export const mostPoints = 600_000;

const Rows = z.array(z.unknown()).max(2_000_000).meta({
  description: "[epoch ms, value], of events [epoch ms, bad, total]; a value null stands for NaN",
});
const Incident = z.strictObject({ from: Moment, to: Moment });

const asked = {
  criterion: CriterionToTry,
  from: Moment,
  to: Moment,
  incidents: z.array(Incident).max(1_000).optional().meta({
    description:
      "When there was something to find: the answer then says what was found, missed, and found for nothing",
  }),
};

const source = {
  samples: z.strictObject({ canary: Rows, baseline: Rows.optional() }).optional(),
  release: Slug.optional().meta({ description: "Whose stored samples are read, in place of samples" }),
};
const hasOneSource = ({ samples, release }: { samples?: unknown; release?: unknown }) =>
  (samples === undefined) !== (release === undefined);
const oneSource = {
  path: ["samples"],
  error: "expected samples, or a release whose stored samples are read, and not both",
};

export const BacktestBody = z.strictObject({ ...asked, ...source }).refine(hasOneSource, oneSource);
export type BacktestBody = z.output<typeof BacktestBody>;

export const BacktestQuery = z.strictObject({
  points: z.enum(["true", "false"]).optional().meta({ description: "true: every evaluation is listed" }),
});

export const AdviceBody = z
  .strictObject({
    ...asked,
    ...source,
    incidents: z.array(Incident).min(1).max(1_000).meta({ description: "When there was something to find" }),
  })
  .refine(hasOneSource, oneSource);
export type AdviceBody = z.output<typeof AdviceBody>;

const Verdict = z.enum(verdicts);
const Value = z.number().nullable().describe("null: it was not computed");

const scored = {
  hits: z.number(),
  misses: z.number(),
  falseRollbacks: z.number(),
  delaysMs: z.array(z.number()),
  medianDelayMs: z.number().nullable(),
};

export const AdviceAnswer = z.strictObject({
  sentence: z.string(),
  evaluations: z.number(),
  op: z.enum([">", ">=", "<", "<="]),
  candidates: z
    .array(
      z.strictObject({
        value: z.string(),
        ...scored,
        falseMs: z.number().describe("Time in breach outside of every incident"),
        isUndominated: z
          .boolean()
          .describe(
            "No other is as good in falseRollbacks, falseMs, misses and medianDelayMs, and better in one",
          ),
        isPresent: z.boolean().describe("It is the criterion's own"),
      }),
    )
    .describe("Strictest first; with clear only those that it is strictly safer than"),
});
export type AdviceAnswer = z.output<typeof AdviceAnswer>;

export const BacktestAnswer = z.strictObject({
  sentence: z.string(),
  evaluations: z.number(),
  transitions: z.array(
    z.strictObject({
      at: z.number().describe("Epoch ms"),
      from: Verdict.nullable(),
      to: Verdict,
      value: Value,
    }),
  ),
  firstBreachAt: z.number().nullable(),
  final: Verdict.nullable().describe("null: nothing was evaluated"),
  score: z
    .strictObject(scored)
    .optional()
    .describe("Of a run in which each breach ends when it is clear again, whatever the criterion's latch"),
  points: z
    .array(
      z.strictObject({
        at: z.number(),
        raw: z.enum(["hit", "clear", "invalid", "no-data", "stale", "insufficient"]),
        value: Value,
        verdict: Verdict,
      }),
    )
    .optional(),
});
export type BacktestAnswer = z.output<typeof BacktestAnswer>;
