import type { EntryDraft } from "@/lib/platform/ledger";
import type { PendingState } from "./pending-schemas";
import type { Counted, MissingPlaces } from "./quorum";

interface Pending {
  id: string;
  decision: string;
  releaseId: string | null;
  subjectDigest: string;
}

function about(
  { id, decision, releaseId }: Pending,
  principal: string | undefined,
): Pick<EntryDraft, "subjects" | "releaseId"> {
  const subjects = { pendingDecision: id, decision, ...(principal !== undefined && { principal }) };
  return { subjects, releaseId: releaseId ?? undefined };
}

/** Somebody's approval; the first one proposes, the one that completes it says who fills which place by which grant. */
export function decisionApproved(
  pending: Pending & { expiresAt: Date },
  said: {
    isFirst: boolean;
    role: string | null;
    reason: string | undefined;
    missing: readonly MissingPlaces[];
    counted: readonly Counted[];
    /** Id of for whom a delegate spoke. */
    principal: string | undefined;
  },
): EntryDraft {
  return {
    type: said.isFirst ? "decision.proposed" : "decision.approved",
    version: 1,
    ...about(pending, said.principal),
    after: pending.subjectDigest,
    payload: {
      role: said.role,
      expiresAt: pending.expiresAt.toISOString(),
      missing: said.missing.map(({ roles, count, source }) => ({ roles, count, source })),
      counted: said.counted.map((each) => ({ ...each })),
    },
    texts: { reason: said.reason },
  };
}

/** It ended with nothing done; `taken-back` is one approval of several, and it goes on. */
export function decisionEnded(
  pending: Pending,
  {
    how,
    reason,
    principal,
  }: {
    how: Exclude<PendingState, "open" | "completed"> | "taken-back";
    reason: string | undefined;
    /** Id of for whom a delegate spoke. */
    principal?: string | undefined;
  },
): EntryDraft {
  return {
    type: `decision.${how}`,
    version: 1,
    ...about(pending, principal),
    before: pending.subjectDigest,
    payload: {},
    texts: { reason },
  };
}
