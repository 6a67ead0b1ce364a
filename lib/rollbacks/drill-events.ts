import type { EntryDraft } from "@/lib/platform/ledger";
import type { DrillResult } from "./drill-score";

interface About {
  releaseId: string;
  /** Id of the drill. */
  drill: string;
  policy: { template: string; rights: string | null };
}

export function drillStarted(
  started: About & {
    level: string;
    severity: string;
    planDigest: string;
    failure: string | null;
    criterion: string | null;
  },
): EntryDraft {
  const { level, severity, planDigest, failure, criterion } = started;
  return {
    ...entry("drill.started", started),
    payload: { level, severity, planDigest, failure, criterion },
  };
}

/** With what it measured; cancelled: a real trigger, or somebody, ended it. */
export function drillEnded(
  ended: About & { after: "passed" | "failed" | "cancelled"; result: DrillResult | null; reason?: string },
): EntryDraft {
  const { after, result, reason } = ended;
  return {
    ...entry("drill.ended", ended),
    before: "running",
    after,
    payload: { result },
    texts: { reason },
  };
}

function entry(type: string, { releaseId, drill, policy }: About): EntryDraft {
  return { type, version: 1, releaseId, subjects: { drill }, policy: { ...policy } };
}
