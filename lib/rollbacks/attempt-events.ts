import type { EntryDraft } from "@/lib/platform/ledger";
import { type AboutApplying, applyingClaimed, applyingEnded } from "@/lib/rollouts/applying-events";
import type { AttemptFacts, AttemptFor } from "./attempt-model";
import type { Verification } from "./attempt-rules";

type About = Pick<AttemptFacts, "id" | "releaseId" | "number" | "executor">;
type Step = Extract<AttemptFor, { kind: "step" }>;
type Exposure = Extract<AttemptFor, { kind: "exposure" }>;

export function attemptClaimed(attempt: AttemptFacts): EntryDraft {
  const { of } = attempt;
  return of.kind === "exposure"
    ? applyingClaimed(aboutExposure(attempt, of))
    : ofStep("rollback.attempt-claimed", attempt, of);
}

interface Ended {
  succeeded: boolean;
  exitCode: number | null;
  servingDigest: string | null;
  observed: number | null;
  isFinal: boolean;
  note: string | null;
  verification: Verification | null;
}

export function attemptEnded(attempt: AttemptFacts, ended: Ended): EntryDraft {
  const { succeeded, exitCode, servingDigest, note, verification } = ended;
  const { of } = attempt;
  if (of.kind === "exposure") return applyingEnded(aboutExposure(attempt, of), ended);
  const draft = ofStep("rollback.attempt-ended", attempt, of);
  return {
    ...draft,
    after: succeeded ? "succeeded" : "failed",
    payload: { ...draft.payload, exitCode, servingDigest, verification: verification?.result ?? null },
    texts: { note, verification: verification?.note },
  };
}

export function stepVerified(attempt: About, step: Step, note: string): EntryDraft {
  const draft = ofStep("rollback.step-verified", attempt, step);
  return { ...draft, after: "passed", texts: { note } };
}

function ofStep(
  type: string,
  { id, releaseId, number, executor }: About,
  { rollbackId, stepKey, task }: Step,
): EntryDraft {
  return {
    type,
    version: 1,
    releaseId,
    subjects: { rollback: rollbackId, step: stepKey, attempt: id },
    payload: { number, executor, dryRun: task.dryRun, drill: task.drill },
  };
}

function aboutExposure({ id, releaseId, number, executor }: About, { task }: Exposure): AboutApplying {
  return { releaseId, stage: task.stage, attempt: id, number, executor, percent: task.percent };
}
