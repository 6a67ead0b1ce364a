import type { EntryDraft } from "@/lib/platform/ledger";
import type { Verification } from "./attempt-rules";

interface About {
  id: string;
  releaseId: string;
  rollbackId: string;
  stepKey: string;
  number: number;
  executor: string;
  task: { dryRun: boolean; drill: string | null };
}

export function attemptClaimed(attempt: About): EntryDraft {
  return of("rollback.attempt-claimed", attempt);
}

interface Ended {
  succeeded: boolean;
  exitCode: number | null;
  servingDigest: string | null;
  note: string | null;
  verification: Verification | null;
}

export function attemptEnded(attempt: About, ended: Ended): EntryDraft {
  const { succeeded, exitCode, servingDigest, note, verification } = ended;
  const draft = of("rollback.attempt-ended", attempt);
  return {
    ...draft,
    after: succeeded ? "succeeded" : "failed",
    payload: { ...draft.payload, exitCode, servingDigest, verification: verification?.result ?? null },
    texts: { note, verification: verification?.note },
  };
}

export function stepVerified(attempt: About, note: string): EntryDraft {
  const draft = of("rollback.step-verified", attempt);
  return { ...draft, after: "passed", texts: { note } };
}

function of(type: string, { id, releaseId, rollbackId, stepKey, number, executor, task }: About): EntryDraft {
  return {
    type,
    version: 1,
    releaseId,
    subjects: { rollback: rollbackId, step: stepKey, attempt: id },
    payload: { number, executor, dryRun: task.dryRun, drill: task.drill },
  };
}
