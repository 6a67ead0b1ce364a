import type { EntryDraft } from "@/lib/platform/ledger";
import type { Better, MetricKind } from "./model";
import type { PromqlSource } from "./promql-schemas";
import type { StepBatch } from "./steps-digest";

export function metricDeclared(
  id: string,
  metric: { name: string; unit: string; better: Better; kind: MetricKind; promql?: PromqlSource },
): EntryDraft {
  return { type: "metric.declared", version: 1, subjects: { metric: id }, payload: { ...metric } };
}

/** From an evaluation on a criterion stands so; null: a decision had it begin again. Epoch ms. */
export interface JudgedChange {
  at: number;
  verdict: string | null;
}

/** How a criterion came to stand otherwise, and the digest of its evaluations since the entry before. */
export function criterionJudged({
  releaseId,
  criterion,
  track,
  drillId,
  rollbackId,
  ...payload
}: {
  releaseId: string;
  criterion: string;
  track: string;
  drillId: string | null;
  rollbackId: string | null;
  criterionDigest: string;
  cohort: string;
  candidate: string;
  changes: readonly JudgedChange[];
  steps: StepBatch | null;
}): EntryDraft {
  return {
    type: "criterion.judged",
    version: 1,
    releaseId,
    subjects: {
      criterion,
      track,
      ...(drillId !== null && { drill: drillId }),
      ...(rollbackId !== null && { rollback: rollbackId }),
    },
    payload: { ...payload },
  };
}
