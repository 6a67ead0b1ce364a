import type { Reader, Tx } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { disabledAt, ms } from "@/lib/releases/authority";
import type { DelegationFact, PersonFact, QuorumQuestion } from "./model";
import type { PendingState } from "./pending-schemas";
import type { Approval } from "./quorum";
import { seenBy } from "./visible";

export interface OpenPending {
  id: string;
  decision: string;
  command: string;
  input: unknown;
  releaseId: string | null;
  subjectDigest: string;
  expiresAt: Date;
}

const columns = Prisma.sql`id, decision, command, input, release_id AS "releaseId", subject_digest AS "subjectDigest", expires_at AS "expiresAt"`;

/** The open decision about a subject, locked: whoever approves it next waits. */
export async function lockOpen(tx: Tx, subjectDigest: string): Promise<OpenPending | null> {
  const rows = await tx.$queryRaw<OpenPending[]>(Prisma.sql`
    SELECT ${columns} FROM pending_decisions WHERE subject_digest = ${subjectDigest} AND valid_to IS NULL FOR UPDATE`);
  return rows[0] ?? null;
}

/** By id, locked; null where it is none or has ended. */
export async function lockOpenById(tx: Tx, id: string): Promise<OpenPending | null> {
  const rows = await tx.$queryRaw<OpenPending[]>(Prisma.sql`
    SELECT ${columns} FROM pending_decisions WHERE id = ${id}::uuid AND valid_to IS NULL FOR UPDATE`);
  return rows[0] ?? null;
}

/** The last word for each person, where it approves. */
export async function lastApprovals(db: Reader, pendingDecision: string): Promise<Approval[]> {
  const rows = await db.$queryRaw<(Approval & { delegate: Approval["delegate"] | null })[]>(Prisma.sql`
    SELECT person_id AS "personId", role,
      CASE WHEN actor_id <> person_id THEN jsonb_build_object('id', actor_id, 'at', ${ms("at")}) END AS delegate FROM (
      SELECT DISTINCT ON (person_id) person_id, actor_id, role, vote, at, "order" FROM pending_votes
      WHERE pending_decision_id = ${pendingDecision}::uuid ORDER BY person_id, "order" DESC) last
    WHERE vote = 'approve' ORDER BY "order"`);
  return rows.map(({ delegate, ...approval }) => ({ ...approval, ...(delegate !== null && { delegate }) }));
}

/** A delegation with who got it, who need not hold any role. */
export type DelegationRow = DelegationFact & { delegate: PersonFact };

