import type { Actor } from "@/lib/identity/actor";
import type { ChartModel } from "@/lib/metrics/chart";
import { Criteria } from "@/lib/metrics/schemas";
import { getStoredTrial } from "@/lib/metrics/trial-queries";
import type { Reader } from "@/lib/platform/db";
import type { EventKind } from "./model";

/** What a criterion saw around the event. */
export interface LearnedChart {
  key: string;
  title: string;
  sentence: string;
  model: ChartModel;
}

interface Asked {
  slug: string;
  actor: Actor;
  now: Date;
  zone: string;
  span: { from: number; to: number };
  kind: EventKind;
}

const most = 4;
const beforeMs = 3_600_000;
const longestMs = 86_400_000;

/**
 * Charts of the criteria that were agreed at that time, from an hour before the first sign until the end, over what is stored still. What a
 * drill made up is in series of its own, and not among it.
 */
export async function readCharts(db: Reader, { span, kind, ...asked }: Asked): Promise<LearnedChart[]> {
  if (kind === "drill" || kind === "release") return [];
  const to = Math.min(span.to, span.from + longestMs);
  const row = await db.releaseDocument.findFirst({
    where: { kind: "criteria", validFrom: { lte: new Date(to) }, release: { slug: asked.slug } },
    orderBy: { validFrom: "desc" },
  });
  const charts: LearnedChart[] = [];
  for (const criterion of Criteria.parse(row?.document ?? [])) {
    if (charts.length === most) break;
    const { trial } = await getStoredTrial(db, {
      ...asked,
      criterion,
      from: span.from - beforeMs,
      to,
      incidents: [{ from: span.from, to }],
      regressions: 1,
    });
    const isEmpty = trial?.chart.panels.every(({ rows }) => rows.every(({ canary }) => canary === null));
    if (trial === null || isEmpty === true) continue;
    const { key, title } = criterion;
    charts.push({ key, title: title ?? key, sentence: trial.sentence, model: trial.chart });
  }
  return charts;
}
