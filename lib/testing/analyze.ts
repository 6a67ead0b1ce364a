import type pg from "pg";

/**
 * Gathers what the planner knows of tables that were filled by statements, as autovacuum would in time. Only their owner may: the
 * application's role gets a warning, and plans stay guesses until autovacuum comes by.
 */
export async function analyze(pool: pg.Pool, tables: readonly string[] = []): Promise<void> {
  await pool.query(`BEGIN; SET LOCAL ROLE NONE; ANALYZE ${tables.join(", ")}; COMMIT`);
}
