import type { EntryDraft } from "@/lib/platform/ledger";

interface Delegated {
  id: string;
  role: string;
  principalId: string;
  delegateId: string;
  /** null: about every release. */
  releaseId: string | null;
}

export function roleDelegated(
  delegation: Delegated & { from: number; until: number; reason: string },
): EntryDraft {
  return {
    type: "role.delegated",
    version: 1,
    ...about(delegation),
    payload: {
      from: new Date(delegation.from).toISOString(),
      until: new Date(delegation.until).toISOString(),
    },
    texts: { reason: delegation.reason },
  };
}

/** `by`: who of the two ended it. */
export function delegationRevoked(
  delegation: Delegated & { by: "principal" | "delegate"; reason: string | undefined },
): EntryDraft {
  return {
    type: "delegation.revoked",
    version: 1,
    ...about(delegation),
    payload: { by: delegation.by },
    texts: { reason: delegation.reason },
  };
}

function about({ id, role, principalId, delegateId, releaseId }: Delegated) {
  return {
    releaseId: releaseId ?? undefined,
    subjects: { delegation: id, role, principal: principalId, delegate: delegateId },
  };
}
