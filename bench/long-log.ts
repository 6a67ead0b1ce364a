import type pg from "pg";

/** Leaves of one statement. */
const atOnce = 50_000;
/** Between two entries: a million are of three years. */
const everyMs = 90_000;

/**
 * Makes a numbered log of few entries a long one, by statements: its own entries about releases again and again, with ids, times and
 * commitments of their own, all that is derived of them, and the tree. As whoever rules the database; what the triggers would do row
 * by row is done at once.
 */
export async function lengthenLog(pool: pg.Pool, size: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("SET session_replication_role = replica");
    await client.query("SET synchronous_commit = off");
    await client.query("SET work_mem = '256MB'");
    await client.query(samples);
    const { rows } = await client.query<{ last: string }>("SELECT max(seq) AS last FROM ledger_sequence");
    const last = Number(rows[0]?.last);
    for (let from = last + 1; from <= size; from += atOnce)
      await client.query(appended, [from, Math.min(size, from + atOnce - 1), from - last - 1, everyMs]);
    // As the migration does that made these tables.
    await client.query(
      `INSERT INTO derived.entries SELECT f.seq, f.entry_id, f.type, f.at,
         GREATEST(max(f.at) OVER (ORDER BY f.seq), (SELECT max(high) FROM derived.entries)), f.actor_id, f.release_id, f.decision, f.role,
         f.rule, f.gate, f.stage FROM derived.facts f WHERE f.seq > $1`,
      [last],
    );
    await client.query(
      "INSERT INTO derived.grants SELECT g, f.seq FROM derived.facts f, unnest(f.grants) g WHERE f.seq > $1",
      [last],
    );
    await growTree(client);
    await client.query("RESET session_replication_role");
    await client.query(
      "VACUUM ANALYZE ledger_entries, ledger_sequence, ledger_openings, ledger_nodes, derived.entries, derived.grants",
    );
  } finally {
    client.release(true);
  }
}

/** Entries by people about releases, with what they committed their name to. */
const samples = `
  CREATE TEMP TABLE samples AS
  SELECT (row_number() OVER (ORDER BY e.ordinal)) - 1 AS sample, e.id, e.at, e.type, e.actor_kind, e.actor_id, e.release_id, e.request_id,
    convert_from(e.bytes, 'UTF8') AS text, convert_from(e.bytes, 'UTF8')::json #>> '{commitments,actor}' AS commitment, o.value AS actor
  FROM ledger_entries e JOIN ledger_openings o ON o.entry_id = e.id AND o.path = 'actor'
  WHERE e.release_id IS NOT NULL`;

const appended = `
  WITH made AS MATERIALIZED (
    SELECT n, x.*, ('01936f3e-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS own, sha256(int8send(n)) AS salt,
      (SELECT max(at) FROM samples) + (n - $1 + 1 + $3) * $4 * interval '1 millisecond' AS own_at
    FROM generate_series($1::bigint, $2::bigint) n JOIN samples x ON x.sample = n % (SELECT count(*) FROM samples)),
  written AS MATERIALIZED (
    SELECT m.*, convert_to(replace(replace(replace(replace(m.text, m.id::text, m.own::text), m.request_id, m.own::text),
        m.commitment, 'sha256:' || encode(sha256(m.salt || convert_to(m.actor, 'UTF8')), 'hex')),
      to_char(m.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), to_char(m.own_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
      'UTF8') AS bytes FROM made m),
  entries AS (
    INSERT INTO ledger_entries (id, at, type, actor_kind, actor_id, release_id, request_id, bytes, digest)
    SELECT own, own_at, type, actor_kind, actor_id, release_id, own::text, bytes, 'sha256:' || encode(sha256(bytes), 'hex')
    FROM written ORDER BY n),
  openings AS (
    INSERT INTO ledger_openings (id, entry_id, path, person_id, salt, value) SELECT own, own, 'actor', actor_id, salt, actor FROM written)
  INSERT INTO ledger_sequence (seq, entry_id) SELECT n, own FROM written ORDER BY n`;

/** Level upon level: what a level lacks is joined from the one below it. */
async function growTree(client: pg.PoolClient): Promise<void> {
  await client.query(
    `INSERT INTO ledger_nodes (level, index, hash)
     SELECT 0, s.seq - 1, sha256('\\x00'::bytea || e.bytes) FROM ledger_sequence s JOIN ledger_entries e ON e.id = s.entry_id
     WHERE s.seq > (SELECT max(index) + 1 FROM ledger_nodes WHERE level = 0) ORDER BY s.seq`,
  );
  for (let level = 1; ; level += 1) {
    const { rowCount } = await client.query(
      `INSERT INTO ledger_nodes (level, index, hash)
       SELECT l.level + 1, l.index / 2, sha256('\\x01'::bytea || l.hash || r.hash)
       FROM ledger_nodes l JOIN ledger_nodes r ON r.level = l.level AND r.index = l.index + 1
       WHERE l.level = $1 - 1 AND l.index % 2 = 0 AND l.index / 2 > (SELECT COALESCE(max(index), -1) FROM ledger_nodes WHERE level = $1)
       ORDER BY l.index`,
      [level],
    );
    if (rowCount === 0) return;
  }
}

/** Checkpoints as many as a log is signed in its years, one over every ten entries; as long as real ones, and verified by nobody. */
export async function addCheckpoints(pool: pg.Pool): Promise<void> {
  await pool.query(`
    INSERT INTO ledger_checkpoints (size, key_id, at, root, note)
    SELECT n, c.key_id, c.at - (c.size - n) * interval '9 seconds', sha256(int8send(n)), replace(c.note, E'\\n' || c.size || E'\\n', E'\\n' || n || E'\\n')
    FROM (SELECT * FROM ledger_checkpoints ORDER BY size DESC LIMIT 1) c, generate_series(10, c.size - 1, 10) n
    ON CONFLICT DO NOTHING`);
  await pool.query("VACUUM ANALYZE ledger_checkpoints");
}
