import { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { durationText } from "@/lib/platform/durations";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { visibleTo } from "@/lib/policy/visible";
import type { Better, MetricKind } from "./model";
import type { PromqlSource } from "./promql-schemas";
import type { MetricAnswer } from "./schemas";

/** Declared metrics by name; of a source what keeps it from being read for releases that the caller may see. */
export async function listMetrics(
  db: Reader,
  { actor, ...ask }: PageAsk & { actor: Actor },
): Promise<Page<MetricAnswer>> {
  const { take, after } = readPage(ask, z.string());
  const rows = await db.metric.findMany({
    where: after === null ? {} : { name: { gt: after } },
    orderBy: { name: "asc" },
    take,
  });
  const sources = await sourcesOf(
    db,
    rows.map(({ name }) => name),
    Prisma.sql`EXISTS (SELECT 1 FROM releases r WHERE r.id = p.release_id AND ${visibleTo(actor)})`,
  );
  return toPage({
    rows,
    take,
    item: ({ name, unit, better, kind, at }) => ({
      name,
      unit,
      better: better as Better,
      kind: kind as MetricKind,
      source: sources.has(name) ? ("promql" as const) : ("push" as const),
      promql: sources.get(name) ?? null,
      at: at.toISOString(),
    }),
    position: ({ name }) => name,
  });
}

interface SourceRow {
  metric: string;
  server: string;
  intervalMs: number;
  queries: Pick<PromqlSource, "canary" | "baseline">;
  readTo: number | null;
  error: string | null;
  since: Date | null;
}

/** By metric how it is read, and its state over reads `p`: what was read last, and the fault that has lasted longest. */
async function sourcesOf(
  db: Reader,
  metrics: readonly string[],
  isAsked: Prisma.Sql,
): Promise<Map<string, NonNullable<MetricAnswer["promql"]>>> {
  if (metrics.length === 0) return new Map();
  const rows = await db.$queryRaw<SourceRow[]>(Prisma.sql`
    SELECT s.metric, s.server, s.interval_ms AS "intervalMs", s.queries, p.read_to::float8 AS "readTo", f.error, f.error_since AS since
    FROM promql_sources s
    LEFT JOIN LATERAL (SELECT max(p.read_to) AS read_to FROM promql_reads p WHERE p.metric = s.metric AND ${isAsked}) p ON TRUE
    LEFT JOIN LATERAL (SELECT p.error, p.error_since FROM promql_reads p WHERE p.metric = s.metric AND p.error IS NOT NULL AND ${isAsked}
      ORDER BY p.error_since, p.release_id LIMIT 1) f ON TRUE
    WHERE s.metric = ANY(${[...metrics]})`);
  return new Map(
    rows.map(({ metric, server, intervalMs, queries, readTo, error, since }) => [
      metric,
      {
        server,
        interval: durationText(intervalMs),
        ...queries,
        state: {
          readTo: readTo === null ? null : new Date(readTo).toISOString(),
          error: error === null || since === null ? null : { message: error, since: since.toISOString() },
        },
      },
    ]),
  );
}

/** The same of one release, which whoever asks may see. */
export async function sourcesOfRelease(
  db: Reader,
  metrics: readonly string[],
  slug: string,
): ReturnType<typeof sourcesOf> {
  return sourcesOf(
    db,
    metrics,
    Prisma.sql`p.release_id = (SELECT r.id FROM releases r WHERE r.slug = ${slug})`,
  );
}

/** Units of declared metrics, by their names. */
export async function unitsOf(db: Reader, names: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.metric.findMany({
    where: { name: { in: [...names] } },
    select: { name: true, unit: true },
  });
  return new Map(rows.map(({ name, unit }) => [name, unit]));
}
