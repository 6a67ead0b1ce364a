import type { EntryDraft } from "@/lib/platform/ledger";
import type { Better, MetricKind } from "./model";
import type { PromqlSource } from "./promql-schemas";

export function metricDeclared(
  id: string,
  metric: { name: string; unit: string; better: Better; kind: MetricKind; promql?: PromqlSource },
): EntryDraft {
  return { type: "metric.declared", version: 1, subjects: { metric: id }, payload: { ...metric } };
}
