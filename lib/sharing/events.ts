import type { EntryDraft } from "@/lib/platform/ledger";
import type { ShareScope } from "./model";

interface About {
  /** Id. */
  link: string;
  /** Id; null: it is not of one release. */
  releaseId: string | null;
  /** Key; null: it is not of one component. */
  component: string | null;
}

export function shareLinkMade({
  scope,
  withNames,
  expiresAt,
  ...about
}: About & { scope: ShareScope; withNames: boolean; expiresAt: Date }): EntryDraft {
  const payload = { scope, withNames, expiresAt: expiresAt.toISOString() };
  return { ...entry("share-link.made", about), payload };
}

/** `maker`: id of whoever made it. */
export function shareLinkRevoked({ maker, ...about }: About & { maker: string }): EntryDraft {
  const { subjects, ...rest } = entry("share-link.revoked", about);
  return { ...rest, subjects: { ...subjects, person: maker } };
}

function entry(type: string, { link, releaseId, component }: About): EntryDraft {
  return {
    type,
    version: 1,
    ...(releaseId !== null && { releaseId }),
    subjects: { link, ...(component !== null && { component }) },
  };
}
