import type { EntryDraft } from "@/lib/platform/ledger";

interface Passage {
  releaseId: string;
  stage: string;
  next: string;
  reason: string | undefined;
  policy: { template: string; rights: string | null };
}

/** The gates stand in it as they were: status, subject digest and who filled which slot. */
export function stageAdvanced(entry: Passage & { gates: Record<string, unknown> }): EntryDraft {
  return moved("stage.advanced", entry, { gates: entry.gates });
}

export function stageSkipped(entry: Passage & { gates: Record<string, unknown> }): EntryDraft {
  return moved("stage.skipped", entry, { gates: entry.gates });
}

export function stageReopened(entry: Passage): EntryDraft {
  return moved("stage.reopened", entry, {});
}

function moved(
  type: string,
  { releaseId, stage, next, reason, policy }: Passage,
  payload: Record<string, unknown>,
): EntryDraft {
  return {
    type,
    version: 1,
    releaseId,
    subjects: { stage },
    before: stage,
    after: next,
    policy: { ...policy },
    payload,
    texts: { reason },
  };
}
