import { policyOf } from "@/lib/gates/load-gates";
import type { Tx } from "@/lib/platform/db";
import { refuseOvertaken } from "@/lib/platform/overtaken";
import type { EntryDraft } from "@/lib/platform/ledger";
import type { Authority } from "./authority";
import type { ReleaseDocument } from "./documents";
import { documentChanged } from "./events";
import { requireAuthor } from "./rules";
import { findDocument, writeDocument } from "./store";

interface Written {
  value: { version: number; digest: string; changedParts: string[] };
  entries: [EntryDraft];
}

/** Adds a version of a release's document, unless the one that holds reads just so. */
export async function replaceDocument(
  tx: Tx,
  {
    authority,
    written,
    ifMatch,
    authorId,
    now,
  }: {
    authority: Authority;
    written: ReleaseDocument;
    ifMatch: string | undefined;
    authorId: string | null;
    now: Date;
  },
): Promise<Written> {
  const releaseId = authority.release.id;
  const { kind, digest } = written;
  const current = await findDocument(tx, { releaseId, kind });
  refuseOvertaken(ifMatch, current?.digest);
  const changedParts = partsThatDiffer(current?.parts ?? {}, written.parts);
  const isSame = current?.digest === digest;
  const version = isSame
    ? current.version
    : await writeDocument(tx, { releaseId, written, author: requireAuthor(authorId), now });
  const before = current?.digest ?? null;
  const entry = documentChanged({
    releaseId,
    policy: policyOf(authority),
    kind,
    version,
    before,
    after: digest,
    changedParts,
  });
  return { value: { version, digest, changedParts }, entries: [entry] };
}

function partsThatDiffer(before: Record<string, string>, after: Record<string, string>): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => before[name] !== after[name]).sort();
}
