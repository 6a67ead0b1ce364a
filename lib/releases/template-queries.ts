import { stringify } from "yaml";
import { z } from "zod";

import type { Reader } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import type {
  TemplateDetail,
  TemplateDifference,
  TemplateHistory,
  TemplateSummary,
} from "./template-answers";
import { judgedDifference } from "./template-effect";
import { readTemplate } from "./template-parse";
import type { TemplateDocument } from "./template-shape";

type SummaryRow = Omit<TemplateSummary, "publishedAt"> & { publishedAt: Date };

const columns = Prisma.sql`t.key, t.version, t.title, t.digest, t.published_at AS "publishedAt", p.name AS "publishedBy",
  NOT EXISTS (SELECT 1 FROM template_versions n WHERE n.key = t.key AND n.version > t.version) AS "isLatest"`;
const source = Prisma.sql`template_versions t JOIN people p ON p.id = t.published_by`;

/** Versions of all templates, by key, the latest first. */
export async function listTemplates(db: Reader, ask: PageAsk): Promise<Page<TemplateSummary>> {
  const { take, after } = readPage(ask, z.tuple([z.string(), z.int().min(0).max(1e9)]));
  const [key, version] = after ?? [null, null];
  const rows = await db.$queryRaw<SummaryRow[]>(Prisma.sql`
    SELECT ${columns} FROM ${source}
    WHERE ${key}::text IS NULL OR t.key > ${key} OR (t.key = ${key} AND t.version < ${version}::int)
    ORDER BY t.key, t.version DESC LIMIT ${take}`);
  return toPage({ rows, take, item: toSummary, position: (row) => [row.key, row.version] });
}

function toSummary(row: SummaryRow): TemplateSummary {
  const { key, version, title, digest, isLatest, publishedAt, publishedBy } = row;
  return { key, version, title, digest, isLatest, publishedAt: publishedAt.toISOString(), publishedBy };
}

/** All versions of one template, the latest first. */
export async function getTemplate(db: Reader, { key }: { key: string }): Promise<TemplateHistory> {
  const rows = await db.$queryRaw<SummaryRow[]>(
    Prisma.sql`SELECT ${columns} FROM ${source} WHERE t.key = ${key} ORDER BY t.version DESC`,
  );
  const latest = rows[0];
  if (latest === undefined) throw notFound("template");
  return { key, title: latest.title, latest: latest.version, versions: rows.map(toSummary) };
}

interface VersionAsked {
  key: string;
  version: number;
}

type DetailRow = SummaryRow & { mediaType: string; document: Record<string, unknown>; source: string };

async function readVersion(db: Reader, { key, version }: VersionAsked): Promise<DetailRow> {
  const rows = await db.$queryRaw<DetailRow[]>(Prisma.sql`
    SELECT ${columns}, t.media_type AS "mediaType", t.document, t.source FROM ${source} WHERE t.key = ${key} AND t.version = ${version}`);
  const row = rows[0];
  if (row === undefined) throw notFound("template version");
  return row;
}

export async function getTemplateVersion(db: Reader, asked: VersionAsked): Promise<TemplateDetail> {
  const row = await readVersion(db, asked);
  return { ...toSummary(row), mediaType: row.mediaType, document: row.document };
}

/** The version as YAML: as it was sent where it was sent so, comments included. */
export async function getTemplateYaml(db: Reader, asked: VersionAsked): Promise<string> {
  const row = await readVersion(db, asked);
  return row.mediaType === "application/yaml" ? row.source : stringify(row.document);
}

/** What changed from one version of a template to another. */
export async function compareTemplates(
  db: Reader,
  { key, version, other }: VersionAsked & { other: number },
): Promise<TemplateDifference> {
  const [before, after] = await Promise.all([
    readVersion(db, { key, version }),
    readVersion(db, { key, version: other }),
  ]);
  return {
    key,
    from: version,
    to: other,
    changes: judgedDifference(complete(before.document), complete(after.document)),
  };
}

function complete(document: Record<string, unknown>): TemplateDocument {
  const read = readTemplate(document);
  if (read.ok) return read.value.complete;
  throw new Error("a stored template is not valid");
}
