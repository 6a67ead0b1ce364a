import type { EntryDraft } from "@/lib/platform/ledger";

export function templatePublished({
  id,
  key,
  version,
  title,
  before,
  after,
}: {
  id: string;
  key: string;
  version: number;
  title: string;
  /** Digest of the version before; null for the first. */
  before: string | null;
  after: string;
}): EntryDraft {
  return {
    type: "template.published",
    version: 1,
    subjects: { template: id },
    before,
    after,
    payload: { key, version, title },
  };
}

/** The same content as the latest version was sent again; no version was made. */
export function templateConfirmed({
  id,
  key,
  version,
  digest,
}: {
  id: string;
  key: string;
  version: number;
  digest: string;
}): EntryDraft {
  return {
    type: "template.confirmed",
    version: 1,
    subjects: { template: id },
    before: digest,
    after: digest,
    payload: { key, version },
  };
}
