import { canonicalBytes } from "@/lib/bundles/digest";
import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { inArchiveOrder, names } from "./archive-names";
import {
  contentsNamed,
  entriesOfRelease,
  type ExportedEntry,
  findEntry,
  openingsOf,
  type Wanted,
} from "./export-queries";
import type { ExportedGrant } from "./export-schemas";
import { grantsNamed } from "./exported-grant-queries";
import { policyEntries, registrations } from "./outside-queries";
import { strictJson } from "./strict-text";
import type { Contents } from "./verify-contents";
import { grantIdsIn } from "./verify-grants";
import type { ArchiveFile } from "./write-archive";

/** A release as it is exported: its entries, those that its decisions rest on, and what they name. */
export interface Gathered {
  /** In the order of the log. */
  entries: ExportedEntry[];
  /** Numbers of the release's own. */
  own: number[];
  later: number;
  contents: Contents;
  bundles: ArchiveFile[];
  documents: ArchiveFile[];
}

export async function gatherRelease(
  db: Reader,
  { actor, release, size }: { actor: Actor; release: { id: string }; size: number },
): Promise<Gathered> {
  const { entries: own, later } = await entriesOfRelease(db, { releaseId: release.id, size });
  const find = findAmong(db, { actor, size, own });
  const grants = await explain(db, { own, find });
  const policies = await policyEntries(db, own);
  const bundles = await registrations(db, digestsIn(own));
  const others = [
    ...grants.map(({ entry }) => entry),
    ...(await inTurn([...policies, ...bundles], find)),
  ].filter((entry) => entry !== null);
  const entries = [...new Map([...own, ...others].map((entry) => [entry.seq, entry])).values()].toSorted(
    (a, b) => a.seq - b.seq,
  );
  const named = await contentsNamed(db, { releaseId: release.id, digests: digestsIn(entries) });
  const openings = await openingsOf(
    db,
    entries.map(({ seq }) => seq),
  );
  const files = filesOf(named);
  return {
    entries,
    own: own.map(({ seq }) => seq),
    later,
    bundles: files.bundles,
    documents: files.documents,
    contents: {
      openings,
      grants: grants.map(({ grant }) => grant),
      documents: readBack([...files.bundles, ...files.documents]),
    },
  };
}

type Find = (wanted: Wanted) => Promise<ExportedEntry | null>;

/** Looks among the release's own entries first. */
function findAmong(
  db: Reader,
  { actor, size, own }: { actor: Actor; size: number; own: readonly ExportedEntry[] },
): Find {
  return async (wanted) => {
    const near = own.findLast(
      ({ document }) =>
        wanted.types.includes(document.type) &&
        Date.parse(document.at) <= wanted.at.getTime() &&
        wanted.is(document),
    );
    return near ?? findEntry(db, { actor, size, wanted });
  };
}

/** One after the other: an export is nothing that others should wait for. */
async function inTurn(all: readonly Wanted[], find: Find): Promise<(ExportedEntry | null)[]> {
  const found: (ExportedEntry | null)[] = [];
  for (const wanted of all) found.push(await find(wanted));
  return found;
}

async function explain(
  db: Reader,
  { own, find }: { own: readonly ExportedEntry[]; find: Find },
): Promise<{ grant: ExportedGrant; entry: ExportedEntry | null }[]> {
  const ids = [...new Set(own.flatMap(({ document }) => grantIdsIn(document)))].filter((id) =>
    /^[0-9a-f-]{36}$/.test(id),
  );
  const rows = await grantsNamed(db, ids);
  const entries = await inTurn(
    rows.map(({ wanted }) => wanted),
    find,
  );
  return rows.map(({ grant }, n) => {
    const entry = entries[n] ?? null;
    return { grant: { ...grant, entry: entry?.seq ?? null }, entry };
  });
}

/** Every digest that stands anywhere in entries. */
function digestsIn(entries: readonly ExportedEntry[]): string[] {
  const found = entries.flatMap(
    ({ bytes }) =>
      Buffer.from(bytes)
        .toString("latin1")
        .match(/sha256:[0-9a-f]{64}/g) ?? [],
  );
  return [...new Set(found)];
}

function filesOf({ bundles, documents }: Awaited<ReturnType<typeof contentsNamed>>) {
  const byName = (a: ArchiveFile, b: ArchiveFile) => inArchiveOrder(a.name, b.name);
  return {
    bundles: bundles
      .map(({ digest, manifest }) => ({ name: names.bundle(digest), bytes: Buffer.from(manifest) }))
      .toSorted(byName),
    documents: documents
      .map(({ digest, document }) => ({ name: names.document(digest), bytes: canonicalBytes(document) }))
      .toSorted(byName),
  };
}

/** As whoever verifies the archive reads it. */
function readBack(files: readonly ArchiveFile[]): Map<string, unknown> {
  return new Map(
    files.map(({ name, bytes }) => [`sha256:${/([0-9a-f]{64})/.exec(name)?.[1] ?? ""}`, strictJson(bytes)]),
  );
}
