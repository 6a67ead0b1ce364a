import { toAbility } from "@/lib/policy/ability";
import { rowsThatHold } from "@/lib/policy/rights";
import { conditionWords, slotsWords } from "@/lib/policy/row-words";
import { canInOrganisation, loadOrganisation, type Organisation } from "@/lib/policy/queries";
import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import type { TemplateCheck } from "./template-answers";
import { checkTemplate } from "./template-check";
import { judgedDifference } from "./template-effect";
import { readTemplate } from "./template-parse";
import { templateInWords } from "./template-words";

interface Asked {
  source: Uint8Array | string;
  mediaType: string;
  actor: Actor;
  now: Date;
}

interface LatestRow {
  version: number;
  digest: string;
  publishedBy: string;
  publishedAt: Date;
  document: Record<string, unknown>;
}

/** All that publishing a document would find and do, with nothing done: faults, warnings, the template in words, what changes. */
export async function checkTemplateFor(
  db: Reader,
  { source, mediaType, actor, now }: Asked,
): Promise<TemplateCheck> {
  const organisation = await loadOrganisation(db, now);
  const checked = checkTemplate({ source, mediaType }, organisation);
  if (!checked.ok) {
    const faults = checked.faults.map((fault) => ({
      ...fault,
      line: fault.line ?? 1,
      column: fault.column ?? 1,
    }));
    const publish = mayPublish(organisation, actor, false);
    return {
      valid: false,
      faults,
      warnings: [],
      preview: null,
      latest: null,
      changes: [],
      isNew: true,
      publish,
    };
  }
  const { template, complete, digest, warnings } = checked.value;
  const row = await findLatest(db, template.key);
  const before = row === null ? null : readTemplate(row.document);
  return {
    valid: true,
    faults: [],
    warnings,
    preview: templateInWords(template),
    latest: row === null ? null : latestOf(row),
    changes: before?.ok === true ? judgedDifference(before.value.complete, complete) : [],
    isNew: row?.digest !== digest,
    publish: mayPublish(organisation, actor, row !== null),
  };
}

function latestOf({
  version,
  digest,
  publishedBy,
  publishedAt,
}: LatestRow): NonNullable<TemplateCheck["latest"]> {
  return { version, digest, publishedBy, publishedAt: publishedAt.toISOString() };
}

async function findLatest(db: Reader, key: string): Promise<LatestRow | null> {
  const rows = await db.$queryRaw<LatestRow[]>(Prisma.sql`
    SELECT t.version, t.digest, p.name AS "publishedBy", t.published_at AS "publishedAt", t.document
    FROM template_versions t JOIN people p ON p.id = t.published_by WHERE t.key = ${key} ORDER BY t.version DESC LIMIT 1`);
  return rows[0] ?? null;
}

/** Whether the actor may publish, by the rule that the command uses; a version after the first counts as loosening. */
export function mayPublish(
  organisation: Organisation,
  actor: Actor,
  loosening: boolean,
): TemplateCheck["publish"] {
  const verdict = canInOrganisation(organisation, actor, "template.publish", { loosening });
  const rows = rowsThatHold({
    rights: { organisation: organisation.rights?.rows ?? [], template: [] },
    decision: "template.publish",
    context: { loosening },
  });
  const takes = rows.map(({ row }) => {
    const when = conditionWords(row);
    return when === null ? slotsWords(row.slots) : `${slotsWords(row.slots)} (${when})`;
  });
  const ability = toAbility(verdict, actor);
  if (ability.allowed) return { allowed: true, reason: "", whoMay: [], takes };
  const whoMay = ability.whoMay.map(({ name, email }) => ({ name, email }));
  return { allowed: false, reason: ability.reason, whoMay, takes };
}
