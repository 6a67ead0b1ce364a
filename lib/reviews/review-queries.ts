import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import { rotasOf } from "@/lib/policy/rota-rows";
import { visibleTo } from "@/lib/policy/visible";
import { championRole } from "@/lib/releases/model";
import type { Occurrence, ReviewPlan, ReviewState } from "./model";
import { occurrenceAt, readReviewName } from "./occurrences";
import { coversRelease, planColumns, ReviewPlanRow } from "./plan-rows";
import type { ReviewPeople } from "./rules";

/** A series apart from its times. */
export interface SeriesRow {
  id: string;
  templates: string[];
  components: string[];
  teams: string[];
  /** Ids of those that the reader sees. */
  releases: string[];
  roles: string[];
  people: string[];
}

export interface LoadedReview {
  name: string;
  series: SeriesRow;
  plan: ReviewPlan;
  occurrence: Occurrence;
  /** Null while nothing was said about it. */
  reviewId: string | null;
  /** Something was recorded of it: who was there, what was said, how it ended. */
  isHeld: boolean;
  /** The same, as far as the reader sees it. */
  isSeenHeld: boolean;
  /** It names one release, whoever sees it. */
  namesOne: boolean;
  who: ReviewPeople;
}

interface Row {
  plan: string;
  series: SeriesRow;
  reviewId: string | null;
  isHeld: boolean;
  isSeenHeld: boolean;
  namesOne: boolean;
  who: ReviewPeople;
}

/** Whether a reader learns of `review_series s`: where it names releases alone, by seeing one of them. */
export function seesReview(actor: Actor): Prisma.Sql {
  return Prisma.sql`(cardinality(s.templates) + cardinality(s.components) + cardinality(s.teams) > 0
    OR EXISTS (SELECT FROM releases x WHERE x.id = ANY(s.releases) AND ${visibleTo(actor, "x")}))`;
}

/** More of one review are cut. */
export const mostReleases = 50;

/** Releases `r` in flight, with their version `v` and template `t`. */
export const releasesInFlight = Prisma.sql`releases r JOIN release_versions v ON v.release_id = r.id AND ${holdsNow("v")} AND v.state IN ('draft', 'active')
  JOIN template_versions t ON t.id = r.template_version_id`;

