import type { Tx } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { spans } from "./blocks";
import type { Fact } from "./model";
import { roundedMs } from "./rounding";

/** Stands for all teams where tallies are kept by team. */
export const allTeams = "00000000-0000-0000-0000-000000000000";

/** Puts a release's facts in the place of those it had, and corrects the tallies by what differs: in the same statement, so that they agree. */
export async function replaceFacts(
  tx: Tx,
  {
    releaseId,
    template,
    teams,
    facts,
  }: { releaseId: string; template: string; teams: readonly string[]; facts: readonly Fact[] },
): Promise<void> {
  const rows = facts.map(({ measure, subject, detail, about, at, valueMs, isLate }) => ({
    measure,
    subject,
    detail,
    about,
    at: new Date(at).toISOString(),
    value: valueMs,
    rounded: valueMs === null ? -1 : roundedMs(valueMs),
    late: isLate,
  }));
  const keys = Prisma.sql`month, template_key, measure, subject, detail, rounded_ms, is_late, teams`;
  await tx.$executeRaw(Prisma.sql`
    WITH gone AS (DELETE FROM process_facts WHERE release_id = ${releaseId}::uuid RETURNING ${keys}),
    come AS (INSERT INTO process_facts (release_id, measure, subject, detail, about, at, month, value_ms, rounded_ms, is_late, template_key, teams)
      SELECT ${releaseId}::uuid, measure, subject, detail, about, at, date_trunc('month', at AT TIME ZONE 'UTC')::date, value, rounded, late,
        ${template}, ${teams}::uuid[]
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS f (measure text, subject text, detail text, about text, at timestamptz, value bigint, rounded bigint, late boolean) RETURNING ${keys}),
    differing AS (SELECT month, template_key, measure, subject, detail, rounded_ms, teams, sum(one)::int AS count, sum(CASE WHEN is_late THEN one ELSE 0 END)::int AS late
      FROM (SELECT -1 AS one, * FROM gone UNION ALL SELECT 1, * FROM come) x GROUP BY 1, 2, 3, 4, 5, 6, 7),
    changed AS (SELECT team, span, tally_block(month, span) AS month, template_key, measure, subject, detail, rounded_ms, sum(count)::int AS count, sum(late)::int AS late
      FROM differing CROSS JOIN unnest(teams || ${allTeams}::uuid) team CROSS JOIN unnest(${[...spans]}::int[]) span WHERE count <> 0 OR late <> 0
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8)
    INSERT INTO process_tallies AS t (team_id, span, month, template_key, measure, subject, detail, rounded_ms, count, late)
    SELECT team, span, month, template_key, measure, subject, detail, rounded_ms, count, late FROM changed WHERE count <> 0 OR late <> 0
    ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
    ON CONFLICT (team_id, span, month, measure, template_key, subject, detail, rounded_ms)
    DO UPDATE SET count = t.count + excluded.count, late = t.late + excluded.late`);
}
