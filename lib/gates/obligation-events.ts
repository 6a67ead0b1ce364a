import type { EntryDraft } from "@/lib/platform/ledger";
import type { NewObligation } from "./obligation-store";

interface Policy {
  template: string;
  rights: string | null;
}

/** One entry for each obligation that an act imposes, beside the act's own. */
export function obligationImposed(
  id: string,
  { releaseId, kind, title, owner, dueAt, beforeStage, source, role }: NewObligation,
  policy: Policy,
): EntryDraft {
  return {
    type: "obligation.imposed",
    version: 1,
    releaseId,
    subjects: { obligation: id, owner, [source.kind]: source.id },
    policy: { ...policy },
    payload: { kind, dueAt: dueAt.toISOString(), beforeStage, role },
    texts: { title },
  };
}

export function obligationEnded({
  releaseId,
  id,
  kind,
  how,
  outcome,
  owner,
  role,
  text,
  policy,
}: {
  releaseId: string;
  id: string;
  kind: string;
  how: "met" | "dropped";
  outcome: string | null;
  owner: string | null;
  role: string | null;
  text: string;
  policy: Policy;
}): EntryDraft {
  return {
    type: kind === "break-glass-review" ? "break-glass.reviewed" : `obligation.${how}`,
    version: 1,
    releaseId,
    subjects: { obligation: id, owner },
    ...(outcome !== null && { after: outcome }),
    policy: { ...policy },
    payload: { kind, role },
    texts: { text },
  };
}
