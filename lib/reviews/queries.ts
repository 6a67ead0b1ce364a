import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import { visibleTo } from "@/lib/policy/visible";
import { championRole } from "@/lib/releases/model";
import type { Occurrence } from "./model";
import { occurrencesOf, reviewName } from "./occurrences";
import { coversRelease, planColumns } from "./plan-rows";
import {
  coveredReleases,
  holds,
  isRecorded,
  readPlan,
  releasesInFlight,
  seesReview,
  stateOfReview,
} from "./review-queries";
import type { ReviewAnswer } from "./schemas";

/** More than this in one list is cut, and said. */
export const mostReviews = 1000;
const dayMs = 86_400_000;

interface Asked {
  actor: Actor;
  /** Epoch ms, half-open. */
  from: number;
  to: number;
  /** Only those that the caller has to do with. */
  mine: boolean;
  /** Only those that cover a release in flight of these. */
  about?: { template?: string | undefined; component?: string | undefined; team?: string | undefined };
}

interface SeriesRow {
  plan: string;
  releases: { slug: string; title: string }[];
  isInvited: boolean;
  /** Original starts of what something was recorded of, epoch ms. */
  held: number[];
}

/** Reviews of a time that the caller learns of, by their start; those cancelled too. One statement. */
export async function listReviews(
  db: Reader,
  asked: Asked,
): Promise<{ items: ReviewAnswer[]; sequences: number[]; isCut: boolean }> {
  const { from, to } = asked;
  const rows = await readRows<SeriesRow>(db, seriesStatement(asked));
  const found = rows
    .flatMap((row) => occurrencesIn(row, from, to))
    .sort((a, b) => a.occurrence.start - b.occurrence.start || (a.answer.id < b.answer.id ? -1 : 1));
  const shown = found.slice(0, mostReviews);
  return {
    items: shown.map(({ answer }) => answer),
    sequences: shown.map(({ occurrence }) => occurrence.sequence),
    isCut: found.length > mostReviews,
  };
}

function seriesStatement({ actor, from, to, mine, about = {} }: Asked): Prisma.Sql {
  const person = actor.kind === "person" ? Prisma.sql`${actor.id}::uuid` : Prisma.sql`NULL::uuid`;
  // What is moved stays within a year of where it was.
  const [earliest, latest] = [localDay(from - 367 * dayMs), localDay(to + 367 * dayMs)];
  return Prisma.sql`
    WITH own AS MATERIALIZED (SELECT r.id, t.key AS template, a.role_key FROM role_assignments a JOIN ${releasesInFlight} ON r.id = a.release_id
      WHERE ${holdsNow("a")} AND ${holds(person)}),
    known AS (SELECT s.*, (s.created_by = ${person} OR s.people @> ARRAY[${person}] OR EXISTS (
        SELECT FROM own r CROSS JOIN LATERAL (SELECT r.template AS key) t
        WHERE (r.role_key = ${championRole} OR r.role_key = ANY(s.roles)) AND ${coversRelease})) IS TRUE AS invited
      FROM review_series s WHERE (s.rule IS NOT NULL OR s.start BETWEEN ${earliest} AND ${latest}) AND ${seesReview(actor)})
    SELECT ${planColumns}::text AS plan, s.invited AS "isInvited",
      ${coveredReleases(actor)} AS releases,
      (SELECT COALESCE(jsonb_agg((extract(epoch FROM w.original_start) * 1000)::bigint), '[]') FROM reviews w WHERE w.series_id = s.id
        AND ${isRecorded(actor)}) AS held
    FROM known s WHERE ${mine ? Prisma.sql`s.invited` : Prisma.sql`TRUE`} AND ${isAbout(about, actor)}`;
}

/** Whether `review_series s` covers a release in flight like that which the reader sees. */
function isAbout({ template, component, team }: NonNullable<Asked["about"]>, actor: Actor): Prisma.Sql {
  const all = [coversRelease, visibleTo(actor)];
  const parts = Prisma.sql`release_components rc JOIN components c ON c.id = rc.component_id JOIN component_versions cv ON cv.component_id = c.id AND ${holdsNow("cv")}
    JOIN teams g ON g.id = cv.owner_team_id WHERE rc.release_id = r.id`;
  if (template !== undefined) all.push(Prisma.sql`t.key = ${template}`);
  if (component !== undefined) all.push(Prisma.sql`EXISTS (SELECT FROM ${parts} AND c.key = ${component})`);
  if (team !== undefined) all.push(Prisma.sql`EXISTS (SELECT FROM ${parts} AND g.key = ${team})`);
  if (all.length === 2) return Prisma.sql`TRUE`;
  return Prisma.sql`EXISTS (SELECT FROM ${releasesInFlight} WHERE ${Prisma.join(all, " AND ")})`;
}

function occurrencesIn(
  { plan: text, held, ...rest }: SeriesRow,
  from: number,
  to: number,
): { occurrence: Occurrence; answer: ReviewAnswer }[] {
  const plan = readPlan(text);
  return occurrencesOf(plan, from, to).map((occurrence) => {
    const state = stateOfReview({ occurrence, isSeenHeld: held.includes(occurrence.original) });
    return { occurrence, answer: { ...toAnswer(occurrence, plan.rule), ...rest, state } };
  });
}

export function toAnswer(
  occurrence: Occurrence,
  rule: string | null,
): Omit<ReviewAnswer, "state" | "releases" | "isInvited"> {
  const { series, title, zone, start, end, original } = occurrence;
  return {
    id: reviewName(occurrence),
    series,
    title,
    start: new Date(start).toISOString(),
    end: new Date(end).toISOString(),
    zone,
    rule,
    originalStart: new Date(original).toISOString(),
  };
}

function localDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Since when a person has a calendar address; null where they have none. */
export async function calendarAddressSince(db: Reader, personId: string): Promise<Date | null> {
  const found = await db.calendarAddress.findFirst({
    where: { personId, validTo: null },
    select: { validFrom: true },
  });
  return found?.validFrom ?? null;
}
