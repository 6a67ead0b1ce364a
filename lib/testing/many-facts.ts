import type pg from "pg";
import { spans } from "@/lib/insights/blocks";
import { roundedMs } from "@/lib/insights/rounding";
import { analyze } from "./analyze";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Every time that is drawn below. */
const times = [
  ...Array.from({ length: 9_001 }, (_, minutes) => minutes * minuteMs),
  ...Array.from({ length: 830 }, (_, hours) => hours * hourMs).filter((ms) => ms > 9_000 * minuteMs),
];

/**
 * Facts of every release that there is, spread over the last twelve months, with their tallies as the worker would have kept them, by
 * statements: for measuring what figures cost. Five stages of two gates, four roles on each, and what goes wrong now and then.
 */
export async function makeManyFacts(
  pool: pg.Pool,
  now: Date,
  /** Of one release in so many; of all of them unless told. */
  oneIn = 1,
): Promise<void> {
  await pool.query(
    `WITH r AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM releases),
      spread AS (SELECT id, n, $1::timestamptz - ((n * 7919) % 330) * interval '1 day' AS at, ('x' || substr(md5(id::text), 1, 7))::bit(28)::int AS chance FROM r WHERE n % $4 = 0),
      told AS (
        SELECT id, at, 'readiness' AS measure, '' AS subject, '' AS detail, (3600000::bigint * (20 + chance % 800)) AS ms FROM spread
        UNION ALL SELECT id, at, 'stage-readiness', 'sample/stage-' || s, '', 3600000::bigint * (4 + (chance / s) % 200) FROM spread, generate_series(1, 5) s
        UNION ALL SELECT id, at, 'wait', 'role-' || w, 'sample/gate-' || g, 600000::bigint * (1 + (chance / (w * g)) % 900) FROM spread, generate_series(1, 4) w, generate_series(1, 10) g
        UNION ALL SELECT id, at, 'approval', 'sample/gate-' || g, '', NULL FROM spread, generate_series(1, 10) g, generate_series(1, 3)
        UNION ALL SELECT id, at, 'gate-passed', 'sample/gate-' || g, '', NULL FROM spread, generate_series(1, 10) g
        UNION ALL SELECT id, at, 'stale-vote', 'sample/gate-' || (1 + n % 10), '', 3600000::bigint * (1 + chance % 90) FROM spread WHERE n % 3 = 0
        UNION ALL SELECT id, at, 'waiver', 'sample/gate-' || (1 + n % 10), 'reviewed', NULL FROM spread WHERE n % 9 = 0
        UNION ALL SELECT id, at, 'exposed', '', '', NULL FROM spread
        UNION ALL SELECT id, at, 'component-exposed', 'many-component-' || (n % 8), '', NULL FROM spread
        UNION ALL SELECT id, at, 'rollback', 'sev2', '', NULL FROM spread WHERE n % 12 = 0
        UNION ALL SELECT id, at, p, '', '', 60000::bigint * (1 + chance % 300) FROM spread, unnest(ARRAY['detect', 'decide', 'execute', 'recover']) p WHERE n % 12 = 0)
    INSERT INTO process_facts (release_id, measure, subject, detail, about, at, month, value_ms, rounded_ms, is_late, template_key, teams)
    SELECT id, measure, subject, detail, '', at, date_trunc('month', at AT TIME ZONE 'UTC')::date, told.ms, COALESCE(r.rounded, -1), false, 'sample', '{}'
    FROM told LEFT JOIN unnest($2::bigint[], $3::bigint[]) AS r (ms, rounded) ON r.ms = told.ms`,
    [now, times, times.map(roundedMs), oneIn],
  );
  await pool.query(
    `INSERT INTO process_tallies (team_id, span, month, template_key, measure, subject, detail, rounded_ms, count, late)
     SELECT '00000000-0000-0000-0000-000000000000', span, tally_block(month, span), template_key, measure, subject, detail, rounded_ms, count(*), 0
     FROM process_facts CROSS JOIN unnest($1::int[]) span GROUP BY 2, 3, 4, 5, 6, 7, 8`,
    [spans],
  );
  await pool.query("DELETE FROM process_marks");
  await analyze(pool, ["process_facts", "process_tallies"]);
}
