import type { Reader, Tx } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { longestDelegationMs } from "./delegation-schemas";

interface Ending {
  role: string;
  principalId: string;
  delegateId: string;
  releaseId: string | null;
  validFrom: Date;
  until: Date;
  /** Step of the last level at which both were told of its end; null: none. */
  reached: number | null;
}

const ofDelegation = Prisma.sql`m.kind = 'delegation' AND m.about = d.id::text AND m.deadline = d.until`;
const isRevoked = Prisma.sql`EXISTS (SELECT FROM delegation_revocations x WHERE x.delegation_id = d.id)`;

/** Within a day of its end, of a short one in its last quarter; it may have ended. */
export function isEnding(now: Date): Prisma.Sql {
  return Prisma.sql`d.until <= ${now}::timestamptz + interval '24 hours' AND d.until - LEAST(interval '24 hours', (d.until - d.valid_from) / 4) <= ${now}
    AND NOT ${isRevoked}`;
}

/** One that nobody ended. */
export async function findEnding(db: Reader, id: string): Promise<Ending | null> {
  const rows = await db.$queryRaw<Ending[]>(Prisma.sql`
    SELECT d.role_key AS role, d.principal_id AS "principalId", d.delegate_id AS "delegateId", d.release_id AS "releaseId",
      d.valid_from AS "validFrom", d.until, (SELECT max(m.step) FROM reminders m WHERE ${ofDelegation}) AS reached
    FROM delegations d WHERE d.id = ${id}::uuid AND NOT ${isRevoked}`);
  return rows[0] ?? null;
}

/** Those about whose end nobody was told, what ends first before the others; also where it has ended since, as long ago as one can last. */
export async function listUntold(
  db: Reader,
  { now, limit }: { now: Date; limit: number },
): Promise<{ id: string }[]> {
  return db.$queryRaw<{ id: string }[]>(Prisma.sql`
    SELECT d.id FROM delegations d
    WHERE ${isEnding(now)} AND d.until > ${new Date(now.getTime() - longestDelegationMs)}
      AND NOT EXISTS (SELECT FROM reminders m WHERE ${ofDelegation})
    ORDER BY d.until, d.id LIMIT ${limit}`);
}

interface Pair {
  role: string;
  principalId: string;
  delegateId: string;
  releaseId: string | null;
}

/** Until when a delegation that overlaps a time covers the same already; null: none does. */
export async function findOverlapping(
  db: Reader,
  { role, principalId, delegateId, releaseId, from, until }: Pair & { from: number; until: number },
): Promise<Date | null> {
  const rows = await db.$queryRaw<{ until: Date | null }[]>(Prisma.sql`
    SELECT max(d.until) AS until FROM delegations d
    WHERE d.role_key = ${role} AND d.principal_id = ${principalId}::uuid AND d.delegate_id = ${delegateId}::uuid
      AND (d.release_id IS NULL OR d.release_id = ${releaseId}::uuid)
      AND d.valid_from < ${new Date(until)} AND d.until > ${new Date(from)}
      AND NOT EXISTS (SELECT FROM delegation_revocations x WHERE x.delegation_id = d.id)`);
  return rows[0]?.until ?? null;
}

/** Ends what a person gave and got that has not run out: who is disabled signs for nobody, and nobody for them. */
export async function endDelegationsOf(tx: Tx, personId: string, now: Date): Promise<string[]> {
  const running = await tx.delegation.findMany({
    where: {
      OR: [{ principalId: personId }, { delegateId: personId }],
      until: { gt: now },
      revocation: null,
    },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  const ids = running.map(({ id }) => id);
  await tx.delegationRevocation.createMany({
    data: ids.map((delegationId) => ({ id: newId(), delegationId, at: now })),
  });
  return ids;
}