/** Delegations on the release `r` that did not end before a moment, as one column; of what is about no release none is. */
export function delegationsColumn(since: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT COALESCE(jsonb_agg(jsonb_build_object('id', g.id, 'role', g.role_key, 'principalId', g.principal_id, 'delegateId', g.delegate_id,
      'from', ${ms("g.valid_from")}, 'to', ${ms("LEAST(g.until, x.at)")}, 'ended', CASE WHEN x.at < g.until THEN 'revoked' ELSE 'time' END,
      'isHidden', NOT ${seenBy(Prisma.sql`g.delegate_id`)},
      'delegate', jsonb_build_object('id', o.id, 'email', o.email, 'name', o.name, 'disabledAt', ${disabledAt("o")})) ORDER BY g.valid_from, g.id), '[]')
    FROM delegations g JOIN people o ON o.id = g.delegate_id LEFT JOIN delegation_revocations x ON x.delegation_id = g.id
    WHERE (g.release_id IS NULL OR g.release_id = r.id) AND LEAST(g.until, x.at) > ${since}
      AND g.role_key IN (SELECT a.role_key FROM role_assignments a WHERE a.release_id = r.id))`;
}

export async function loadDelegationsOn(
  db: Reader,
  { releaseId, since }: { releaseId: string | null; since: Date },
): Promise<DelegationRow[]> {
  if (releaseId === null) return [];
  const rows = await db.$queryRaw<{ all: DelegationRow[] }[]>(
    Prisma.sql`SELECT ${delegationsColumn(Prisma.sql`${since}`)} AS "all" FROM releases r WHERE r.id = ${releaseId}::uuid`,
  );
  return rows[0]?.all ?? [];
}

/** What is asked, with those who may speak for whom they hold a delegation of. */
export function withDelegations(
  question: QuorumQuestion,
  delegations: readonly DelegationRow[],
): QuorumQuestion {
  const delegates = delegations.map(({ delegate }) => delegate);
  const people = [...new Map([...delegates, ...question.people].map((each) => [each.id, each])).values()];
  return { ...question, people, delegations };
}

/** Whoever spoke first. */
export async function findProposer(db: Reader, pendingDecision: string): Promise<string> {
  const where = { pendingDecisionId: pendingDecision };
  return (await db.pendingVote.findFirstOrThrow({ where, orderBy: { order: "asc" } })).personId;
}

/** Keeps whom it waits for. */
export async function keepWaits(
  tx: Tx,
  { id, people }: { id: string; people: readonly string[] },
): Promise<void> {
  await tx.$executeRaw`DELETE FROM pending_waits WHERE pending_decision_id = ${id}::uuid AND person_id <> ALL(${[...people]}::uuid[])`;
  await tx.$executeRaw`
    INSERT INTO pending_waits (pending_decision_id, person_id) SELECT ${id}::uuid, unnest(${[...people]}::uuid[]) ON CONFLICT DO NOTHING`;
}

/** Ends it; once. */
export async function closePending(
  tx: Tx,
  { id, how, now }: { id: string; how: Exclude<PendingState, "open">; now: Date },
): Promise<void> {
  await keepWaits(tx, { id, people: [] });
  await tx.$executeRaw`
    UPDATE pending_decisions SET valid_to = GREATEST(valid_from, ${now}), ended = ${how} WHERE id = ${id}::uuid AND valid_to IS NULL`;
}

/** An open decision that runs out, with whom it waits for and the last level of a reminder that was reached. */
export interface Reminding {
  decision: string;
  releaseId: string | null;
  openedAt: Date;
  expiresAt: Date;
  waitsFor: string[];
  reached: number | null;
}

export async function findReminding(db: Reader, id: string): Promise<Reminding | null> {
  const rows = await db.$queryRaw<Reminding[]>(Prisma.sql`
    SELECT decision, release_id AS "releaseId", valid_from AS "openedAt", expires_at AS "expiresAt",
      ARRAY(SELECT w.person_id::text FROM pending_waits w WHERE w.pending_decision_id = d.id ORDER BY 1) AS "waitsFor",
      (SELECT max(m.step) FROM reminders m WHERE ${ofPending}) AS reached
    FROM pending_decisions d WHERE id = ${id}::uuid AND valid_to IS NULL`);
  return rows[0] ?? null;
}

const ofPending = Prisma.sql`m.kind = 'pending-decision' AND m.about = d.id::text AND m.deadline = d.expires_at`;

/** Those in their last day that nobody was reminded of yet, what runs out first before the others. */
export async function listUnreminded(
  db: Reader,
  { now, limit }: { now: Date; limit: number },
): Promise<{ id: string }[]> {
  return db.$queryRaw<{ id: string }[]>(Prisma.sql`
    SELECT d.id FROM pending_decisions d
    WHERE d.valid_to IS NULL AND d.expires_at > ${now} AND d.expires_at - LEAST(interval '1 day', (d.expires_at - d.valid_from) / 4) <= ${now}
      AND EXISTS (SELECT FROM pending_waits w WHERE w.pending_decision_id = d.id)
      AND NOT EXISTS (SELECT FROM reminders m WHERE ${ofPending})
    ORDER BY d.expires_at, d.id LIMIT ${limit}`);
}
