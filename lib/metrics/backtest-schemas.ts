import { z } from "zod";
import { Moment } from "@/lib/platform/moments";
import { Slug } from "@/lib/platform/names";
import { verdicts } from "./model";
import { CriterionToTry } from "./schemas";

/** Evaluations of one backtest: of a criterion each minute two years. */
export const mostEvaluations = 1_100_000;
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

export const BacktestBody = z
  .strictObject({
    ...asked,
    samples: z.strictObject({ canary: Rows, baseline: Rows.optional() }).optional(),
    release: Slug.optional().meta({ description: "Whose stored samples are read, in place of samples" }),
  })
  .refine(({ samples, release }) => (samples === undefined) !== (release === undefined), {
    path: ["samples"],
    error: "expected samples, or a release whose stored samples are read, and not both",
  });
export type BacktestBody = z.output<typeof BacktestBody>;

export const BacktestQuery = z.strictObject({
  points: z.enum(["true", "false"]).optional().meta({ description: "true: every evaluation is listed" }),
});

const Verdict = z.enum(verdicts);
const Value = z.number().nullable().describe("null: it was not computed");

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
    .strictObject({
      hits: z.number(),
      misses: z.number(),
      falseRollbacks: z.number(),
      delaysMs: z.array(z.number()),
      medianDelayMs: z.number().nullable(),
    })
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
