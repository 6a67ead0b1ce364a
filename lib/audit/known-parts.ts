import { digestOf } from "@/lib/bundles/digest";
import { partsOf } from "@/lib/bundles/manifest";
import { Manifest } from "@/lib/bundles/schemas";
import { criteriaDigest } from "@/lib/metrics/criterion-digest";
import { Criteria } from "@/lib/metrics/schemas";
import type { EntryDocument } from "./export-schemas";
import type { ArchivedEntry } from "./verify-entries";
import type { KnownParts } from "./verify-votes";

/** What the documents of an archive are the parts of subjects of. */
export function knownParts(
  entries: readonly ArchivedEntry[],
  documents: ReadonlyMap<string, unknown>,
): KnownParts {
  const kinds = entries.flatMap(({ document }) => documentsIn(document));
  const known = new Set([
    ...[...documents].flatMap(([digest, document]) => partsOfBundle(digest, document)),
    ...kinds.flatMap(({ kind, digest }) =>
      documents.has(digest) ? partsOfDocument(kind, digest, documents.get(digest)) : [],
    ),
    ...entries.flatMap(({ document: { type, subjects, after } }) =>
      type === "requirement.waived" ? [`waiver:${subjects["waiver"] ?? ""} ${after ?? ""}`] : [],
    ),
  ]);
  return {
    // A requirement's own digest is signed with the approval of its gate; what it is made of stands in the votes on it.
    has: (part, digest) => part.startsWith("requirement:") || known.has(`${part} ${digest}`),
  };
}

/** Documents that an entry names by kind and digest. */
export function documentsIn({ type, payload, after }: EntryDocument): { kind: string; digest: string }[] {
  if (type === "release.created") {
    const given = Object.entries(Object(payload["documents"]) as Record<string, unknown>);
    return given.flatMap(([kind, digest]) => (typeof digest === "string" ? [{ kind, digest }] : []));
  }
  const [, kind] = /^(plan|criteria|rollback-plan)\.changed$/.exec(type) ?? [];
  return kind === undefined || after === null ? [] : [{ kind, digest: after }];
}

function partsOfBundle(digest: string, document: unknown): string[] {
  const manifest = Manifest.safeParse(document);
  if (!manifest.success) return [];
  const { component } = manifest.data;
  const kinds = Object.entries(partsOf(manifest.data)).map(([kind, of]) => `${component}:${kind} ${of}`);
  return [`bundle:${component} ${digest}`, ...kinds];
}

function partsOfDocument(kind: string, digest: string, document: unknown): string[] {
  if (kind === "rollback-plan") return [`rollback-plan ${digest}`];
  if (kind === "criteria") {
    const criteria = Criteria.safeParse(document);
    return criteria.success ? [`criteria ${criteriaDigest(criteria.data)}`] : [];
  }
  return Object.entries(Object(document) as Record<string, unknown>).map(
    ([part, content]) => `${part} ${digestOf(content)}`,
  );
}
