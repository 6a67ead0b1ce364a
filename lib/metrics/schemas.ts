import { z } from "zod";

import { severities } from "@/lib/policy/model";
import {
  crossChecked,
  entriesOf,
  fields,
  type Finding,
  listOf,
  oneOf,
  Percent,
  repeated,
  type Sound,
  wholeNumber,
} from "@/lib/platform/cross-checks";
import { compareDecimals } from "@/lib/platform/decimals";
import { Duration, findDurationMs, PositiveDuration } from "@/lib/platform/durations";
import { Decimal, isDecimal, Key, line } from "@/lib/platform/names";
import { betterWays, metricKinds, metricSources, mostSamples } from "./model";
import { PromqlAnswer, PromqlSource, sourceFindings, SourceState } from "./promql-schemas";
import { sampleFaults } from "./read-samples";

const metricPattern = /^[a-zA-Z_][a-zA-Z0-9_:.]{0,127}$/;
const metricExpected = "the name of a metric: letters, digits, _, : and ., at most 128 characters";
export const MetricName = z
  .string({ error: () => `expected ${metricExpected}` })
  .regex(metricPattern, { error: `expected ${metricExpected}` });

const aggregates = "mean, sum, min, max, count, last, increase, rate or a percentile from p0 to p100";
const Aggregate = z
  .string({ error: () => `expected ${aggregates}` })
  .regex(/^(mean|sum|min|max|count|last|increase|rate|p(100|\d{1,2}(\.\d{1,3})?))$/, {
    error: `expected ${aggregates}`,
  });

const labelExpected = "a label: letters, digits and _, at most 64 characters";
const LabelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/, { error: `expected ${labelExpected}` });
const Labels = z.record(LabelName, line(200), {
  error: (issue) => (issue.code === "invalid_type" ? "expected labels with their values" : undefined),
});

const Bound = fields({ op: oneOf([">", ">=", "<", "<="]), value: Decimal });

const Then = fields({
  rollbackPlan: Key,
  mode: oneOf(["propose", "automatic"]),
  severity: oneOf(severities),
});

const Share = Decimal.refine((text) => compareDecimals(text, "0") > 0 && compareDecimals(text, "1") < 0, {
  error: "expected a decimal number above 0 and below 1, in quotes",
});
const NotNegative = Decimal.refine((text) => compareDecimals(text, "0") >= 0, {
  error: "expected a decimal number of at least 0, in quotes",
});

const maxSamples = 1_000_000_000;

/** Names and consequences; an agreed criterion must have them, one that is only tried out need not. */
const agreed = { key: Key, metric: MetricName, severity: oneOf(["rollback", "hold", "warn"]) };
const triedOut = { key: Key.optional(), metric: MetricName.optional(), severity: agreed.severity.optional() };

/** `then` is the documents' word; written out it would make an object that looks like a promise. */
function named<Name extends string, Value>(name: Name, value: Value) {
  return { [name]: value } as Record<Name, Value>;
}

/** What the fold of every kind reads. */
const folded = {
  title: line(200).optional(),
  where: Labels.optional(),
  step: PositiveDuration,
  lag: Duration.optional(),
  latch: z.boolean().default(true),
  noDataGrace: PositiveDuration.optional(),
  onNoData: oneOf(["withhold", "breach"]).default("withhold"),
  from: Percent.optional(),
  shadow: z.boolean().default(false),
  ...named("then", Then.optional()),
};

const compared = {
  ...folded,
  agg: Aggregate,
  window: PositiveDuration,
  breach: Bound,
  clear: Bound.optional(),
  for: Duration.optional(),
  mOfN: fields({ m: wholeNumber(1, 1_000), n: wholeNumber(1, 1_000) }).optional(),
  clearFor: Duration.default("0s"),
  minSamples: wholeNumber(1, maxSamples).default(1),
  maxSampleAge: PositiveDuration.optional(),
};

const regressed = { ...folded, window: PositiveDuration, clearFor: Duration.default("0s"), alpha: Share };

