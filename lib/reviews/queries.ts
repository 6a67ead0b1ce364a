import { evaluatedReleases } from "@/lib/gates/evaluated";
import { stagesAhead } from "@/lib/gates/obligation-views";
import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { localTimeOf } from "@/lib/platform/recurrence";
import { holdsNow } from "@/lib/platform/ranges";
import { type Ability, toAbility } from "@/lib/policy/ability";
import { byEmail, isEnabled } from "@/lib/policy/can";
import { covers } from "@/lib/policy/holdings";
import { visibleTo } from "@/lib/policy/visible";
import { canOnRelease } from "@/lib/releases/authority";
import { championRole } from "@/lib/releases/model";
import { refusalByState } from "@/lib/releases/rules";
import { untriedCriteria } from "@/lib/metrics/tried-queries";
import { agendaOf, soonMs } from "./agenda";
import { draftMinutes } from "./minutes-draft";
import type { Occurrence } from "./model";
import { occurrencesOf, reviewName } from "./occurrences";
import { coversRelease, planColumns } from "./plan-rows";
import {
  coveredReleases,
  holds,
  isRecorded,
  loadReview,
  type LoadedReview,
  mostReleases,
  readPlan,
  releasesInFlight,
  seesReview,
  stateOfReview,
} from "./review-queries";
import { authorsOfReviews } from "./reviewed";
import { mayMoveReview, mayRecordReview, whyNotBegun } from "./rules";
import type { ReviewAnswer, ReviewDetail } from "./schemas";

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

