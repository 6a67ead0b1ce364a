import { canonicalBytes, sha256 } from "@/lib/bundles/digest";
import { commitmentTo } from "@/lib/platform/commitments";
import { z } from "zod";
import { digestInName, names } from "./archive-names";
import { ExportedGrant, ExportedOpening } from "./export-schemas";
import { isSame } from "./merkle";
import { fromBase64 } from "./signed-note";
import { strictJson } from "./strict-text";
import type { ArchivedEntry } from "./verify-entries";
import type { Opened } from "./verify-manifest";
import { faultIn, type VerifyFault } from "./verify-model";

/** What stands beside the entries of an archive, as far as it can be read. */
export interface Contents {
  openings: ExportedOpening[];
  grants: ExportedGrant[];
  /** Documents and bundles by digest. */
  documents: Map<string, unknown>;
}

/** Reads it, and compares each commitment with what it stands for and each document with its digest. */
export function verifyContents(
  opened: Opened,
  entries: readonly ArchivedEntry[],
): { contents: Contents; faults: VerifyFault[] } {
  const openings = readJson(opened, names.openings, z.array(ExportedOpening));
  const grants = readJson(opened, names.grants, z.array(ExportedGrant));
  const documents = readDocuments(opened);
  return {
    contents: {
      openings: openings.value ?? [],
      grants: grants.value ?? [],
      documents: documents.byDigest,
    },
    faults: [
      ...openings.faults,
      ...grants.faults,
      ...openingFaults(openings.value ?? [], { entries, listed: opened.listed }),
      ...documents.faults,
    ],
  };
}

/** A file as JSON of a form; canonical, so that there is one way to write it. */
export function readJson<Schema extends z.ZodType>(
  { open, listed }: Opened,
  name: string,
  schema: Schema,
): { value: z.output<Schema> | null; faults: VerifyFault[] } {
  if (!listed.has(name)) return { value: null, faults: [faultIn(name, "it is missing")] };
  const bytes = open(name);
  if (bytes === null) return { value: null, faults: [] };
  const read = schema.safeParse(strictJson(bytes));
  if (!read.success)
    return { value: null, faults: [faultIn(name, "it is not of the form that it has to be")] };
  return isSame(bytes, canonicalBytes(read.data))
    ? { value: read.data, faults: [] }
    : { value: read.data, faults: [faultIn(name, "it is not written as canonical JSON")] };
}

function openingFaults(
  openings: readonly ExportedOpening[],
  { entries, listed }: { entries: readonly ArchivedEntry[]; listed: Opened["listed"] },
): VerifyFault[] {
  const bySeq = new Map(entries.map(({ seq, document }) => [seq, document]));
  return openings.flatMap(({ seq, path, value, salt }) => {
    const entry = bySeq.get(seq);
    // One that is listed and cannot be read is a fault already.
    if (entry === undefined)
      return listed.has(names.entry(seq))
        ? []
        : [faultIn(names.openings, `it opens entry ${seq}, which is not in the archive`, seq)];
    const commitment = entry.commitments[path];
    const found = commitmentTo(fromBase64(salt) ?? new Uint8Array(), value);
    if (found === commitment) return [];
    return [
      faultIn(
        names.openings,
        `“${path}” of entry ${seq} is not what was committed to: ${found}, and the entry has ${commitment ?? "no such commitment"}`,
        seq,
      ),
    ];
  });
}

function readDocuments({ open, listed }: Opened): {
  byDigest: Map<string, unknown>;
  faults: VerifyFault[];
} {
  const byDigest = new Map<string, unknown>();
  const faults: VerifyFault[] = [];
  for (const name of listed.keys()) {
    const digest = digestInName(name);
    const bytes = digest === null ? null : open(name);
    if (digest === null || bytes === null) continue;
    const found = sha256(bytes);
    const value = strictJson(bytes);
    if (found !== digest) faults.push(faultIn(name, `its digest is ${found}, not the one of its name`));
    else if (value === undefined) faults.push(faultIn(name, "it is no JSON"));
    else byDigest.set(digest, value);
  }
  return { byDigest, faults };
}
