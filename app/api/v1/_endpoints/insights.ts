import { settleProjections } from "@/lib/gates/refresh-projections";
import { figuresCsv, valuesCsv, waitingCsv } from "@/lib/insights/csv";
import { allValues, listValues, processHealth } from "@/lib/insights/queries";
import {
  filterOf,
  HealthAnswer,
  HealthQuery,
  ValueAnswer,
  ValuesCsvQuery,
  ValuesQuery,
  WaitingAnswer,
  WaitingCsvQuery,
  type WaitingFilter,
  WaitingQuery,
} from "@/lib/insights/schemas";
import { allWaiting, listWaiting } from "@/lib/insights/waiting-queries";
import type { Kernel } from "@/lib/platform/command";
import { pageOf } from "@/lib/platform/paging";
import { endpoint } from "@/lib/platform/web";
import { z } from "zod";

const tag = "Insights";
const csv = "text/csv; charset=utf-8";
const mostValues = 50_000;

/** What waits is brought up to date first, as for any list of releases. */
async function healthNow(kernel: Kernel, query: HealthQuery): Promise<HealthAnswer> {
  await settleProjections(kernel);
  const now = kernel.clock.now();
  return processHealth(kernel.db.prisma, filterOf(query, now), now);
}

export const getProcessHealth = endpoint({
  method: "GET",
  path: "/insights/process-health",
  tag,
  summary:
    "How releases go: times to readiness, waits, what went stale, was waived or gone back on, and what tells nothing",
  description:
    "Figures by what they are about, by both of what they are about, and altogether, of the months asked for (UTC); without months, of the last twelve. Times are told to the nearest step for their size. Nothing of a restricted release is counted. Figures follow what is recorded within seconds. A wait counts in the figures once it ended: what waits still is told beside them, as of now.",
  query: HealthQuery,
  answers: { 200: HealthAnswer },
  handle: async ({ kernel, query }) => ({ status: 200, body: await healthNow(kernel, query) }),
});

export const getProcessHealthCsv = endpoint({
  method: "GET",
  path: "/insights/process-health.csv",
  tag,
  summary: "The figures of how releases go, as a table",
  query: HealthQuery,
  produces: csv,
  answers: { 200: z.string() },
  handle: async ({ kernel, query }) => ({ status: 200, body: figuresCsv(await healthNow(kernel, query)) }),
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

export const getProcessWaiting = endpoint({
  method: "GET",
  path: "/insights/process-health/waiting",
  tag,
  summary: "What waits for a role now, each with its release, the longest first",
  description:
    "By the same clocks as a requirement's `waits`, in the stage that a release is in: from when the role was asked for the present content, in time that went by rather than in working days. Later pages are of the same moment as the first.",
  query: WaitingQuery,
  answers: { 200: pageOf(WaitingAnswer) },
  handle: async ({ kernel, query: { limit, cursor, ...query } }) => {
    const asked = await waitingNow(kernel, query);
    return { status: 200, body: await listWaiting(kernel.db.prisma, { ...asked, limit, cursor }) };
  },
});

export const getProcessWaitingCsv = endpoint({
  method: "GET",
  path: "/insights/process-health/waiting.csv",
  tag,
  summary: "What waits for a role now, as a table",
  description: `The longest ${mostValues} at most.`,
  query: WaitingCsvQuery,
  produces: csv,
  answers: { 200: z.string() },
  handle: async ({ kernel, query }) => {
    const waits = await allWaiting(kernel.db.prisma, await waitingNow(kernel, query), mostValues);
    return { status: 200, body: waitingCsv(waits) };
  },
});

async function waitingNow(
  kernel: Kernel,
  { team, template, role, gate }: z.output<typeof WaitingCsvQuery>,
): Promise<{ filter: WaitingFilter; now: Date }> {
  await settleProjections(kernel);
  const filter = { team: team ?? null, template: template ?? null, role, gate };
  return { filter, now: kernel.clock.now() };
}

export const insightEndpoints = [
  getProcessHealth,
  getProcessHealthCsv,
  getProcessValues,
  getProcessValuesCsv,
  getProcessWaiting,
  getProcessWaitingCsv,
];
