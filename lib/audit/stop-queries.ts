import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { visibleTo } from "@/lib/policy/visible";

/** The moments at which something of a release was recorded, in order, each once; epoch ms. */
export async function listStops(
  db: Reader,
  { release, actor }: { release: string; actor: Actor },
): Promise<number[]> {
  const rows = await readRows<{ at: Date }>(
    db,
    Prisma.sql`SELECT DISTINCT e.at FROM ledger_entries e JOIN ledger_sequence s ON s.entry_id = e.id JOIN releases r ON r.id = e.release_id
      WHERE r.slug = ${release} AND ${visibleTo(actor)} ORDER BY e.at`,
  );
  return rows.map(({ at }) => at.getTime());
}
