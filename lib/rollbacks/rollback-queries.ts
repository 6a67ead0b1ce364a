import { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import { durationMs } from "@/lib/platform/durations";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { touchedBy } from "@/lib/catalogue/radius-queries";
import { criteriaStanding } from "@/lib/metrics/verdict-queries";
import { readRestored } from "@/lib/metrics/own-tracks";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { named, utc } from "./columns";
import { loadRelease } from "@/lib/releases/authority";
import { executorOf, hasTarget } from "./course";
import { firstSeenAt, momentsOf } from "./drill-store";
import { awaitedDecision, whoMayOnRollback } from "./escalation";
import { loadCourse } from "./load-course";
import { type LoadedRollback, loadRollback } from "./load-rollback";
import type { AttemptState, ExecutorType, RollbackState, StepState } from "./model";
import { phasesOf } from "./phases";
import { isIrreversible } from "./plan-warnings";
import type { ListedRollback, RollbackAnswer, StepAnswer } from "./rollback-answers";
import type { RollbackStep } from "./schemas";
import { isStuck, isTakeable, reportable } from "./step-rules";
import { primaryActOf } from "./rollback-view";
import { targetAnswer } from "./target-answer";
import { readTarget } from "./target-queries";
import { escalationOf } from "./telling-queries";
import { verifyWords } from "./verify-words";

interface Asked {
  actor: Actor;
  now: Date;
}

/** A rollback as everybody who sees its release reads it. */
export async function getRollback(db: Reader, asked: Asked & { id: string }): Promise<RollbackAnswer> {
  return answerOf(db, await loadRollback(db, asked), asked);
}

export async function answerOf(
  db: Reader,
  loaded: LoadedRollback,
  { actor, now }: Asked,
): Promise<RollbackAnswer> {
  const { rollback, authority } = loaded;
  const { id, plan, severity, drillId } = rollback;
  const { slug, title } = authority.release;
  const [course, rows, steps, seen, standing, criteria, drill, reversibleUntil, facts, touches] =
    await Promise.all([
      loadCourse(db, rollback, now),
      peopleIn(db, id),
      stepsOf(db, loaded),
      firstSeenAt(db, id),
      readRestored(db, id),
      criteriaStanding(db, { slug, actor, now }),
      drillId === null ? null : db.drill.findUnique({ where: { id: drillId } }),
      reversibleUntilOf(db, loaded),
      readTarget(db, { releaseId: rollback.releaseId, plan: plan.target, digests: rollback.target }),
      touchedBy(db, { keys: Object.keys(rollback.target), actor }),
    ]);
  const { level } = drill ?? { level: null };
  // While somebody carries a step out, nothing is asked of anybody.
  const waitsFor =
    primaryActOf({ state: rollback.state, steps }) === null ? null : awaitedDecision(rollback.state);
  const severityOf = plan.severities[severity];
  return {
    id,
    mode: rollback.mode,
    severity,
    state: rollback.state,
    reason: rollback.reason,
    proposedBy: rows.proposedBy,
    proposedAt: iso(rollback.proposedAt),
    endedAt: isoOrNull(rollback.endedAt),
    release: { slug, title },
    drill:
      drill === null
        ? null
        : { id: drill.id, level: level as NonNullable<RollbackAnswer["drill"]>["level"], state: drill.state },
    severityMeans: severityOf.means,
    onSilence: severityOf.onSilence,
    decideBy: iso(rollback.decideBy),
    decision:
      rollback.decision === null || rollback.decidedAt === null
        ? null
        : { how: rollback.decision, by: rows.decidedBy, at: iso(rollback.decidedAt) },
    endReason: rollback.endReason,
    level: rollback.level,
    escalateAt: isoOrNull(rollback.escalateAt),
    escalation: await escalationOf(db, loaded, course.escalation),
    waitsFor,
    awaited: waitsFor === null ? [] : whoMayOnRollback(authority, rollback, waitsFor),
    phases: phasesOf(
      momentsOf({ ...rollback, breachedAt: drill?.failsAt ?? rollback.breachedAt }, seen),
      plan,
    ).map(({ from, to, ...phase }) => ({ ...phase, from: isoOf(from), to: isoOf(to) })),
    planDigest: rollback.planDigest,
    target: Object.entries(rollback.target).map(([component, to]) => ({
      component,
      from: rollback.candidates[component] ?? null,
      to,
    })),
    touches,
    postMortem: rows.postMortem,
    verification: targetAnswer(facts, now),
    exposurePercent: plan.target.exposurePercent,
    flags: plan.target.flags,
    dataSnapshot: plan.target.dataSnapshot,
    reversibleUntil,
    irreversible: isIrreversible(plan),
    steps,
    stable: {
      for: plan.stable.for,
      since: rollback.executedAt === null ? null : isoOf(course.stableSince),
      criteria: plan.stable.criteria.map((key) => {
        const found = standing.find((each) => each.key === key);
        return {
          key,
          title: criteria.find((each) => each.key === key)?.title ?? null,
          verdict: found?.verdict ?? null,
          since: isoOf(found?.since ?? null),
        };
      }),
    },
    criteria,
    episodes: rows.episodes,
    updates: rows.updates,
    seenBy: rows.seenBy,
    runbook: plan.runbook ?? null,
    communication: plan.communication,
  };
}

type PeopleRow = Pick<RollbackAnswer, "proposedBy" | "episodes" | "updates" | "seenBy" | "postMortem"> & {
  decidedBy: { name: string; email: string } | null;
};

async function peopleIn(db: Reader, id: string): Promise<PeopleRow> {
  const [row] = await readRows<PeopleRow>(
    db,
    Prisma.sql`SELECT ${named("b.proposed_by")} AS "proposedBy", ${named("b.decided_by")} AS "decidedBy",
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', e.id, 'criterion', e.criterion_key, 'value', e.value, 'breachedAt', ${utc("e.breached_at")},
          'closure', e.closure) ORDER BY e.opened_at, e.id), '[]') FROM breach_episodes e WHERE e.rollback_id = b.id) AS episodes,
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', u.id, 'text', u.text, 'by', ${named("u.by")}, 'at', ${utc("u.at")}, 'isPublic', u.is_public) ORDER BY u.at, u.id), '[]')
        FROM rollback_updates u WHERE u.rollback_id = b.id) AS updates,
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('name', p.name, 'email', p.email, 'at', ${utc("s.at")}) ORDER BY s.at, p.email), '[]')
        FROM rollback_seen s JOIN people p ON p.id = s.person_id WHERE s.rollback_id = b.id) AS "seenBy",
      (SELECT jsonb_build_object('id', m.id, 'state', COALESCE((SELECT v.to FROM post_mortem_moves v WHERE v.post_mortem_id = m.id
          ORDER BY v.number DESC LIMIT 1), 'draft')) FROM post_mortems m
        WHERE (m.kind = 'rollback' AND m.event_id = b.id) OR (m.kind = 'drill' AND m.event_id = b.drill_id)) AS "postMortem"
      FROM rollbacks b WHERE b.id = ${id}::uuid`,
  );
  return (
    row ?? { proposedBy: null, decidedBy: null, episodes: [], updates: [], seenBy: [], postMortem: null }
  );
}

/** Pieces of what an attempt printed that an answer brings: the last ones. */
const shownOutput = 20;

interface AttemptRow {
  id: string;
  step: string;
  number: number;
  executor: ExecutorType;
  state: AttemptState;
  at: string;
  dueAt: string;
  askedBy: { name: string; email: string } | null;
  by: string | null;
  endedAt: string | null;
  outcome: string | null;
  exitCode: number | null;
  servingDigest: string | null;
  verification: "passed" | "failed" | null;
  verifiedNote: string | null;
  output: string;
}

async function stepsOf(db: Reader, { rollback }: LoadedRollback): Promise<StepAnswer[]> {
  const { id, plan, drillId } = rollback;
  const rows = await db.rollbackStep.findMany({ where: { rollbackId: id }, orderBy: { position: "asc" } });
  const attempts = await readRows<AttemptRow>(
    db,
    Prisma.sql`SELECT a.id, a.step_key AS step, a.number, a.executor, a.state, ${utc("a.at")} AS at, ${utc("a.due_at")} AS "dueAt",
      ${named("a.asked_by")} AS "askedBy",
      COALESCE((SELECT p.name FROM people p WHERE p.id = a.person_id), (SELECT m.title FROM machines m WHERE m.id = a.machine_id),
        CASE WHEN a.claimed_at IS NOT NULL THEN 'Countersign' END) AS by,
      ${utc("a.ended_at")} AS "endedAt", a.outcome, a.exit_code AS "exitCode", a.serving_digest AS "servingDigest", a.verification,
      a.verified_note AS "verifiedNote",
      COALESCE((SELECT string_agg(o.text, '' ORDER BY o.position) FROM (
        SELECT * FROM rollback_outputs o WHERE o.attempt_id = a.id ORDER BY o.position DESC LIMIT ${shownOutput}) o), '') AS output
      FROM rollback_attempts a WHERE a.rollback_id = ${id}::uuid ORDER BY a.number`,
  );
  const drill = drillId === null ? null : await db.drill.findUnique({ where: { id: drillId } });
  const isTabletop = drill?.level === "tabletop";
  return plan.steps.map((step, index) => {
    const row = rows.find(({ key }) => key === step.key);
    const state = (row?.state ?? "waiting") as StepState;
    const own = attempts.filter((each) => each.step === step.key);
    const {
      executor,
      state: at,
      verification,
    } = own.at(-1) ?? { executor: null, state: null, verification: null };
    const last = executor === null || at === null ? null : { executor, state: at, verification };
    return {
      ...stepWords(step, { isTabletop, asksDigest: hasTarget(rollback) && !isTabletop }),
      number: index + 1,
      state,
      startedAt: isoOrNull(row?.startedAt ?? null),
      endedAt: isoOrNull(row?.endedAt ?? null),
      ...standingOf(rollback.state, { step, state, last }),
      attempts: own.map(({ step: _, ...attempt }) => attempt),
    };
  });
}

function stepWords(
  step: RollbackStep,
  { isTabletop, asksDigest }: { isTabletop: boolean; asksDigest: boolean },
) {
  const { key, title, kind, group, needs, timeLimit, onFailure, reversible, forwardFix } = step;
  return {
    key,
    title: title ?? null,
    kind,
    group,
    needs,
    executor: executorOf(step, isTabletop),
    verify: verifyWords(step),
    timeLimit,
    onFailure,
    reversible,
    forwardFix: forwardFix ?? null,
    asksDigest: step.verify.from === "confirm" && asksDigest,
  };
}

function standingOf(
  rollback: RollbackState,
  {
    step,
    state,
    last,
  }: { step: RollbackStep; state: StepState; last: Parameters<typeof reportable>[0]["last"] },
) {
  const isUnderWay = rollback === "executing" || rollback === "failed";
  return {
    report: isUnderWay ? reportable({ rollback, step, state, last }) : null,
    canBeRetried: isStuck({ state, rollback }),
    canBeTakenOver: isTakeable({ state, rollback, last }),
  };
}

/** Counted from when the candidate was first exposed. */
async function reversibleUntilOf(db: Reader, { rollback }: LoadedRollback): Promise<string | null> {
  const { baselineWarmUntil } = rollback.plan;
  if (baselineWarmUntil === undefined) return null;
  const first = await db.exposureChange.findFirst({
    where: {
      releaseId: rollback.releaseId,
      kind: "confirmed",
      candidate: rollback.candidate,
      percent: { gt: 0 },
    },
    orderBy: { order: "asc" },
  });
  return first === null ? null : iso(new Date(first.at.getTime() + durationMs(baselineWarmUntil)));
}

type ListRow = ListedRollback & { order: number };

/** The rollbacks of a release, rehearsals among them, the latest first. */
export async function listRollbacks(
  db: Reader,
  { slug, actor, now, ...ask }: Asked & PageAsk & { slug: string },
): Promise<Page<ListedRollback>> {
  const { release } = await loadRelease(db, { slug, actor, now });
  const { take, after } = readPage(ask, z.number());
  const rows = await readRows<ListRow>(
    db,
    Prisma.sql`SELECT b.id, b.mode, b.severity, b.state, b.reason, ${named("b.proposed_by")} AS "proposedBy",
      ${utc("b.proposed_at")} AS "proposedAt", ${utc("b.ended_at")} AS "endedAt", b.order::int AS order
      FROM rollbacks b WHERE b.release_id = ${release.id}::uuid AND (${after ?? null}::bigint IS NULL OR b.order < ${after ?? 0}::bigint)
      ORDER BY b.order DESC LIMIT ${take}`,
  );
  return toPage({ rows, take, item: ({ order: _, ...row }) => row, position: ({ order }) => order });
}

function iso(at: Date): string {
  return at.toISOString();
}

function isoOrNull(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}

function isoOf(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}
