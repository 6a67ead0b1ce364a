import type { Actor, PersonActor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { isEnding } from "./delegation-store";
import type { Party } from "./model";
import type { PendingState, PendingVoteKind } from "./pending-schemas";
import { type DelegationRow, delegationsColumn } from "./pending-store";
import { visibleTo } from "./visible";

export interface PendingRow {
  id: string;
  decision: string;
  command: string;
  input: unknown;
  release: { slug: string; title: string } | null;
  subjectDigest: string;
  openedAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
  ended: Exclude<PendingState, "open"> | null;
  votes: {
    vote: PendingVoteKind;
    role: string | null;
    reason: string | null;
    /** Who said it. */
    person: { id: string; name: string; email: string };
    /** For whom, as their delegate; null: for themselves. */
    onBehalfOf: { id: string; name: string; email: string } | null;
    at: string;
  }[];
  /** On its release, of those that ran since it was proposed. */
  delegations: DelegationRow[];
  /** Ids of people. */
  waitsFor: string[];
  /** The last time that they were reminded of it, in epoch ms. */
  reminded: { level: string; at: number } | null;
}

const columns = Prisma.sql`d.id, d.decision, d.command, d.input, d.subject_digest AS "subjectDigest", d.valid_from AS "openedAt",
  d.expires_at AS "expiresAt", d.valid_to AS "endedAt", d.ended,
  CASE WHEN r.id IS NOT NULL THEN jsonb_build_object('slug', r.slug, 'title', r.title) END AS release,
  (SELECT COALESCE(jsonb_agg(jsonb_build_object('vote', v.vote, 'role', v.role, 'reason', v.reason, 'at', v.at,
      'person', jsonb_build_object('id', p.id, 'name', p.name, 'email', p.email),
      'onBehalfOf', CASE WHEN q.id <> p.id THEN jsonb_build_object('id', q.id, 'name', q.name, 'email', q.email) END) ORDER BY v."order"), '[]')
    FROM pending_votes v JOIN people p ON p.id = v.actor_id JOIN people q ON q.id = v.person_id WHERE v.pending_decision_id = d.id) AS votes,
  ${delegationsColumn(Prisma.sql`d.valid_from`)} AS delegations,
  ARRAY(SELECT w.person_id::text FROM pending_waits w WHERE w.pending_decision_id = d.id ORDER BY 1) AS "waitsFor",
  (SELECT jsonb_build_object('level', m.level, 'at', (extract(epoch FROM m.reached_at) * 1000)::bigint) FROM reminders m
    WHERE m.kind = 'pending-decision' AND m.about = d.id::text AND m.deadline = d.expires_at ORDER BY m.step DESC LIMIT 1) AS reminded`;

/** Who is concerned by a decision about no release: whoever voted on it, or whom it waits for. */
function mayRead(actor: Actor): Prisma.Sql {
  if (actor.kind === "system") return Prisma.sql`TRUE`;
  const concerned =
    actor.kind === "person"
      ? Prisma.sql`(EXISTS (SELECT FROM pending_votes v WHERE v.pending_decision_id = d.id AND ${actor.id}::uuid IN (v.person_id, v.actor_id))
          OR EXISTS (SELECT FROM pending_waits w WHERE w.pending_decision_id = d.id AND w.person_id = ${actor.id}::uuid))`
      : Prisma.sql`FALSE`;
  return Prisma.sql`CASE WHEN r.id IS NULL THEN ${concerned} ELSE ${visibleTo(actor)} END`;
}

const mostListed = 200;

function select(actor: Actor, where: Prisma.Sql, limit: number | null = mostListed): Prisma.Sql {
  return Prisma.sql`
    SELECT ${columns} FROM pending_decisions d LEFT JOIN releases r ON r.id = d.release_id
    WHERE ${where} AND ${mayRead(actor)} ORDER BY d.valid_from, d.id LIMIT ${limit}::int`;
}

function list(
  db: Reader,
  actor: Actor,
  where: Prisma.Sql,
  limit: number | null = mostListed,
): Promise<PendingRow[]> {
  return db.$queryRaw<PendingRow[]>(select(actor, where, limit));
}

/** One, whatever became of it; null where there is none that the caller may see. */
export async function findPending(
  db: Reader,
  { id, actor }: { id: string; actor: Actor },
): Promise<PendingRow | null> {
  return (await list(db, actor, Prisma.sql`d.id = ${id}::uuid`))[0] ?? null;
}

/** Of a release; those that wait for the caller, or that they proposed. */
export type PendingOf = { release: string } | "own" | "proposed";

/** Open ones, the longest wait first: all that wait for the caller, or those of a release. */
export function listOpenPending(
  db: Reader,
  { actor, of, now }: { actor: Actor; of: PendingOf | "all"; now: Date },
): Promise<PendingRow[]> {
  const open = isOpen(now);
  // Those beyond a limit would never be settled while the ones before them stay open.
  if (of === "all") return list(db, actor, Prisma.sql`d.valid_to IS NULL`, null);
  if (typeof of === "object") return list(db, actor, Prisma.sql`${open} AND r.slug = ${of.release}`);
  const own = actor.kind === "person" ? actor.id : null;
  if (of === "proposed")
    return list(
      db,
      actor,
      Prisma.sql`${open} AND ${own}::uuid = (
        SELECT v.person_id FROM pending_votes v WHERE v.pending_decision_id = d.id ORDER BY v."order" LIMIT 1)`,
    );
  return list(db, actor, waitsFor(own, now));
}

/** How many proposals wait for the reader. */
export function pendingWaiting(actor: PersonActor, now: Date): Prisma.Sql {
  return Prisma.sql`(SELECT count(*) FROM pending_decisions d LEFT JOIN releases r ON r.id = d.release_id
    WHERE ${waitsFor(actor.id, now)} AND ${mayRead(actor)})`;
}

/** A delegation that the reader gave or got, and that runs out within a day. */
export interface EndingDelegation {
  id: string;
  role: string;
  from: Named;
  to: Named;
  release: { slug: string; title: string } | null;
  /** Epoch ms. */
  until: number;
}

type Named = Pick<Party, "name" | "email">;

/** What somebody could mend of what is found about decision rights, as far as they see it. */
export interface MendableFindings {
  /** Where there are decisions that nobody can take, the longest first; release null: in the organisation. */
  impossible: {
    release: { slug: string; title: string } | null;
    count: number;
    /** Epoch ms. */
    since: number;
  }[];
  hangsOnOne: number;
}

/** What waits for somebody beside signatures, in one statement: proposals, the longest wait first, delegations that end, and findings. */
export async function listWaiting(
  db: Reader,
  { actor, now }: { actor: PersonActor; now: Date },
): Promise<{ proposals: PendingRow[] } & Beside> {
  const rows = await db.$queryRaw<(Beside & ({ id: null } | PendingRow))[]>(Prisma.sql`
    SELECT n.ending, n.findings, o.* FROM (SELECT ${endingOf(actor, now)} AS ending, ${mendableBy(actor)} AS findings) n LEFT JOIN (${select(actor, waitsFor(actor.id, now))}) o ON TRUE
    ORDER BY o."openedAt", o.id`);
  const [first] = rows;
  if (first === undefined) throw new Error("an aggregate without a row");
  const { ending, findings } = first;
  return { proposals: rows.filter((row) => row.id !== null), ending, findings };
}

interface Beside {
  ending: EndingDelegation[];
  findings: MendableFindings;
}

/** Kept by the worker for those who can mend it. */
function mendableBy(actor: PersonActor): Prisma.Sql {
  return Prisma.sql`(
    SELECT jsonb_build_object('hangsOnOne', COALESCE(sum(f.hangs_on_one), 0), 'impossible', COALESCE(jsonb_agg(jsonb_build_object(
        'release', CASE WHEN r.id IS NOT NULL THEN jsonb_build_object('slug', r.slug, 'title', r.title) END,
        'count', f.impossible, 'since', (extract(epoch FROM f.since) * 1000)::bigint) ORDER BY f.since, r.slug) FILTER (WHERE f.impossible > 0), '[]'))
    FROM rights_findings f LEFT JOIN releases r ON r.id = f.release_id
    WHERE f.person_id = ${actor.id}::uuid AND (r.id IS NULL OR ${visibleTo(actor)}))`;
}

function isOpen(now: Date): Prisma.Sql {
  return Prisma.sql`d.valid_to IS NULL AND d.expires_at > ${now}`;
}

function waitsFor(person: string | null, now: Date): Prisma.Sql {
  return Prisma.sql`${isOpen(now)} AND d.id IN (SELECT w.pending_decision_id FROM pending_waits w WHERE w.person_id = ${person}::uuid)`;
}

function endingOf(actor: PersonActor, now: Date): Prisma.Sql {
  const named = (p: string) =>
    Prisma.sql`(SELECT jsonb_build_object('name', p.name, 'email', p.email) FROM people p WHERE p.id = ${Prisma.raw(p)})`;
  return Prisma.sql`(
    SELECT COALESCE(jsonb_agg(jsonb_build_object('id', d.id, 'role', d.role_key, 'from', ${named("d.principal_id")}, 'to', ${named("d.delegate_id")},
      'release', CASE WHEN r.id IS NOT NULL THEN jsonb_build_object('slug', r.slug, 'title', r.title) END,
      'until', (extract(epoch FROM d.until) * 1000)::bigint) ORDER BY d.until, d.id), '[]')
    FROM delegations d LEFT JOIN releases r ON r.id = d.release_id
    WHERE ${actor.id}::uuid IN (d.principal_id, d.delegate_id) AND d.until > ${now} AND ${isEnding(now)} AND (r.id IS NULL OR ${visibleTo(actor)}))`;
}
