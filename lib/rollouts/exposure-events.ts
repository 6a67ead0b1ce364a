import type { EntryDraft } from "@/lib/platform/ledger";
import type { ExecutorType } from "@/lib/rollbacks/model";

interface About {
  releaseId: string;
  stage: string | null;
  policy: { template: string; rights: string | null };
}

interface Moved extends About {
  /** In percent. */
  before: number;
  after: number;
  candidates: Record<string, string | null>;
  reason: string | undefined;
}

/** Decided, not yet so. `breakGlass`: id of the use by which it was, although something was unmet. */
export function exposureIncreased({
  breakGlass,
  ...moved
}: Moved & { breakGlass?: string | undefined }): EntryDraft {
  const { payload, ...entry } = change("exposure.increased", moved);
  return { ...entry, payload: { ...payload, ...(breakGlass !== undefined && { breakGlass }) } };
}

export function exposureLowered(moved: Moved): EntryDraft {
  return change("exposure.lowered", moved);
}

interface Confirmed extends Omit<Moved, "reason"> {
  bundle: string | null;
  /** The executor that set it, by which attempt; absent: somebody reported it. */
  by?: { executor: ExecutorType; attempt: string } | undefined;
}

/** What was observed, by whoever reports it; it decides nothing. */
export function exposureConfirmed({ bundle, by, ...rest }: Confirmed): EntryDraft {
  const { payload, subjects, ...entry } = change("exposure.confirmed", { ...rest, reason: undefined });
  return {
    ...entry,
    subjects: { ...subjects, ...(by !== undefined && { attempt: by.attempt }) },
    payload: { ...payload, bundle, ...(by !== undefined && { executor: by.executor }) },
  };
}

interface PauseEntry extends About {
  /** Id of the pause. */
  pause: string;
  reason: string;
}

export function exposurePaused(pause: PauseEntry): EntryDraft {
  return ofPause("exposure.paused", pause);
}

export function exposureResumed(pause: PauseEntry): EntryDraft {
  return ofPause("exposure.resumed", pause);
}

function ofPause(type: string, { releaseId, stage, policy, pause, reason }: PauseEntry): EntryDraft {
  return {
    type,
    version: 1,
    releaseId,
    subjects: { stage, pause },
    policy: { ...policy },
    texts: { reason },
  };
}

function change(
  type: string,
  { releaseId, stage, policy, before, after, candidates, reason }: Moved,
): EntryDraft & { payload: Record<string, unknown> } {
  return {
    type,
    version: 1,
    releaseId,
    subjects: { stage },
    before: String(before),
    after: String(after),
    policy: { ...policy },
    payload: { candidates },
    texts: { reason },
  };
}
