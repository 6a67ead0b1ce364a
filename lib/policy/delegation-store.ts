import type { Reader, Tx } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";

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
