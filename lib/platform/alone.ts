import type { Db } from "./db";
import { lockFamily, one } from "./lock-numbers";

/**
 * Runs work at which nobody else on this database may be meanwhile; undefined: somebody is at it. The lock goes with its connection, so
 * whoever dies leaves none behind, whatever their clock says.
 */
export async function alone<T>(
  { pool }: Db,
  lock: keyof typeof one,
  work: () => Promise<T>,
): Promise<T | undefined> {
  const client = await pool.connect();
  let isSound = false;
  try {
    const { rows } = await client.query<{ isMine: boolean }>(
      'SELECT pg_try_advisory_lock($1, $2) AS "isMine"',
      [lockFamily, one[lock]],
    );
    if (rows[0]?.isMine !== true) {
      isSound = true;
      return undefined;
    }
    try {
      return await work();
    } finally {
      // A connection that cannot give it back is closed, which does.
      isSound = await client.query("SELECT pg_advisory_unlock($1, $2)", [lockFamily, one[lock]]).then(
        () => true,
        () => false,
      );
    }
  } finally {
    client.release(!isSound);
  }
}
