import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { visibleTo } from "@/lib/policy/visible";
import type { ReleaseState } from "@/lib/releases/model";
import { projectNow } from "./refresh-projections";
import { ReleaseSummary } from "./summary";

export interface PortfolioFilter {
  state?: ReleaseState | undefined;
  /** Key of the team that owns a component. */
  team?: string | undefined;
  component?: string | undefined;
  /** In title or slug. */
  q?: string | undefined;
}

export interface PortfolioRow {
  id: string;
  slug: string;
  title: string;
  state: ReleaseState;
  stage: string | null;
  exposurePercent: number;
  /** `2026-12-01`. */
  targetDate: string | null;
  champion: string | null;
  components: string[];
  template: string;
  summary: ReleaseSummary;
  waitingPeople: string[];
}

type Row = Omit<PortfolioRow, "summary"> & { summary: unknown; due: boolean };

const shown = 200;

/** Releases against their stages, those in flight first, by target. What is kept is used until it can have changed. */
export async function portfolio(
  db: Reader,
  { actor, now, filter }: { actor: Actor; now: Date; filter: PortfolioFilter },
): Promise<PortfolioRow[]> {
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    SELECT r.id, r.slug, r.title, v.state, v.stage_key AS stage, v.exposure_percent AS "exposurePercent", v.target_date::text AS "targetDate",
      (SELECT x.name FROM role_assignments a JOIN people x ON x.id = a.person_id
       WHERE a.release_id = r.id AND a.role_key = 'release-champion' AND a.valid_to IS NULL ORDER BY a.valid_from LIMIT 1) AS champion,
      ARRAY(SELECT c.key FROM release_components rc JOIN components c ON c.id = rc.component_id WHERE rc.release_id = r.id ORDER BY c.key) AS components,
      t.key AS template, p.summary, p.waiting_people::text[] AS "waitingPeople",
      (p.computed_at IS NULL OR p.computed_at > ${now} OR p.due_at IS NOT NULL OR COALESCE(p.changes_at <= ${now}, FALSE)) AS due
    FROM releases r
    JOIN release_versions v ON v.release_id = r.id AND v.valid_to IS NULL
    JOIN template_versions t ON t.id = r.template_version_id
    LEFT JOIN release_projections p ON p.release_id = r.id
    WHERE ${visibleTo(actor)} AND ${Prisma.join(conditionsOf(filter), " AND ")}
    ORDER BY CASE v.state WHEN 'active' THEN 0 WHEN 'draft' THEN 1 ELSE 2 END, v.target_date ASC NULLS LAST, r.id DESC
    LIMIT ${shown}`);
  return Promise.all(rows.map((row) => withSummary(db, row, now)));
}

async function withSummary(db: Reader, { due, ...row }: Row, now: Date): Promise<PortfolioRow> {
  const kept = due ? null : ReleaseSummary.safeParse(row.summary);
  if (kept?.success === true) return { ...row, summary: kept.data };
  const { summary, waitingPeople } = await projectNow(db, row.id, now);
  return { ...row, summary, waitingPeople };
}

function conditionsOf({ state, team, component, q }: PortfolioFilter): Prisma.Sql[] {
  return [
    state === undefined ? Prisma.sql`TRUE` : Prisma.sql`v.state = ${state}`,
    q === undefined || q === ""
      ? Prisma.sql`TRUE`
      : Prisma.sql`(r.title ILIKE ${like(q)} OR r.slug ILIKE ${like(q)})`,
    component === undefined
      ? Prisma.sql`TRUE`
      : Prisma.sql`EXISTS (SELECT FROM release_components rc JOIN components c ON c.id = rc.component_id WHERE rc.release_id = r.id AND c.key = ${component})`,
    team === undefined
      ? Prisma.sql`TRUE`
      : Prisma.sql`EXISTS (SELECT FROM release_components rc JOIN component_versions cv ON cv.component_id = rc.component_id AND cv.valid_to IS NULL
          JOIN teams tm ON tm.id = cv.owner_team_id WHERE rc.release_id = r.id AND tm.key = ${team})`,
  ];
}

function like(text: string): string {
  return `%${text.replace(/[\\%_]/g, "\\$&")}%`;
}
