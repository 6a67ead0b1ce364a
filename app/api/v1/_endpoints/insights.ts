import { figuresCsv, valuesCsv } from "@/lib/insights/csv";
import { allValues, listValues, processHealth } from "@/lib/insights/queries";
import {
  filterOf,
  HealthAnswer,
  HealthQuery,
  ValueAnswer,
  ValuesCsvQuery,
  ValuesQuery,
} from "@/lib/insights/schemas";
import { pageOf } from "@/lib/platform/paging";
import { endpoint } from "@/lib/platform/web";
import { z } from "zod";

const tag = "Insights";
const csv = "text/csv; charset=utf-8";
const mostValues = 50_000;

export const getProcessHealth = endpoint({
  method: "GET",
  path: "/insights/process-health",
  tag,
  summary:
    "How releases go: times to readiness, waits, what went stale, was waived or gone back on, and what tells nothing",
  description:
    "Figures by what they are about, by both of what they are about, and altogether, of the months asked for (UTC); without months, of the last twelve. Times are told to the nearest step for their size. Nothing of a restricted release is counted. Figures follow what is recorded within seconds.",
  query: HealthQuery,
  answers: { 200: HealthAnswer },
  handle: async ({ kernel, query }) => ({
    status: 200,
    body: await processHealth(kernel.db.prisma, filterOf(query, kernel.clock.now())),
  }),
});

export const getProcessHealthCsv = endpoint({
  method: "GET",
  path: "/insights/process-health.csv",
  tag,
  summary: "The figures of how releases go, as a table",
  query: HealthQuery,
  produces: csv,
  answers: { 200: z.string() },
  handle: async ({ kernel, query }) => {
    const { figures } = await processHealth(kernel.db.prisma, filterOf(query, kernel.clock.now()));
    return { status: 200, body: figuresCsv(figures) };
  },
});

export const getProcessValues = endpoint({
  method: "GET",
  path: "/insights/process-health/values",
  tag,
  summary: "The single values behind a figure, each with its release, the latest first",
  query: ValuesQuery,
  answers: { 200: pageOf(ValueAnswer) },
  handle: async ({ kernel, actor, query: { measure, subject, detail, limit, cursor, ...query } }) => {
    const filter = filterOf(query, kernel.clock.now());
    const body = await listValues(kernel.db.prisma, {
      actor,
      filter,
      measure,
      subject,
      detail,
      limit,
      cursor,
    });
    return { status: 200, body };
  },
});

export const getProcessValuesCsv = endpoint({
  method: "GET",
  path: "/insights/process-health/values.csv",
  tag,
  summary: "The single values behind a figure, as a table",
  description: `The latest ${mostValues} at most.`,
  query: ValuesCsvQuery,
  produces: csv,
  answers: { 200: z.string() },
  handle: async ({ kernel, actor, query: { measure, subject, detail, ...query } }) => {
    const filter = filterOf(query, kernel.clock.now());
    const values = await allValues(kernel.db.prisma, { actor, filter, measure, subject, detail }, mostValues);
    return { status: 200, body: valuesCsv(values) };
  },
});

export const insightEndpoints = [
  getProcessHealth,
  getProcessHealthCsv,
  getProcessValues,
  getProcessValuesCsv,
];
