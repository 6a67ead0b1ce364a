import { z } from "zod";

import { bomOf } from "@/lib/bundles/bom";
import { manifestDifference } from "@/lib/bundles/difference";
import { isVerifiable } from "@/lib/bundles/manifest";
import { Manifest } from "@/lib/bundles/schemas";
import type { Reader } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { Moment } from "@/lib/platform/moments";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import type { BundleDetail, BundleDifference, BundleSummary } from "./answers";

type SummaryRow = Omit<BundleSummary, "registeredAt"> & { registeredAt: Date };

const columns = Prisma.sql`b.digest, c.key AS component, b.manifest::jsonb->>'version' AS version,
  ARRAY(SELECT jsonb_object_keys(b.parts) ORDER BY 1) AS kinds, g.at AS "registeredAt"`;

const source = Prisma.sql`bundles b JOIN components c ON c.id = b.component_id
  JOIN LATERAL (SELECT min(at) AS at FROM bundle_registrations WHERE digest = b.digest) g ON true`;

/** Bundles of a component, the latest first. */
export async function listBundles(
  db: Reader,
  { component, ...ask }: PageAsk & { component: string },
): Promise<Page<BundleSummary>> {
  const { take, after } = readPage(ask, z.tuple([Moment, z.string()]));
  const known = await db.component.findUnique({ where: { key: component }, select: { id: true } });
  if (known === null) throw notFound("component");
  const [at, digest] = after ?? [null, null];
  const rows = await db.$queryRaw<SummaryRow[]>(Prisma.sql`
    SELECT ${columns} FROM ${source}
    WHERE b.component_id = ${known.id}::uuid AND (${at}::timestamptz IS NULL OR (g.at, b.digest) < (${at}::timestamptz, ${digest}))
    ORDER BY g.at DESC, b.digest DESC LIMIT ${take}`);
  return toPage({
    rows,
    take,
    item: toSummary,
    position: (row) => [row.registeredAt.toISOString(), row.digest],
  });
}

function toSummary({ digest, component, version, kinds, registeredAt }: SummaryRow): BundleSummary {
  return { digest, component, version, kinds, registeredAt: registeredAt.toISOString() };
}

type DetailRow = SummaryRow & {
  manifest: string;
  parts: Record<string, string>;
  registrations: (Omit<BundleDetail["registrations"][number], "at"> & { at: number })[];
};

interface BundleAsked {
  component: string;
  digest: string;
}

async function readBundle(db: Reader, { component, digest }: BundleAsked): Promise<DetailRow> {
  const rows = await db.$queryRaw<DetailRow[]>(Prisma.sql`
    SELECT ${columns}, b.manifest, b.parts,
      (SELECT jsonb_agg(jsonb_build_object(
          'at', (extract(epoch FROM r.at) * 1000)::bigint, 'by', COALESCE(p.name, m.title), 'byMachine', r.machine_id IS NOT NULL,
          'authors', (SELECT COALESCE(jsonb_agg(jsonb_build_object('name', a.name, 'email', a.email) ORDER BY a.email), '[]') FROM people a WHERE a.id = ANY(r.authors)),
          'unknownAuthors', to_jsonb(r.unknown_authors)) ORDER BY r.at, r.id)
       FROM bundle_registrations r LEFT JOIN people p ON p.id = r.person_id LEFT JOIN machines m ON m.id = r.machine_id
       WHERE r.digest = b.digest) AS registrations
    FROM ${source} WHERE c.key = ${component} AND b.digest = ${digest}`);
  const row = rows[0];
  if (row === undefined) throw notFound("bundle");
  return row;
}

/** A bundle with its manifest, and who registered it when. */
export async function getBundle(db: Reader, asked: BundleAsked): Promise<BundleDetail> {
  const row = await readBundle(db, asked);
  const manifest = Manifest.parse(JSON.parse(row.manifest));
  return {
    ...toSummary(row),
    parts: row.parts,
    manifest,
    notVerifiable: manifest.artifacts.filter((each) => !isVerifiable(each)).map(({ name }) => name),
    registrations: row.registrations.map((each) => ({ ...each, at: new Date(each.at).toISOString() })),
  };
}

/** A bundle as a bill of materials; `version` is Countersign's. */
export async function getBom(
  db: Reader,
  { version, ...asked }: BundleAsked & { version: string },
): Promise<Record<string, unknown>> {
  const { digest, manifest, registeredAt } = await readBundle(db, asked);
  return bomOf({
    manifest: Manifest.parse(JSON.parse(manifest)),
    digest,
    registeredAt: registeredAt.toISOString(),
    version,
  });
}

/** What changed from one bundle of a component to another, artifact by artifact. */
export async function compareBundles(
  db: Reader,
  { component, digest, other }: BundleAsked & { other: string },
): Promise<BundleDifference> {
  const [before, after] = await Promise.all([
    readBundle(db, { component, digest }),
    readBundle(db, { component, digest: other }),
  ]);
  const difference = manifestDifference(
    Manifest.parse(JSON.parse(before.manifest)),
    Manifest.parse(JSON.parse(after.manifest)),
  );
  return { from: digest, to: other, ...difference };
}
