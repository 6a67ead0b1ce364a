import { z } from "zod";
import { criteriaOf } from "@/lib/gates/load-gates";
import type { Actor } from "@/lib/identity/actor";
import { CriteriaRow, criteriaRow, TrackRows, trackRows } from "@/lib/metrics/standing-columns";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import { mine } from "@/lib/releases/calendar-queries";
import type { CalendarFilter } from "@/lib/releases/calendar-schemas";
import { conditionsOf, listed } from "@/lib/releases/list-queries";
import { loadTemplate } from "@/lib/releases/template-stages";
import { EpisodeRows, episodeRows } from "@/lib/rollbacks/gate-columns";
import { presentStep } from "./exposure";
import { ExposureRows, exposureRows, InterruptionRows, interruptionRows } from "./exposure-columns";
import { exposureOf } from "./exposure-model";
import { soakAt, type SoakItem } from "./soak";

const Row = z.object({
  slug: z.string(),
  title: z.string(),
  stage: z.string().nullable(),
  template: z.string(),
  exposures: ExposureRows,
  interruptions: InterruptionRows,
  criteria: CriteriaRow,
  tracks: TrackRows,
  episodes: EpisodeRows,
});

/** More releases than this are never exposed at once in one calendar. */
const mostExposed = 500;

/** Soaks of the releases that the caller may see which are met between two moments, the first first. */
export async function soaksOf(
  db: Reader,
  {
    actor,
    filter,
    now,
    from,
    until,
  }: { actor: Actor; filter: CalendarFilter; now: Date; from: number; until: number },
): Promise<SoakItem[]> {
  const { mine: _mine, ...given } = filter;
  const where = conditionsOf({ filter: given, actor, today: now.toISOString().slice(0, 10) });
  const rows = await readRows<{ row: unknown }>(
    db,
    Prisma.sql`
    WITH exposed AS (SELECT r.id FROM ${listed} WHERE r.state = 'active'
      AND r.id IN (SELECT e.release_id FROM component_exposures e) AND ${where} AND ${mine(filter, actor)} ORDER BY r.id LIMIT ${mostExposed})
    SELECT json_build_object('slug', r.slug, 'title', r.title, 'stage', v.stage_key, 'template', r.template_version_id,
      'exposures', ${exposureRows}, 'interruptions', ${interruptionRows}, 'criteria', ${criteriaRow}, 'tracks', ${trackRows},
      'episodes', ${episodeRows(now)}) AS row
    FROM exposed JOIN releases r ON r.id = exposed.id JOIN release_versions v ON v.release_id = r.id AND ${holdsNow("v")}`,
  );
  const found: SoakItem[] = [];
  for (const { row } of rows) {
    const read = Row.parse(row);
    const { slug, title, stage, template, exposures: changes } = read;
    const { interruptions = [] } = criteriaOf(read);
    const { stages } = await loadTemplate(db, template);
    const step = presentStep(stages, stage, exposureOf(changes).intended);
    // While it is exposed a release keeps its candidates.
    const candidate = changes.at(-1)?.candidate ?? "";
    if (step === null) continue;
    // A clock that went back hides nothing that is recorded.
    const at = Math.max(
      now.getTime(),
      ...changes.map((change) => change.at),
      ...interruptions.map((each) => Math.max(each.from, each.to ?? 0)),
    );
    const { metAt } = soakAt({ changes, interruptions, candidate, now: at }, step);
    if (metAt !== null && metAt > at && metAt >= from && metAt < until)
      found.push({ kind: "soak", at: metAt, percent: step.percent, release: { slug, title } });
  }
  return found.sort((a, b) => a.at - b.at);
}
