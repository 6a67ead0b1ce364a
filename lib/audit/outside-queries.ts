import type { Reader } from "@/lib/platform/db";
import type { ExportedEntry, Wanted } from "./export-queries";

/** The entries that published the templates and rights tables by which decisions were taken. */
export async function policyEntries(db: Reader, own: readonly ExportedEntry[]): Promise<Wanted[]> {
  const policies = own.map(({ document }) => document.policy);
  const templates = unique(policies.map(({ template }) => template));
  const rights = unique(policies.map((policy) => policy["rights"]));
  const published = await db.templateVersion.findMany({
    where: { OR: templates.map((name) => ({ key: name.replace(/@\d+$/, ""), version: versionIn(name) })) },
    select: { id: true, key: true, version: true, publishedAt: true },
    orderBy: [{ key: "asc" }, { version: "asc" }],
  });
  const tables = await db.rightsVersion.findMany({
    where: { version: { in: rights.map(Number).filter(Number.isSafeInteger) } },
    select: { version: true, validFrom: true },
    orderBy: { version: "asc" },
  });
  return [
    ...published.map(({ id, key, version, publishedAt }): Wanted => ({
      types: ["template.published"],
      at: publishedAt,
      names: id,
      is: ({ payload }) => payload["key"] === key && payload["version"] === version,
    })),
    ...tables.map(({ version, validFrom }): Wanted => ({
      types: ["rights.changed"],
      at: validFrom,
      names: `"rights":"${version}"`,
      is: ({ subjects }) => subjects["rights"] === String(version),
    })),
  ];
}

function unique(values: readonly (string | null | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== null && value !== undefined))];
}

function versionIn(name: string): number {
  const version = Number(/@(\d{1,9})$/.exec(name)?.[1] ?? "0");
  return version;
}

/** The entries that registered bundles: who their authors are. */
export async function registrations(db: Reader, digests: readonly string[]): Promise<Wanted[]> {
  const rows = await db.bundleRegistration.findMany({
    where: { digest: { in: [...digests] } },
    select: { id: true, at: true },
    orderBy: [{ at: "asc" }, { id: "asc" }],
  });
  return rows.map(({ id, at }) => ({
    types: ["bundle.registered"],
    at,
    names: id,
    is: ({ subjects }) => subjects["registration"] === id,
  }));
}