function toAnswer(
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

/** A review with its agenda, as its page and the API show it, and what the reader may do. */
export interface ReviewView {
  detail: ReviewDetail;
  mayMove: Ability;
  mayRecord: Ability;
  /** By slug of a release on the agenda. */
  mayConclude: Record<string, Ability>;
  /** Stages that lie ahead, by slug, in order. */
  stagesAhead: Record<string, { key: string; title: string }[]>;
  /** Who could take over a condition, by slug: holders of roles on the release. */
  owners: Record<string, { name: string; email: string }[]>;
  /** Who is expected: whoever called it, champions, those invited. */
  expected: { name: string; email: string }[];
}

interface Recorded {
  attendance: ReviewDetail["attendance"];
  minutes: ReviewDetail["minutes"];
  invited: ReviewDetail["invited"]["people"];
  /** In flight and covered. */
  releases: { slug: string; title: string }[];
  /** Slugs of those that it names, in flight or not. */
  named: string[];
  /** Ids of those to speak about: under way, ended with something left to be done, or concluded in it. */
  onAgenda: string[];
}

/** A review by its name; what the actor may not see is not found. */
export async function getReview(
  db: Reader,
  { review, actor, now }: { review: string; actor: Actor; now: Date },
): Promise<ReviewView> {
  const loaded = await loadReview(db, { review, actor });
  const recorded = await readRecorded(db, loaded, { actor, now });
  const onAgenda = recorded.onAgenda.slice(0, mostReleases);
  const evaluated = await evaluatedReleases(db, {
    where: Prisma.sql`r.id = ANY(${onAgenda}::uuid[])`,
    actor,
    now,
  });
  const inOrder = onAgenda.flatMap(
    (id) => evaluated.find((each) => each.loaded.authority.release.id === id) ?? [],
  );
  const untried = await untriedCriteria(db, onAgenda);
  const spokenOn = (each: Evaluated) =>
    agendaOf(each, { review, now, untried: untried.get(each.loaded.authority.release.id) ?? [] });
  const agenda = inOrder.map(spokenOn);
  const { series, occurrence, who } = loaded;
  const isOpenlyNamed = onlyRelease(loaded);
  const spoken = inOrder
    .filter(
      ({ loaded: { authority } }) => !authority.release.restricted || authority.release.id === isOpenlyNamed,
    )
    .map(spokenOn);
  const when = localTimeOf(occurrence.start, occurrence.zone).replace("T", " at ");
  const { attendance, minutes } = recorded;
  const detail: ReviewDetail = {
    ...toAnswer(occurrence, loaded.plan.rule),
    state: stateOfReview(loaded),
    releases: recorded.releases,
    isInvited:
      actor.kind === "person" &&
      [who.calledBy, ...who.champions, ...who.invited].some(({ id }) => id === actor.id),
    calledBy: { name: who.calledBy.name, email: who.calledBy.email },
    covers: {
      templates: series.templates,
      components: series.components,
      teams: series.teams,
      releases: recorded.named,
    },
    invited: { roles: series.roles, people: recorded.invited },
    attendance,
    minutes,
    draft: draftMinutes({
      title: occurrence.title,
      when: `${when} (${occurrence.zone})`,
      attendance,
      agenda: spoken,
    }),
    agenda,
    isCut: recorded.onAgenda.length > mostReleases,
  };
  return { detail, ...abilitiesOf({ loaded, inOrder, actor, now }) };
}

type Evaluated = Awaited<ReturnType<typeof evaluatedReleases>>[number];

function abilitiesOf({
  loaded,
  inOrder,
  actor,
  now,
}: {
  loaded: LoadedReview;
  inOrder: readonly Evaluated[];
  actor: Actor;
  now: Date;
}): Omit<ReviewView, "detail"> {
  const { occurrence, who, isHeld } = loaded;
  const notBegun = whyNotBegun(occurrence, now.getTime());
  const unless = (why: string | null, ability: Ability): Ability =>
    why === null ? ability : { allowed: false, reason: why, whoMay: [] };
  const concluding = inOrder.map(({ loaded: gates }) => {
    const { authority } = gates;
    const refused = notBegun ?? refusalByState("stage.advance", authority.version)?.message ?? null;
    const verdict = canOnRelease(authority, actor, "review.conclude", { authors: authorsOfReviews(gates) });
    return [authority.release.slug, unless(refused, toAbility(verdict, actor))] as const;
  });
  const ahead = inOrder.map(
    ({ loaded: gates }) => [gates.authority.release.slug, stagesAhead(gates)] as const,
  );
  const owners = inOrder.map(({ loaded: { authority } }) => {
    const at = authority.now.getTime();
    const held = new Set(authority.holdings.flatMap((each) => (covers(each, at) ? [each.personId] : [])));
    const able = authority.people
      .filter((person) => held.has(person.id) && isEnabled(person, at))
      .sort(byEmail);
    return [authority.release.slug, able.map(({ name, email }) => ({ name, email }))] as const;
  });
  const expected = [who.calledBy, ...who.champions, ...who.invited].map(({ name, email }) => ({
    name,
    email,
  }));
  const mayMove = toAbility(mayMoveReview(who, actor), actor);
  return {
    owners: Object.fromEntries(owners),
    expected: [...new Map(expected.map((each) => [each.email, each])).values()],
    // Whoever may not learns of no more than that.
    mayMove: mayMove.allowed
      ? unless(isHeld ? "This review was held; what is recorded stays." : null, mayMove)
      : mayMove,
    mayRecord: unless(notBegun, toAbility(mayRecordReview(who, actor), actor)),
    mayConclude: Object.fromEntries(concluding),
    stagesAhead: Object.fromEntries(ahead),
  };
}

/** The one release that a review is about, which everybody who learns of the review sees. */
function onlyRelease({
  series: { templates, components, teams, releases },
  namesOne,
}: LoadedReview): string | null {
  const isWider = templates.length + components.length + teams.length > 0;
  return isWider || !namesOne ? null : (releases[0] ?? null);
}

/** Whether a release `r` has ended and left something to be done that is overdue or due soon; its conditions ended with it. */
function leftWork(now: Date): Prisma.Sql {
  const soon = new Date(now.getTime() + soonMs);
  return Prisma.sql`(v.state IN ('completed', 'rolled-back', 'cancelled') AND EXISTS (SELECT FROM obligations b WHERE b.release_id = r.id AND b.kind <> 'condition'
    AND b.due_at <= ${soon} AND NOT EXISTS (SELECT FROM obligation_closures e WHERE e.obligation_id = b.id)))`;
}

async function readRecorded(
  db: Reader,
  loaded: LoadedReview,
  { actor, now }: { actor: Actor; now: Date },
): Promise<Recorded> {
  const id = Prisma.sql`${loaded.reviewId}::uuid`;
  const named = (person: Prisma.Sql) =>
    Prisma.sql`(SELECT jsonb_build_object('name', p.name, 'email', p.email) FROM people p WHERE p.id = ${person})`;
  const all = (ids: Prisma.Sql) =>
    Prisma.sql`(SELECT COALESCE(jsonb_agg(jsonb_build_object('name', p.name, 'email', p.email) ORDER BY p.name, p.email), '[]') FROM people p WHERE p.id = ANY(${ids}))`;
  const rows = await readRows<Recorded>(
    db,
    Prisma.sql`
    SELECT
      (SELECT jsonb_build_object('people', ${all(Prisma.sql`a.people`)}, 'by', ${named(Prisma.sql`a.by`)}, 'at', a.at) FROM review_attendance a
        WHERE a.review_id = ${id} ORDER BY a."order" DESC LIMIT 1) AS attendance,
      (SELECT jsonb_build_object('version', m.version, 'text', m.text, 'by', ${named(Prisma.sql`m.by`)}, 'at', m.at) FROM review_minutes m
        WHERE m.review_id = ${id} ORDER BY m.version DESC LIMIT 1) AS minutes,
      ${all(Prisma.sql`s.people`)} AS invited,
      ${coveredReleases(actor)} AS releases,
      ARRAY(SELECT x.slug FROM releases x WHERE x.id = ANY(${loaded.series.releases}::uuid[]) ORDER BY x.slug) AS named,
      ARRAY(SELECT r.id::text FROM releases r JOIN release_versions v ON v.release_id = r.id AND ${holdsNow("v")} JOIN template_versions t ON t.id = r.template_version_id
        WHERE ${visibleTo(actor)} AND (((v.state = 'active' OR ${leftWork(now)}) AND ${coversRelease})
          OR r.id IN (SELECT o.release_id FROM review_outcomes o WHERE o.review_id = ${id}))
        ORDER BY v.state = 'active' DESC, v.target_date NULLS LAST, r.slug LIMIT ${mostReleases + 1}) AS "onAgenda"
    FROM review_series s WHERE s.id = ${loaded.series.id}::uuid`,
  );
  const row = rows[0];
  if (row === undefined) throw new Error("a series that was read is gone");
  const { attendance, minutes } = row;
  return {
    ...row,
    attendance: attendance === null ? null : { ...attendance, at: instant(attendance.at) },
    minutes: minutes === null ? null : { ...minutes, at: instant(minutes.at) },
  };
}

/** JSON of the database writes times with an offset. */
function instant(text: string): string {
  return new Date(text).toISOString();
}

/** Since when a person has a calendar address; null where they have none. */
export async function calendarAddressSince(db: Reader, personId: string): Promise<Date | null> {
  const found = await db.calendarAddress.findFirst({
    where: { personId, validTo: null },
    select: { validFrom: true },
  });
  return found?.validFrom ?? null;
}
