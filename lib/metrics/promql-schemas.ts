import { z } from "zod";
import { fields, type Finding, type Sound } from "@/lib/platform/cross-checks";
import { findDurationMs, PositiveDuration } from "@/lib/platform/durations";
import { Key, markdown } from "@/lib/platform/names";
import type { MetricKind, MetricSource } from "./model";

/** Stands in a query for the slug of the release that is read. */
export const releasePlaceholder = "{{release}}";

const Query = markdown(2_000).meta({
  examples: [`latency_p95{release="${releasePlaceholder}",track="canary"}`],
});
const Counters = fields({ bad: Query, total: Query });
const queryExpected = "a PromQL query; of a metric of events two counters, {bad, total}";
const CohortQuery = z.union([Query, Counters], { error: () => `expected ${queryExpected}` });
export type CohortQuery = z.output<typeof CohortQuery>;

/** How a metric is read: which server is asked how often, and what of each cohort. */
export const PromqlSource = fields({
  server: Key.describe("Name of a server of the setting COUNTERSIGN_PROMETHEUS"),
  interval: PositiveDuration.describe("How often it is read, 5s to 10m, at multiples of it since the epoch"),
  canary: CohortQuery,
  baseline: CohortQuery.optional(),
});
export type PromqlSource = z.output<typeof PromqlSource>;

const AnsweredQuery = z.union([z.string(), z.strictObject({ bad: z.string(), total: z.string() })]);
export const PromqlAnswer = z.strictObject({
  server: z.string(),
  interval: z.string(),
  canary: AnsweredQuery,
  baseline: AnsweredQuery.optional(),
});

interface Declared {
  source: MetricSource;
  kind: MetricKind;
  promql?: PromqlSource | undefined;
}

const [leastMs, mostMs] = [5_000, 600_000];

/** A source is given where it is read from, and its queries are of the metric's kind. */
export function sourceFindings({ source, kind, promql }: Sound<Declared>): Finding[] {
  if (promql === undefined)
    return source === "promql"
      ? [
          {
            path: ["promql"],
            message: "missing with source promql",
            expected: "server, interval and queries",
          },
        ]
      : [];
  if (source !== "promql")
    return [{ path: ["promql"], message: "stands beside source push", expected: "source promql with it" }];
  const ms = findDurationMs(promql.interval ?? "");
  const interval =
    ms !== null && (ms < leastMs || ms > mostMs)
      ? [
          {
            path: ["promql", "interval"],
            message: `${promql.interval} is out of range`,
            expected: "5s to 10m",
          },
        ]
      : [];
  const queries = (["canary", "baseline"] as const).flatMap((cohort): Finding[] => {
    const query = promql[cohort];
    if (query === undefined || kind === undefined || (typeof query !== "string") === (kind === "events"))
      return [];
    return [
      kind === "events"
        ? { path: ["promql", cohort], message: "is one query", expected: "two counters, {bad, total}" }
        : { path: ["promql", cohort], message: "are two counters", expected: "one query, or kind events" },
    ];
  });
  return [...interval, ...queries];
}

export const SourceState = z.strictObject({
  readTo: z.string().nullable().describe("The last time that was read without a fault; null: none was"),
  error: z
    .strictObject({ message: z.string(), since: z.string() })
    .nullable()
    .describe("What keeps it from being read now"),
});
export type SourceState = z.output<typeof SourceState>;
