import type { EntryDraft } from "@/lib/platform/ledger";

interface Identity {
  id: string;
  personId: string;
  issuer: string;
  subject: string;
  email: string | null;
}

/** `by`: an address that the provider verified reached an unused account, made a new one, or its person linked it themselves. */
export function identityLinked(
  { id, personId, issuer, subject, email }: Identity,
  by: "address" | "creation" | "own",
): EntryDraft {
  return {
    type: "identity.linked",
    version: 1,
    subjects: { identity: id, person: personId },
    payload: { issuer, by },
    texts: { subject, email },
  };
}

export function identityUnlinked(
  { id, personId, issuer }: Pick<Identity, "id" | "personId" | "issuer">,
  { sessions }: { sessions: number },
): EntryDraft {
  return {
    type: "identity.unlinked",
    version: 1,
    subjects: { identity: id, person: personId },
    payload: { issuer, sessionsEnded: sessions },
  };
}

/** The provider says another address than before; whose identity it is stays. */
export function identityAddressChanged(
  { id, personId, issuer, email }: Omit<Identity, "subject">,
  { verified }: { verified: boolean },
): EntryDraft {
  return {
    type: "identity.address-changed",
    version: 1,
    subjects: { identity: id, person: personId },
    payload: { issuer, verified },
    texts: { email },
  };
}

/** `by`: the person themselves, an admin, or the provider. `which`: one session, all but the one that asked, or all. */
export function sessionsEnded(
  person: { id: string },
  payload: { by: "own" | "admin" | "provider"; which: "one" | "others" | "all"; count: number },
): EntryDraft {
  return { type: "sessions.ended", version: 1, subjects: { person: person.id }, payload };
}
