import type { EntryDraft } from "@/lib/platform/ledger";

/** Whoever came on shift read what was handed over. */
export function handOverAcknowledged(acknowledged: {
  key: string;
  personId: string;
  from: string;
  to: string;
}): EntryDraft {
  const { key, personId, from, to } = acknowledged;
  return {
    type: "hand-over.acknowledged",
    version: 1,
    subjects: { rota: key, person: personId },
    payload: { from, to },
  };
}
