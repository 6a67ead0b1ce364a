import type { EntryDraft } from "@/lib/platform/ledger";

export function bundleRegistered({
  registrationId,
  digest,
  component,
  version,
  isNew,
  authors,
  unknownAuthors,
  releaseId,
}: {
  registrationId: string;
  digest: string;
  component: { id: string; key: string };
  version: string;
  isNew: boolean;
  /** Ids of people. */
  authors: readonly string[];
  unknownAuthors: readonly string[];
  /** Set where it was sent by way of a release. */
  releaseId: string | undefined;
}): EntryDraft {
  return {
    type: "bundle.registered",
    version: 1,
    releaseId,
    subjects: { bundle: digest, component: component.id, registration: registrationId },
    after: digest,
    payload: { component: component.key, version, isNew, authors, unknownAuthorCount: unknownAuthors.length },
    texts: { unknownAuthors: unknownAuthors.length === 0 ? null : unknownAuthors.join("\n") },
  };
}
