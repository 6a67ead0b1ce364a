import type { EntryDraft } from "@/lib/platform/ledger";
import type { ConfirmationMethod } from "./confirmation-rules";

/** `act`: the digest of what they are about to sign. */
export function signerConfirmed(
  person: { id: string },
  { id, method, act }: { id: string; method: ConfirmationMethod; act: string },
): EntryDraft {
  return {
    type: "signer.confirmed",
    version: 1,
    subjects: { person: person.id, confirmation: id },
    after: act,
    payload: { method },
  };
}

/** `repeated`: how many there were lately, where that is told to the person and to admins. */
export function confirmationFailed(
  person: { id: string },
  { method, repeated }: { method: ConfirmationMethod; repeated: number | null },
): EntryDraft {
  return {
    type: "signer.confirmation-failed",
    version: 1,
    subjects: { person: person.id },
    payload: { method, repeated },
  };
}