/** Whether a person holds role `a` of its release: assigned, by themselves or by team, and in the role's pool. */
export function holds(person: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(a.person_id = ${person} OR a.team_id IN (SELECT m.team_id FROM team_members m WHERE m.person_id = ${person} AND ${holdsNow("m")})
    OR a.rota_id IN (${rotasOf(person)}))
    AND EXISTS (SELECT FROM pool_entries e WHERE e.role_key = a.role_key AND ${holdsNow("e")} AND (e.person_id = ${person}
      OR e.team_id IN (SELECT m.team_id FROM team_members m WHERE m.person_id = ${person} AND ${holdsNow("m")})))`;
}

/** Whether something that a reader sees was recorded of `reviews w`: how it ended for a release is seen with that. */
export function isRecorded(actor: Actor): Prisma.Sql {
  return Prisma.sql`(EXISTS (SELECT FROM review_attendance x WHERE x.review_id = w.id) OR EXISTS (SELECT FROM review_minutes x WHERE x.review_id = w.id)
    OR EXISTS (SELECT FROM review_showings x WHERE x.review_id = w.id)
    OR EXISTS (SELECT FROM review_notes x LEFT JOIN releases y ON y.id = x.release_id WHERE x.review_id = w.id AND (x.release_id IS NULL OR ${visibleTo(actor, "y")}))
    OR EXISTS (SELECT FROM review_outcomes x JOIN releases y ON y.id = x.release_id WHERE x.review_id = w.id AND ${visibleTo(actor, "y")}))`;
}

/** Releases in flight that `review_series s` covers and the reader sees, so many, as JSON. */
export function coveredReleases(actor: Actor): Prisma.Sql {
  return Prisma.sql`(SELECT COALESCE(jsonb_agg(x ORDER BY x->>'title'), '[]') FROM (SELECT jsonb_build_object('slug', r.slug, 'title', r.title) AS x
    FROM ${releasesInFlight} WHERE ${coversRelease} AND ${visibleTo(actor)} ORDER BY r.title LIMIT ${mostReleases}) y)`;
}

const party = Prisma.sql`jsonb_build_object('id', p.id, 'email', p.email, 'name', p.name)`;
const enabled = Prisma.sql`EXISTS (SELECT FROM access_levels l WHERE l.person_id = p.id AND ${holdsNow("l")})`;

/** People who hold one of the roles on what the series covers and the reader sees. */
function holdersOn(actor: Actor, role: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`p.id IN (SELECT h.id FROM (
      SELECT COALESCE(a.person_id, m.person_id, o.person_id) AS id, a.role_key FROM ${releasesInFlight} JOIN role_assignments a ON a.release_id = r.id AND ${holdsNow("a")}
      LEFT JOIN team_members m ON m.team_id = a.team_id AND ${holdsNow("m")}
      LEFT JOIN (SELECT w.rota_id, unnest(w.people) AS person_id FROM rota_versions w WHERE ${holdsNow("w")}) o ON o.rota_id = a.rota_id WHERE ${role} AND ${coversRelease} AND ${visibleTo(actor)}) h
    WHERE EXISTS (SELECT FROM pool_entries e LEFT JOIN team_members n ON n.team_id = e.team_id AND ${holdsNow("n")}
      WHERE e.role_key = h.role_key AND ${holdsNow("e")} AND (e.person_id = h.id OR n.person_id = h.id)))`;
}

/** One occurrence by its name, with who may do what; what the actor may not see is not found. */
export async function loadReview(
  db: Reader,
  { review, actor }: { review: string; actor: Actor },
): Promise<LoadedReview> {
  const asked = readReviewName(review);
  if (asked === null) throw notFound("review");
  const original = new Date(asked.original);
  const rows = await readRows<Row>(
    db,
    Prisma.sql`
    SELECT ${planColumns}::text AS plan, w.id::text AS "reviewId", cardinality(s.releases) = 1 AS "namesOne",
      ${isRecorded({ kind: "system", job: "reviews" })} AS "isHeld", ${isRecorded(actor)} AS "isSeenHeld",
      jsonb_build_object('id', s.id, 'templates', s.templates, 'components', s.components, 'teams', s.teams, 'roles', s.roles, 'people', s.people,
        'releases', ARRAY(SELECT x.id FROM releases x WHERE x.id = ANY(s.releases) AND ${visibleTo(actor, "x")} ORDER BY x.id)) AS series,
      jsonb_build_object(
        'calledBy', (SELECT ${party} FROM people p WHERE p.id = s.created_by),
        'champions', (SELECT COALESCE(jsonb_agg(${party} ORDER BY p.email), '[]') FROM people p
          WHERE ${enabled} AND ${holdersOn(actor, Prisma.sql`a.role_key = ${championRole}`)}),
        'invited', (SELECT COALESCE(jsonb_agg(${party} ORDER BY p.email), '[]') FROM people p
          WHERE ${enabled} AND (p.id = ANY(s.people) OR ${holdersOn(actor, Prisma.sql`a.role_key = ANY(s.roles)`)})),
        'admins', (SELECT COALESCE(jsonb_agg(${party} ORDER BY p.email), '[]') FROM people p JOIN access_levels l ON l.person_id = p.id AND ${holdsNow("l")}
          WHERE l.level = 'admin')) AS who
    FROM review_series s LEFT JOIN reviews w ON w.series_id = s.id AND w.original_start = ${original}
    WHERE s.id = ${asked.series}::uuid AND ${seesReview(actor)}`,
  );
  const row = rows[0];
  if (row === undefined) throw notFound("review");
  const plan = readPlan(row.plan);
  const occurrence = occurrenceAt(plan, asked.original);
  if (occurrence === null) throw notFound("review");
  const { plan: _text, ...rest } = row;
  return { ...rest, name: review, plan, occurrence };
}

export function readPlan(text: string): ReviewPlan {
  return ReviewPlanRow.parse(JSON.parse(text));
}

/** As a reader sees it. */
export function stateOfReview({
  occurrence,
  isSeenHeld,
}: Pick<LoadedReview, "occurrence" | "isSeenHeld">): ReviewState {
  if (occurrence.isCancelled) return "cancelled";
  return isSeenHeld ? "held" : "scheduled";
}
