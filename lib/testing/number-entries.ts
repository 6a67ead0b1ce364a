import { sequence } from "@/lib/audit/sequencer";
import type { Db } from "@/lib/platform/db";
import { eventually } from "./interleave";

/**
 * Gives every entry its number. Numbers are given below the oldest transaction of the whole server, and other tests'
 * transactions run on it too: one pass may not get to the end.
 */
export async function numberEntries(db: Db): Promise<void> {
  const waiting =
    "SELECT FROM ledger_entries e WHERE NOT EXISTS (SELECT FROM ledger_sequence s WHERE s.entry_id = e.id) LIMIT 1";
  await eventually(async () => {
    await sequence(db, { everything: true });
    return (await db.pool.query(waiting)).rowCount === 0;
  });
}
