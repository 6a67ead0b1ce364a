import type { EntryDraft } from "@/lib/platform/ledger";

/** `isNew`: false where another instance that starts at the same time made it. */
export function setupCodeGiven(code: { id: string; expiresAt: Date }, isNew: boolean): EntryDraft {
  return {
    type: isNew ? "setup-code.made" : "setup-code.repeated",
    version: 1,
    subjects: { code: code.id },
    payload: { expiresAt: code.expiresAt.toISOString() },
  };
}

export function setupCodeUsed(code: { id: string }, person: { id: string }): EntryDraft {
  return { type: "setup-code.used", version: 1, subjects: { code: code.id, person: person.id } };
}
