import type { Db } from "@/lib/platform/db";

/** Channel on which the sequencer says that the log grew; a hint only, readers also look by themselves. */
export const ledgerChannel = "countersign_ledger";

export interface Batch {
  /** Entries that got a number. */
  sequenced: number;
  /** The log's last number, 0 while it is empty. */
  last: number;
}

/**
 * Gives committed entries their numbers: gapless, in the order of their ordinals, which were drawn under the locks and so respect causality.
 * Only entries whose transaction is below the snapshot's xmin are taken: an entry with a lower ordinal can then no longer appear.
 * `everything` looks at the whole ledger: at start and after a lost connection, for a database restored into a cluster with lower xids.
 * Null: another sequencer is at work.
 */
export async function sequence(db: Db, { everything }: { everything: boolean }): Promise<Batch | null> {
  const client = await db.pool.connect();
  try {
    await client.query("BEGIN");
    const locked = await client.query<{ horizon: string; ahead: boolean }>(
      "SELECT horizon::text, horizon > pg_snapshot_xmax(pg_current_snapshot()) AS ahead FROM ledger_horizon WHERE id = 1 FOR UPDATE SKIP LOCKED",
    );
    const state = locked.rows[0];
    if (state === undefined) {
      await client.query("ROLLBACK");
      client.release();
      return null;
    }
    const inserted = await client.query<{ sequenced: string; last: string }>(
      everything || state.ahead ? takeEverything : takeFresh,
      everything || state.ahead ? [] : [state.horizon],
    );
    const sequenced = Number(inserted.rows[0]?.sequenced ?? 0);
    const last = Number(inserted.rows[0]?.last ?? 0);
    if (sequenced > 0) await client.query("SELECT pg_notify($1, $2)", [ledgerChannel, String(last)]);
    await client.query("COMMIT");
    client.release();
    return { sequenced, last };
  } catch (error) {
    // The connection's state is unknown: it is not put back into the pool.
    client.release(true);
    throw error;
  }
}

function take(condition: string): string {
  return `
    WITH snap AS MATERIALIZED (SELECT pg_snapshot_xmin(s) AS xmin, pg_snapshot_xmax(s) AS xmax FROM pg_current_snapshot() AS s),
    head AS MATERIALIZED (SELECT COALESCE(max(seq), 0) AS seq FROM ledger_sequence),
    fresh AS (
      SELECT e.id, row_number() OVER (ORDER BY e.ordinal) AS n FROM ledger_entries e, snap
      WHERE ${condition} AND NOT EXISTS (SELECT FROM ledger_sequence s WHERE s.entry_id = e.id)),
    numbered AS (INSERT INTO ledger_sequence (seq, entry_id) SELECT head.seq + fresh.n, fresh.id FROM fresh, head RETURNING seq),
    moved AS (UPDATE ledger_horizon SET horizon = snap.xmin FROM snap WHERE id = 1 AND horizon <> snap.xmin)
    SELECT (SELECT count(*) FROM numbered) AS sequenced, GREATEST((SELECT seq FROM head), (SELECT max(seq) FROM numbered)) AS last`;
}

const takeFresh = take("e.xid >= $1::xid8 AND e.xid < snap.xmin");
/** An xid at or above this cluster's xmax was written in another cluster: it is committed, or it would not be here. */
const takeEverything = take("(e.xid < snap.xmin OR e.xid >= snap.xmax)");
