import type { EntryDraft } from "@/lib/platform/ledger";

/** A text that an entry committed to can no longer be opened; the entry and its proof stay. */
export function textErased({
  entry,
  releaseId,
  seq,
  path,
  type,
  reason,
}: {
  entry: string;
  releaseId: string | null;
  seq: number;
  path: string;
  /** Of the entry. */
  type: string;
  reason: string;
}): EntryDraft {
  return {
    type: "text.erased",
    version: 1,
    releaseId: releaseId ?? undefined,
    subjects: { entry },
    payload: { seq, path, type },
    texts: { reason },
  };
}

export function ledgerKeyIntroduced({
  vkey,
  before,
  isVouchedFor,
}: {
  vkey: string;
  before: string | null;
  /** Whether the key before has signed it. */
  isVouchedFor: boolean;
}): EntryDraft {
  return {
    type: "ledger-key.introduced",
    version: 1,
    subjects: { ledgerKey: vkey },
    before,
    after: vkey,
    payload: { isVouchedFor },
  };
}
