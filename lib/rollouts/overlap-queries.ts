import { z } from "zod";
import { criteriaOf } from "@/lib/gates/load-gates";
import type { Actor } from "@/lib/identity/actor";
import { TrackRows, trackRows } from "@/lib/metrics/standing-columns";
import { Criteria } from "@/lib/metrics/schemas";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import { visibleTo } from "@/lib/policy/visible";
import { loadRelease } from "@/lib/releases/authority";
import { loadTemplate } from "@/lib/releases/template-stages";
import { EpisodeRows, episodeRows } from "@/lib/rollbacks/gate-columns";
import { presentStep } from "./exposure";
import { ExposureRows, exposureRows, InterruptionRows, interruptionRows } from "./exposure-columns";
import { exposureOf } from "./exposure-model";
import type { SoakOverlapAnswer } from "./overlap-schemas";
import { soakAt } from "./soak";
import {
  plannedWindows,
  type ReadBy,
  soakOverlaps,
  type SoakOverlap,
  type SoakWindow,
} from "./soak-overlaps";

const Row = z.object({
  slug: z.string(),
  title: z.string(),
  stage: z.string().nullable(),
  template: z.string(),
  exposures: ExposureRows,
  interruptions: InterruptionRows,
  criteria: Criteria.nullable(),
  tracks: TrackRows,
  episodes: EpisodeRows,
});

/** More releases than these are never looked at together. */
const mostLooked = 500;

/** Which soaks overlap on a shared metric, running or to come, of releases in flight that the caller sees. */
export async function overlappingSoaks(
  db: Reader,
  { actor, now, release }: { actor: Actor; now: Date; release?: string | undefined },
): Promise<SoakOverlapAnswer[]> {
  if (release !== undefined) await loadRelease(db, { actor, now, slug: release });
  const rows = await readRows<{ row: unknown }>(
    db,
    Prisma.sql`
    SELECT json_build_object('slug', r.slug, 'title', r.title, 'stage', v.stage_key, 'template', r.template_version_id,
      'exposures', ${exposureRows}, 'interruptions', ${interruptionRows}, 'tracks', ${trackRows}, 'episodes', ${episodeRows(now)},
      'criteria', (SELECT d.document FROM release_documents d WHERE d.release_id = r.id AND d.kind = 'criteria' AND d.valid_to IS NULL)) AS row
    FROM releases r JOIN release_versions v ON v.release_id = r.id AND ${holdsNow("v")} AND v.state = 'active'
    WHERE ${visibleTo(actor)} ORDER BY v.exposure_percent DESC, r.slug LIMIT ${mostLooked}`,
  );
  const windows: SoakWindow[] = [];
  for (const { row } of rows) windows.push(...(await windowsOf(db, Row.parse(row), now.getTime())));
  const found = soakOverlaps(windows, await commonMetrics(db));
  return found
    .filter((each) => release === undefined || each.windows.some((window) => window.release.slug === release))
    .map(answerOf);
}

async function windowsOf(db: Reader, row: z.output<typeof Row>, time: number): Promise<SoakWindow[]> {
  const { slug, title, stage, template, exposures: changes, criteria } = row;
  const { stages } = await loadTemplate(db, template);
  const current = stages.find(({ key }) => key === stage);
  if (current === undefined) return [];
  const about = { release: { slug, title }, reads: readsOf(criteria) };
  const { intended } = exposureOf(changes);
  const ahead = current.exposure.filter(({ percent }) => percent > intended);
  const step = presentStep(stages, stage, intended);
  if (step === null) return plannedWindows(about, ahead, time);
  const { interruptions = [] } = criteriaOf(row);
  // A clock that went back hides nothing that is recorded.
  const now = Math.max(time, ...changes.map(({ at }) => at));
  const candidate = changes.at(-1)?.candidate ?? "";
  const soak = soakAt({ changes, interruptions, candidate, now }, step);
  const running: SoakWindow = {
    ...about,
    percent: step.percent,
    kind: "running",
    from: soak.since ?? now,
    to: soak.metAt,
  };
  // What has soaked stays exposed, and is judged by its criteria, until it goes on.
  const own = soak.isMet ? [] : [running];
  return [...own, ...plannedWindows(about, ahead, Math.max(now, soak.metAt ?? now + step.soakMs))];
}

function readsOf(criteria: z.output<typeof Criteria> | null): ReadBy[] {
  return (criteria ?? []).map(({ key, metric, where = {}, from = 0 }) => ({
    criterion: key,
    metric,
    where,
    from,
  }));
}

/** Metrics with samples that every release reads, and those whose source answers by itself. */
async function commonMetrics(db: Reader): Promise<Set<string>> {
  const rows = await readRows<{ name: string }>(
    db,
    Prisma.sql`SELECT m.name FROM metrics m
      WHERE EXISTS (SELECT 1 FROM metric_series s WHERE s.metric_id = m.id AND s.release_id IS NULL AND s.drill_id IS NULL)`,
  );
  return new Set(rows.map(({ name }) => name));
}

function answerOf({ windows, from, to, metrics }: SoakOverlap): SoakOverlapAnswer {
  return {
    soaks: windows.map(({ release, percent, kind, ...window }, index) => ({
      release,
      percent,
      kind,
      from: iso(window.from),
      to: window.to === null ? null : iso(window.to),
      criteria: [...new Set(metrics.flatMap(({ criteria }) => criteria[index === 0 ? 0 : 1]))].sort(),
    })),
    from: iso(from),
    to: to === null ? null : iso(to),
    metrics: metrics.map(({ metric, isCommon }) => ({ metric, isCommon })),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
