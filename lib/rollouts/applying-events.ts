import type { EntryDraft } from "@/lib/platform/ledger";
import type { ExecutorType } from "@/lib/rollbacks/model";
import type { Withdrawal } from "./applying";

/** An attempt at setting an exposure, as entries name it. */
export interface AboutApplying {
  releaseId: string;
  stage: string;
  attempt: string;
  number: number;
  executor: ExecutorType;
  percent: number;
}

/** How it came to it: with the decision, after a failure, since an older one may have overtaken it, or by a person. */
export type BegunBy = "decision" | "failed" | "overtaken" | "person";

export function applyingBegun({
  by,
  at,
  reason,
  ...about
}: AboutApplying & { by: BegunBy; at: Date; reason: string | undefined }): EntryDraft {
  const draft = ofApplying("exposure.attempt-begun", about);
  return { ...draft, payload: { ...draft.payload, by, at: at.toISOString() }, texts: { reason } };
}

export function applyingClaimed(about: AboutApplying): EntryDraft {
  return ofApplying("exposure.attempt-claimed", about);
}

interface Ended {
  succeeded: boolean;
  exitCode: number | null;
  /** What was seen to be set, in percent; null: nothing else than what was asked for was told. */
  observed: number | null;
  isFinal: boolean;
  note: string | null;
}

export function applyingEnded(about: AboutApplying, ended: Ended): EntryDraft {
  const { succeeded, exitCode, observed, isFinal, note } = ended;
  const draft = ofApplying("exposure.attempt-ended", about);
  return {
    ...draft,
    after: succeeded ? "succeeded" : "failed",
    payload: { ...draft.payload, exitCode, observed, isFinal },
    texts: { note },
  };
}

/** Nobody said in time how it went. */
export function applyingTimedOut(about: AboutApplying): EntryDraft {
  return { ...ofApplying("exposure.attempt-timed-out", about), after: "failed" };
}

/** Nobody had taken it, and nobody will. */
export function applyingWithdrawn({ why, ...about }: AboutApplying & { why: Withdrawal }): EntryDraft {
  const draft = ofApplying("exposure.attempt-withdrawn", about);
  return { ...draft, after: "failed", payload: { ...draft.payload, why } };
}

function ofApplying(
  type: string,
  { releaseId, stage, attempt, number, executor, percent }: AboutApplying,
): EntryDraft & { payload: Record<string, unknown> } {
  return {
    type,
    version: 1,
    releaseId,
    subjects: { stage, attempt },
    payload: { number, executor, percent },
  };
}
