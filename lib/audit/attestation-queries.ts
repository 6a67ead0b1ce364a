import { Manifest } from "@/lib/bundles/schemas";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { loadRelease, type ReleaseAsked } from "@/lib/releases/authority";
import { loadTemplate } from "@/lib/releases/template-stages";
import type { AttestationFacts, EntryFact, Opening } from "./attestations/facts";

/** Types of entries that statements are made of. */
const types = [
  "release.started",
  "release.completed",
  "stage.advanced",
  "stage.skipped",
  "stage.reopened",
  "candidate.set",
  "vote.cast",
  "requirement.acknowledged",
  "requirement.waived",
  "check.reported",
  "drill.started",
  "drill.ended",
];

interface Row {
  bytes: Uint8Array;
  digest: string;
  opened: { name: string; salt: string } | null;
}

/** All that the attestations of a release are made of, as its ledger has it; with what opens commitments to names, where that is asked for. */
export async function loadAttestationFacts(
  db: Reader,
  { site, withNames, ...asked }: ReleaseAsked & { site: string; withNames: boolean },
): Promise<AttestationFacts> {
  const { release } = await loadRelease(db, asked);
  const opened = withNames
    ? Prisma.sql`(SELECT jsonb_build_object('name', o.value, 'salt', encode(o.salt, 'base64')) FROM ledger_openings o
        WHERE o.entry_id = e.id AND o.path = 'actor')`
    : Prisma.sql`NULL::jsonb`;
  const [template, components, rows, templates, bundles, urls] = await Promise.all([
    loadTemplate(db, release.templateVersionId),
    db.releaseComponent.findMany({
      where: { releaseId: release.id },
      select: { component: { select: { id: true, key: true } } },
    }),
    readRows<Row>(
      db,
      Prisma.sql`SELECT e.bytes, e.digest, ${opened} AS opened FROM ledger_entries e
        WHERE e.release_id = ${release.id}::uuid AND e.type = ANY(${types}) ORDER BY e.ordinal`,
    ),
    readRows<{ name: string; digest: string }>(
      db,
      Prisma.sql`SELECT t.key || '@' || t.version AS name, t.digest FROM template_versions t
        WHERE t.key IN (SELECT n.key FROM template_versions n WHERE n.id IN (
          SELECT r.template_version_id FROM releases r WHERE r.id = ${release.id}::uuid
          UNION SELECT m.template_from FROM release_moves m WHERE m.release_id = ${release.id}::uuid))`,
    ),
    readRows<{ digest: string; manifest: string }>(
      db,
      Prisma.sql`SELECT b.digest, b.manifest FROM bundles b
        WHERE b.digest IN (SELECT k.digest FROM candidates k WHERE k.release_id = ${release.id}::uuid)`,
    ),
    readRows<{ id: string; url: string }>(
      db,
      Prisma.sql`SELECT k.id, k.url FROM check_results k WHERE k.release_id = ${release.id}::uuid AND k.url IS NOT NULL`,
    ),
  ]);
  const read = rows.map((row) => ({ entry: entryOf(row), opened: row.opened }));
  return {
    site,
    release: { id: release.id, slug: release.slug },
    gates: new Set(template.stages.flatMap(({ gates }) => gates.map(({ key }) => key))),
    componentIds: new Map(components.map(({ component: { id, key } }) => [key, id])),
    entries: read.map(({ entry }) => entry),
    templates: new Map(templates.map(({ name, digest }) => [name, digest])),
    manifests: new Map(bundles.map(({ digest, manifest }) => [digest, Manifest.parse(JSON.parse(manifest))])),
    urls: new Map(urls.map(({ id, url }) => [id, url])),
    openings: new Map(
      read.flatMap(({ entry, opened: opening }): [string, Opening][] =>
        opening === null ? [] : [[entry.id, opening]],
      ),
    ),
  };
}

function entryOf({ bytes, digest }: Row): EntryFact {
  const entry = JSON.parse(Buffer.from(bytes).toString("utf8")) as Omit<EntryFact, "digest">;
  return { ...entry, digest };
}
