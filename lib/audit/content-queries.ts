import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { type LeafChange, leafChanges } from "./leaf-changes";
import type { EntryView } from "./schemas";

/** What an entry changed in content. */
export interface ContentChange {
  changes: LeafChange[];
  more: number;
}

const document = /^(plan|criteria|rollback-plan)\.changed$/;

/** What entries of a release, which the reader sees, changed in its documents and candidates; by the entry's number. */
export async function contentChanges(
  db: Reader,
  { releaseId, entries }: { releaseId: string; entries: readonly EntryView[] },
): Promise<Map<number, ContentChange>> {
  const changed = entries.filter(
    ({ type, after }) => after !== null && (document.test(type) || type === "candidate.set"),
  );
  if (changed.length === 0) return new Map();
  const digests = [
    ...new Set(changed.flatMap(({ before, after }) => [before, after].filter((each) => each !== null))),
  ];
  const rows = await db.$queryRaw<{ digest: string; content: unknown }[]>(Prisma.sql`
    SELECT d.digest, d.document AS content FROM release_documents d WHERE d.release_id = ${releaseId}::uuid AND d.digest = ANY(${digests})
    UNION ALL SELECT b.digest, b.parts FROM bundles b WHERE b.digest = ANY(${digests})`);
  const contents = new Map(rows.map(({ digest, content }) => [digest, content]));
  const of = (digest: string | null) => (digest === null ? null : contents.get(digest));
  return new Map(
    changed.map(({ seq, type, before, after }) => {
      const found = leafChanges(of(before), of(after));
      return [seq, type === "candidate.set" ? { ...found, changes: found.changes.map(shortened) } : found];
    }),
  );
}

/** Of an artifact the first digits of its digest tell enough. */
function shortened({ path, before, after }: LeafChange): LeafChange {
  const short = (digest: string | null) => digest?.replace(/^sha256:/, "").slice(0, 10) ?? null;
  return { path, before: short(before), after: short(after) };
}
