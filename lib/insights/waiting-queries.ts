import { z } from "zod";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { utc } from "@/lib/rollbacks/columns";
import { roundedMs } from "./rounding";
import type { WaitingAnswer, WaitingFigure, WaitingFilter } from "./schemas";

/**
 * What waits for a role now, from what the gates' evaluation keeps of releases that are under way: what ended is not read. Nothing of a
 * restricted release is told, and a release counts for the teams that owned its components when it was created, as in all figures.
 */
function waiting({ team, template, role, gate }: WaitingFilter, nowMs: number): Prisma.Sql {
  return Prisma.sql`
    SELECT r.slug, r.title, w.role, t.key || '/' || w.gate AS gate, w.requirement, w.since, w."pausedSince",
      GREATEST(0, COALESCE(w."pausedSince", ${nowMs}::bigint) - w."countsFrom") AS waited
    FROM release_projections p JOIN releases r ON r.id = p.release_id JOIN template_versions t ON t.id = r.template_version_id
    CROSS JOIN jsonb_to_recordset(p.waits) AS w (gate text, requirement text, role text, since bigint, "countsFrom" bigint, "pausedSince" bigint)
    WHERE p.state = 'active' AND NOT r.restricted AND (${template}::text IS NULL OR t.key = ${template})
      AND (${role ?? null}::text IS NULL OR w.role = ${role ?? null}) AND (${gate ?? null}::text IS NULL OR t.key || '/' || w.gate = ${gate ?? null})
      AND (${team}::text IS NULL OR EXISTS (SELECT FROM release_components rc JOIN component_versions v ON v.component_id = rc.component_id
        JOIN teams o ON o.id = v.owner_team_id WHERE rc.release_id = r.id AND o.key = ${team} AND v.valid_from <= r.created_at
          AND (v.valid_to IS NULL OR v.valid_to > r.created_at)))`;
}

/** How many wait, by role, by gate, by both, and altogether, and how long the longest has. */
export async function waitingFigures(db: Reader, filter: WaitingFilter, now: Date): Promise<WaitingFigure[]> {
  const rows = await readRows<WaitingFigure>(
    db,
    Prisma.sql`SELECT COALESCE(role, '') AS role, COALESCE(gate, '') AS gate, count(*)::int AS count, count("pausedSince")::int AS paused, max(waited)::float8 AS "longestMs"
      FROM (${waiting(filter, now.getTime())}) w GROUP BY GROUPING SETS ((), (role), (gate), (role, gate)) HAVING count(*) > 0 ORDER BY 1, 2`,
  );
  return rows.map((row) => ({ ...row, longestMs: roundedMs(row.longestMs) }));
}

/** Where a page ended: what was read at which time, so that what waits longer meanwhile keeps its place. */
const Position = z.tuple([z.int().min(0), z.int().min(0), z.string()]);

interface Row extends Omit<WaitingAnswer, "release"> {
  slug: string;
  title: string;
  place: string;
}

/** Each that waits, the longest first. */
export async function listWaiting(
  db: Reader,
  { filter, now, ...ask }: PageAsk & { filter: WaitingFilter; now: Date },
): Promise<Page<WaitingAnswer>> {
  const { take, after } = readPage(ask, Position);
  const asOf = after?.[0] ?? now.getTime();
  const rows = await readWaiting(db, { filter, asOf, take, after });
  return toPage({
    rows,
    take,
    item: answerOf,
    position: ({ waitedMs, place }) => [asOf, waitedMs, place],
  });
}

/** So many of them at most. */
export async function allWaiting(
  db: Reader,
  { filter, now }: { filter: WaitingFilter; now: Date },
  most: number,
): Promise<WaitingAnswer[]> {
  const rows = await readWaiting(db, { filter, asOf: now.getTime(), take: most, after: null });
  return rows.map(answerOf);
}

function readWaiting(
  db: Reader,
  {
    filter,
    asOf,
    take,
    after,
  }: { filter: WaitingFilter; asOf: number; take: number; after: z.output<typeof Position> | null },
): Promise<Row[]> {
  const beyond =
    after === null
      ? Prisma.sql`TRUE`
      : Prisma.sql`(waited < ${after[1]}::bigint OR (waited = ${after[1]}::bigint AND place > ${after[2]}))`;
  return readRows<Row>(
    db,
    Prisma.sql`SELECT slug, title, role, gate, requirement, ${instant("since")} AS since, waited::float8 AS "waitedMs", ${instant('"pausedSince"')} AS "pausedSince", place
      FROM (SELECT *, concat_ws('/', slug, gate, requirement, role) AS place FROM (${waiting(filter, asOf)}) w) placed
      WHERE ${beyond} ORDER BY waited DESC, place LIMIT ${take}`,
  );
}

function answerOf({ slug, title, place: _, ...row }: Row): WaitingAnswer {
  return { release: { slug, title }, ...row };
}

/** Epoch ms as the API tells an instant. */
function instant(column: string): Prisma.Sql {
  return utc(`(timestamptz 'epoch' + ${column} * interval '1 ms')`);
}