const usualFactors = [
  { factor: "14.4", long: "1h", short: "5m" },
  { factor: "6", long: "6h", short: "30m" },
  { factor: "1", long: "3d", short: "6h" },
];
const Factor = fields({
  factor: Decimal.refine((text) => compareDecimals(text, "0") > 0, {
    error: "expected a decimal number above 0, in quotes",
  }),
  long: PositiveDuration,
  short: PositiveDuration,
});

function kinds<Identity extends z.core.$ZodLooseShape>(identity: Identity) {
  return z.discriminatedUnion("kind", [
    fields({ kind: z.literal("threshold"), ...identity, ...compared }),
    fields({ kind: z.literal("ratio"), ...identity, ...compared }),
    fields({ kind: z.literal("delta"), ...identity, ...compared }),
    fields({
      kind: z.literal("rate-regression"),
      ...identity,
      ...regressed,
      margin: NotNegative,
      minSamples: wholeNumber(1, maxSamples),
    }),
    fields({
      kind: z.literal("mean-regression"),
      ...identity,
      ...regressed,
      delta: NotNegative,
      plannedSamples: wholeNumber(100, maxSamples),
      minSamples: wholeNumber(100, maxSamples),
    }),
    fields({
      kind: z.literal("burn-rate"),
      ...identity,
      ...folded,
      objective: Share,
      factors: listOf(Factor, { min: 1, max: 10 }).default(usualFactors),
      minSamples: wholeNumber(1, maxSamples).default(1),
    }),
  ]);
}

const AgreedShape = kinds(agreed);
const TriedOutShape = kinds(triedOut);

/** A criterion as a release agrees it. */
export const Criterion = crossChecked(AgreedShape, (criterion) => [
  ...conditionFindings(criterion, []),
  ...graceFindings(criterion, []),
]);
export type Criterion = z.output<typeof AgreedShape>;

/** A criterion as a backtest takes it: the condition alone is enough. */
export const CriterionToTry = crossChecked(TriedOutShape, (criterion) => conditionFindings(criterion, []));
export type CriterionToTry = z.output<typeof TriedOutShape>;

const CriteriaShape = listOf(AgreedShape, { max: 100 });

/** The criteria of a release or the defaults of a template. */
export const Criteria = crossChecked(CriteriaShape, (criteria) => criteriaFindings(criteria, []));
export type Criteria = z.output<typeof CriteriaShape>;
/** The list without its checks across fields, for documents that make them themselves. */
export { CriteriaShape };

export function criteriaFindings(
  criteria: Sound<Criteria> | undefined,
  base: readonly PropertyKey[],
): Finding[] {
  const entries = entriesOf(criteria);
  return [
    ...repeated(
      entries.map(([index, { key }]) => ({ key, path: [...base, index, "key"] })),
      "criterion",
    ),
    ...entries.flatMap(([index, one]) => [
      ...conditionFindings(one, [...base, index]),
      ...graceFindings(one, [...base, index]),
    ]),
  ];
}

/** A criterion that stops something must say how long it bears no data. */
function graceFindings(criterion: Sound<Criterion>, base: readonly PropertyKey[]): Finding[] {
  const stops = criterion.severity === "rollback" || criterion.severity === "hold";
  if (!stops || criterion.noDataGrace !== undefined) return [];
  return [
    {
      path: [...base, "noDataGrace"],
      message: `missing with severity ${criterion.severity}`,
      expected: 'a duration such as "5m"',
    },
  ];
}

function conditionFindings(criterion: Sound<CriterionToTry>, base: readonly PropertyKey[]): Finding[] {
  switch (criterion.kind) {
    case undefined:
      return [];
    case "threshold":
    case "ratio":
    case "delta":
      return [...comparedFindings(criterion, base), ...clearForFindings(criterion, base)];
    case "rate-regression":
    case "mean-regression":
      return clearForFindings(criterion, base);
    case "burn-rate":
      return entriesOf(criterion.factors).flatMap(([index, { long, short }]) => {
        if (long === undefined || short === undefined || msOf(short) < msOf(long)) return [];
        return [
          {
            path: [...base, "factors", index, "short"],
            message: `${short} is not shorter than ${long}`,
            expected: "a window shorter than long",
          },
        ];
      });
  }
}

