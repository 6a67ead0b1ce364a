import type { RightsRow } from "@/lib/policy/model";
import { RightsTable } from "@/lib/policy/rights-schema";
import { readTemplate, type Template } from "@/lib/releases/template-parse";
import type { EntryDocument } from "./export-schemas";
import type { ArchivedEntry } from "./verify-entries";

/** The policies that entries of an archive were decided by, as its own entries and documents say. */
export interface Policies {
  /** By `key@version`; null: its document is not here, or not of a form that is known. */
  template: (name: string) => Template | null;
  /** By its version's number. */
  rights: (version: string) => readonly RightsRow[] | null;
  /** Digest that an entry published under a name; null: none did. */
  digestOf: (kind: "template" | "rights", name: string) => string | null;
}

/** A name is bound to a content by the entry that published it, and by nothing else. */
export function policiesIn(
  entries: readonly ArchivedEntry[],
  documents: ReadonlyMap<string, unknown>,
): Policies {
  const published = new Map(entries.flatMap(({ document }) => publishedBy(document)));
  const templates = new Map<string, Template | null>();
  const digestOf = (kind: "template" | "rights", name: string) => published.get(`${kind} ${name}`) ?? null;
  const documentOf = (kind: "template" | "rights", name: string) =>
    documents.get(digestOf(kind, name) ?? "") ?? null;
  return {
    digestOf,
    template: (name) => {
      const known = templates.get(name);
      if (known !== undefined) return known;
      const read = readTemplate(documentOf("template", name));
      const template = read.ok ? read.value.template : null;
      templates.set(name, template);
      return template;
    },
    rights: (version) => RightsTable.safeParse(documentOf("rights", version)).data?.rights ?? null,
  };
}

function publishedBy({ type, subjects, payload, after }: EntryDocument): [string, string][] {
  if (after === null) return [];
  if (type === "template.published" || type === "template.confirmed")
    return [[`template ${String(payload["key"])}@${String(payload["version"])}`, after]];
  return type === "rights.changed" || type === "rights.enforced"
    ? [[`rights ${subjects["rights"] ?? ""}`, after]]
    : [];
}
