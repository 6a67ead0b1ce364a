import type pg from "pg";
import type { Reader } from "@/lib/platform/db";

interface Plan {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: Plan[];
}

/** The plans by which the statements of a read were run; it reads nothing by them. */
export async function plansOf(pool: pg.Pool, read: (db: Reader) => Promise<unknown>): Promise<Plan[]> {
  const plans: Plan[] = [];
  const explaining = {
    $queryRaw: async ({ text, values }: { text: string; values: unknown[] }) => {
      const { rows } = await pool.query<{ "QUERY PLAN": { Plan: Plan }[] }>(
        `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
        values,
      );
      const plan = rows[0]?.["QUERY PLAN"][0]?.Plan;
      if (plan !== undefined) plans.push(plan);
      return [];
    },
  };
  await read(explaining as unknown as Reader);
  return plans;
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** Rows that were read of some tables, kept or not; and which of them were read whole. */
export function readIn(
  plans: readonly Plan[],
  tables: readonly string[],
): { rows: number; whole: string[]; byTable: Record<string, number> } {
  const scans = plans.flatMap(nodesOf).filter((node) => tables.includes(node["Relation Name"] ?? ""));
  const byTable: Record<string, number> = {};
  for (const node of scans) {
    const table = node["Relation Name"] ?? "";
    const removed = (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
    byTable[table] = (byTable[table] ?? 0) + (node["Actual Rows"] + removed) * node["Actual Loops"];
  }
  return {
    rows: Object.values(byTable).reduce((sum, each) => sum + each, 0),
    whole: scans.flatMap((node) => (node["Node Type"] === "Seq Scan" ? [node["Relation Name"] ?? ""] : [])),
    byTable,
  };
}
