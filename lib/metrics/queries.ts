import { z } from "zod";
import type { Reader } from "@/lib/platform/db";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import type { Better, MetricKind } from "./model";
import type { MetricAnswer } from "./schemas";

/** Declared metrics by name. */
export async function listMetrics(db: Reader, ask: PageAsk): Promise<Page<MetricAnswer>> {
  const { take, after } = readPage(ask, z.string());
  const rows = await db.metric.findMany({
    where: after === null ? {} : { name: { gt: after } },
    orderBy: { name: "asc" },
    take,
  });
  return toPage({
    rows,
    take,
    item: ({ name, unit, better, kind, at }) => ({
      name,
      unit,
      better: better as Better,
      kind: kind as MetricKind,
      source: "push" as const,
      at: at.toISOString(),
    }),
    position: ({ name }) => name,
  });
}

/** Units of declared metrics, by their names. */
export async function unitsOf(db: Reader, names: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.metric.findMany({
    where: { name: { in: [...names] } },
    select: { name: true, unit: true },
  });
  return new Map(rows.map(({ name, unit }) => [name, unit]));
}
