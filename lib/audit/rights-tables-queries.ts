import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import type { RightsRow } from "@/lib/policy/model";
import { conditionWords, slotWords } from "@/lib/policy/row-words";
import { ms } from "@/lib/releases/authority";
import { loadTemplate } from "@/lib/releases/template-stages";
import type { TableVersion } from "./rights-periods-rules";

/** A table of rights with all its versions, oldest first. */
export interface RightsTable {
  /** null: the organisation's own; else the template whose it is. */
  table: { key: string; title: string } | null;
  versions: TableVersion[];
}

interface TemplateRow {
  id: string;
  key: string;
  title: string;
  version: number;
  from: number;
}

/** The organisation's table, then those of templates by key. A template's version is in force for new releases until the next. */
export async function readTables(db: Reader): Promise<RightsTable[]> {
  const [versions, templates] = await Promise.all([
    db.$queryRaw<{ version: number; rows: RightsRow[]; from: bigint; to: bigint | null }[]>(
      Prisma.sql`SELECT v.version, v.document->'rights' AS rows, ${ms("v.valid_from")} AS "from", ${ms("v.valid_to")} AS "to" FROM rights_versions v ORDER BY v.version`,
    ),
    db.$queryRaw<(Omit<TemplateRow, "from"> & { from: bigint })[]>(
      Prisma.sql`SELECT t.id::text AS id, t.key, t.title, t.version, ${ms("t.published_at")} AS "from" FROM template_versions t ORDER BY t.key, t.version`,
    ),
  ]);
  const own: RightsTable = {
    table: null,
    versions: versions.map(({ from, to, ...rest }) => ({
      ...rest,
      from: Number(from),
      to: to === null ? null : Number(to),
    })),
  };
  const keys = [...new Set(templates.map(({ key }) => key))];
  return [
    own,
    ...(await Promise.all(
      keys.map((key) =>
        tableOf(
          db,
          templates.filter((each) => each.key === key),
        ),
      ),
    )),
  ];
}

async function tableOf(
  db: Reader,
  rows: readonly (Omit<TemplateRow, "from"> & { from: bigint })[],
): Promise<RightsTable> {
  const last = rows.at(-1);
  const versions = await Promise.all(
    rows.map(async ({ id, version, from }, n): Promise<TableVersion> => {
      const next = rows[n + 1];
      const { rights } = await loadTemplate(db, id);
      return { version, from: Number(from), to: next === undefined ? null : Number(next.from), rows: rights };
    }),
  );
  return { table: { key: last?.key ?? "", title: last?.title ?? "" }, versions };
}

/** A row in words. */
export function lineOf(row: RightsRow) {
  return {
    slots: row.slots.map((slot) => ({ roles: slot.roles, count: slot.count, words: slotWords(slot) })),
    when: conditionWords(row),
  };
}
