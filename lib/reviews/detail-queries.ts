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
import { refusalByState } from "@/lib/releases/rules";
import { untriedCriteria } from "@/lib/metrics/tried-queries";
import { agendaOf, soonMs } from "./agenda";
import { draftMinutes } from "./minutes-draft";
import { readNotes } from "./note-queries";
import { coversRelease } from "./plan-rows";
import {
  coveredReleases,
  loadReview,
  type LoadedReview,
  mostReleases,
  stateOfReview,
} from "./review-queries";
import { authorsOfReviews } from "./reviewed";
import { mayMoveReview, mayRecordReview, whyNotBegun } from "./rules";
import type { ReviewDetail } from "./schemas";
import { readTimes } from "./time-queries";
import { toAnswer } from "./queries";

/** A review with its agenda, as its page and the API show it, and what the reader may do. */
export interface ReviewView {
  detail: ReviewDetail;
  mayMove: Ability;
  mayRecord: Ability;
  /** Items' times, which are planned before it begins as well. */
  mayPlan: Ability;
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
  const notes = await readNotes(db, { reviewId: loaded.reviewId, actor });
  const times = await readTimes(db, { reviewId: loaded.reviewId, actor });
  const openly = new Set(spoken.map(({ release }) => release.slug));
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
      notes: notes.filter(({ release }) => release === null || openly.has(release)),
    }),
    notes,
    times,
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
  const mayPlan = toAbility(mayRecordReview(who, actor), actor);
  return {
    owners: Object.fromEntries(owners),
    expected: [...new Map(expected.map((each) => [each.email, each])).values()],
    // Whoever may not learns of no more than that.
    mayMove: mayMove.allowed
      ? unless(isHeld ? "This review was held; what is recorded stays." : null, mayMove)
      : mayMove,
    mayRecord: unless(notBegun, mayPlan),
    mayPlan: unless(occurrence.isCancelled ? notBegun : null, mayPlan),
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