function clearForFindings(
  criterion: { latch?: boolean | undefined; clearFor?: string | undefined },
  base: readonly PropertyKey[],
): Finding[] {
  if (criterion.latch !== true || criterion.clearFor === undefined || msOf(criterion.clearFor) === 0)
    return [];
  return [
    {
      path: [...base, "clearFor"],
      message: "a latched breach never clears by itself",
      expected: "clearFor only with latch: false",
    },
  ];
}

type Compared = Sound<Extract<CriterionToTry, { kind: "threshold" | "ratio" | "delta" }>>;

function comparedFindings(
  { breach, clear, mOfN, ...criterion }: Compared,
  base: readonly PropertyKey[],
): Finding[] {
  const findings: Finding[] = [];
  if (mOfN !== undefined && criterion.for !== undefined) {
    findings.push({
      path: [...base, "mOfN"],
      message: "mOfN stands beside for",
      expected: "one of for and mOfN",
    });
  }
  if (mOfN?.m !== undefined && mOfN.n !== undefined && mOfN.m > mOfN.n) {
    findings.push({
      path: [...base, "mOfN", "m"],
      message: `${mOfN.m} of ${mOfN.n} can never be`,
      expected: `at most n, ${mOfN.n}`,
    });
  }
  const { op, value } = breach ?? {};
  if (op === undefined || value === undefined || !isDecimal(value) || clear === undefined) return findings;
  const above = op.startsWith(">");
  if (clear.op !== undefined && clear.op.startsWith(">") === above) {
    const expected = above ? "< or <=, as breach is above a bound" : "> or >=, as breach is below a bound";
    findings.push({
      path: [...base, "clear", "op"],
      message: `${clear.op} clears in the direction of the breach`,
      expected,
    });
  }
  if (clear.value === undefined || !isDecimal(clear.value)) return findings;
  const order = compareDecimals(clear.value, value);
  if (above ? order >= 0 : order <= 0) {
    const expected = `a value ${above ? "below" : "above"} ${value}; without clear, the opposite of breach clears`;
    findings.push({
      path: [...base, "clear", "value"],
      message: `${clear.value} is not strictly safer than breach`,
      expected,
    });
  }
  return findings;
}

function msOf(text: string): number {
  return findDurationMs(text) ?? 0;
}

const MetricShape = fields({
  name: MetricName,
  unit: z
    .string({ error: () => "expected a unit such as ms, or 1 for a share or a count" })
    .regex(/^[^\p{C}\s]{1,32}$/u, { error: "expected a unit such as ms, or 1 for a share or a count" }),
  better: oneOf(betterWays),
  kind: oneOf(metricKinds).default("value"),
  source: oneOf(metricSources).default("push"),
  promql: PromqlSource.optional(),
});
export const MetricBody = crossChecked(MetricShape, sourceFindings);
export const MetricAnswer = z.strictObject({
  name: z.string(),
  unit: z.string(),
  better: z.enum(betterWays),
  kind: z.enum(metricKinds),
  source: z.enum(metricSources),
  promql: z
    .strictObject({ ...PromqlAnswer.shape, state: SourceState })
    .nullable()
    .describe("How it is read; null: it is pushed"),
  at: z.string(),
});
export type MetricAnswer = z.output<typeof MetricAnswer>;

/** Samples are read one by one, so that a bad one spoils no other. */
export const SamplesBody = z.strictObject({
  samples: z.array(z.unknown()).max(mostSamples).meta({
    description:
      "{metric, release?, cohort, labels?, t, v}, of a metric of events {…, bad, total} in place of v; t epoch ms or a time in UTC, v null for NaN",
  }),
});
export const SamplesAnswer = z.strictObject({
  accepted: z.number(),
  duplicates: z.number().describe("Known already with the same value"),
  rejected: z.array(z.strictObject({ index: z.number(), code: z.enum(sampleFaults) })),
});
