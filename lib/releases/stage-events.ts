import type { EntryDraft } from "@/lib/platform/ledger";
import type { LetPass } from "./break-glass";

interface Passage {
  releaseId: string;
  stage: string;
  next: string;
  reason: string | undefined;
  policy: { template: string; rights: string | null };
}

/** The gates stand in it as they were: status, subject digest and who filled which slot. */
export function stageAdvanced({
  gates,
  breakGlass,
  ...entry
}: Passage & {
  gates: Record<string, unknown>;
  /** Id of the use by which it was left although it was not ready. */
  breakGlass?: string | undefined;
}): EntryDraft {
  return moved("stage.advanced", entry, { gates, ...(breakGlass !== undefined && { breakGlass }) });
}

/** Beside the decision's own entry: what was unmet and let pass, each by what it is. */
export function glassBroken({
  releaseId,
  id,
  decision,
  about,
  passes,
  reason,
  policy,
}: {
  releaseId: string;
  id: string;
  decision: string;
  about: string;
  passes: readonly LetPass[];
  reason: string;
  policy: Passage["policy"];
}): EntryDraft {
  // The words of obligations and freezes are somebody's text; the entries that imposed and set them hold them.
  const passed = passes.map(({ code, gate, requirement, obligation, freeze }) => ({
    code,
    gate,
    requirement,
    ...(obligation !== undefined && { obligation }),
    ...(freeze !== undefined && { freeze }),
  }));
  return {
    type: "break-glass.used",
    version: 1,
    releaseId,
    subjects: { use: id, decision, about },
    policy: { ...policy },
    payload: { decision, passed },
    texts: { reason },
  };
}

export function stageSkipped({ gates, ...entry }: Passage & { gates: Record<string, unknown> }): EntryDraft {
  return moved("stage.skipped", entry, { gates });
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
