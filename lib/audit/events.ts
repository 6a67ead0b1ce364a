import type { EntryDraft } from "@/lib/platform/ledger";

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
