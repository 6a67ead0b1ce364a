import type { FailureMode } from "@/lib/metrics/failure-modes";
import type { RunningInjection } from "@/lib/metrics/inject-drill-samples";
import { Criteria, type Criterion } from "@/lib/metrics/schemas";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { drillIntervalMs, samplesFrom } from "./drill-times";
import { RollbackPlan } from "./schemas";

interface Row {
  id: string;
  releaseId: string;
  failure: FailureMode;
  criterion: Criterion;
  startedAt: Date;
  failsAt: Date | null;
  mendedAt: Date | null;
  criteria: unknown;
  plan: unknown;
}

/**
 * What running drills make up: the failure that one criterion should find, and healthy samples for what else says that it is stable again.
 * They begin a window before the drill, so that what compares with before has something to compare with.
 */
export async function runningInjections(db: Reader): Promise<RunningInjection[]> {
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    SELECT d.id, d.release_id AS "releaseId", d.failure, d.criterion, d.started_at AS "startedAt", d.fails_at AS "failsAt", d.mended_at AS "mendedAt",
      (SELECT w.document FROM release_documents w WHERE w.release_id = d.release_id AND w.kind = 'criteria' AND w.valid_to IS NULL) AS criteria,
      (SELECT w.document FROM release_documents w WHERE w.release_id = d.release_id AND w.kind = 'rollback-plan' AND w.valid_to IS NULL) AS plan
    FROM drills d WHERE d.ended_at IS NULL AND d.failure IS NOT NULL ORDER BY d.order`);
  return rows.flatMap(injectionsOf);
}

function injectionsOf(row: Row): RunningInjection[] {
  const { id: drillId, releaseId, failure: mode, criterion, failsAt, mendedAt } = row;
  const startedAt = (each: Criterion) => samplesFrom(each, row.startedAt.getTime());
  const about = { drillId, releaseId, mode, intervalMs: drillIntervalMs };
  const failing: RunningInjection = {
    ...about,
    criterion,
    startedAt: startedAt(criterion),
    failsAt: failsAt?.getTime() ?? null,
    mendedAt: mendedAt?.getTime() ?? null,
  };
  const plan = row.plan === null ? null : RollbackPlan.parse(row.plan);
  const others = Criteria.parse(row.criteria ?? []).filter(
    ({ key, metric }) => plan?.stable.criteria.includes(key) === true && metric !== criterion.metric,
  );
  // One set of samples for each metric, whichever criteria read it.
  const byMetric = new Map(others.map((each) => [each.metric, each]));
  const healthy = [...byMetric.values()].map((each): RunningInjection => ({
    ...about,
    criterion: each,
    startedAt: startedAt(each),
    failsAt: null,
    mendedAt: null,
  }));
  return [failing, ...healthy];
}
