import { z } from "zod";

const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const Count = z.number().int().min(0);

/** A file of an archive as its manifest lists it. */
export const ListedFile = z.strictObject({ name: z.string(), size: Count, sha256: Digest });
export type ListedFile = z.output<typeof ListedFile>;

const head = {
  format: z.literal(1),
  exportedAt: z.iso.datetime(),
  exportedBy: z.strictObject({
    kind: z.enum(["person", "machine"]),
    id: z.string(),
    name: z.string().nullable(),
  }),
  /** Name of the log, and how many entries its checkpoint is over. */
  origin: z.string(),
  size: Count,
};

export const ReleaseHead = z.strictObject({
  ...head,
  what: z.literal("release"),
  release: z.strictObject({ id: z.string(), slug: z.string(), title: z.string() }),
  /** Numbers of the entries that are the release's own. */
  entries: z.array(Count),
  /** Entries of the release that no checkpoint was over yet. */
  later: Count,
  /** In which form the report is written. */
  report: Count,
});
export type ReleaseHead = z.output<typeof ReleaseHead>;

export const LedgerHead = z.strictObject({
  ...head,
  what: z.literal("ledger"),
  /** Number of the first entry. */
  from: Count,
  /** Entries of releases that whoever exported it may not see: their leaves stand in their place. */
  withheld: Count,
});
export type LedgerHead = z.output<typeof LedgerHead>;

const files = { files: z.array(ListedFile) };

/** What an archive holds; `manifest.note` signs its digest. */
export const ExportManifest = z.discriminatedUnion("what", [
  ReleaseHead.extend(files),
  LedgerHead.extend(files),
]);
export type ExportManifest = z.output<typeof ExportManifest>;

/** An entry as its bytes say. */
export const EntryDocument = z.strictObject({
  id: z.string(),
  type: z.string(),
  version: Count,
  at: z.iso.datetime(),
  actor: z.strictObject({ kind: z.string(), id: z.string().nullable(), job: z.string().optional() }),
  by: z.strictObject({
    rule: z.string(),
    role: z.string().nullable(),
    grant: z.array(z.string()),
    confirmed: z.strictObject({ method: z.string(), at: z.string() }).optional(),
  }),
  requestId: z.string(),
  subjects: z.record(z.string(), z.string().nullable()),
  before: z.string().nullable(),
  after: z.string().nullable(),
  policy: z.record(z.string(), z.string().nullable()),
  payload: z.record(z.string(), z.unknown()),
  commitments: z.record(z.string(), z.string()),
});
export type EntryDocument = z.output<typeof EntryDocument>;

/** What a commitment stands for. */
export const ExportedOpening = z.strictObject({
  seq: Count,
  path: z.string(),
  value: z.string(),
  /** In base64. */
  salt: z.string(),
});
export type ExportedOpening = z.output<typeof ExportedOpening>;

const holder = z.strictObject({ kind: z.enum(["person", "team", "rota", "machine"]), id: z.string() });

/** A row by which somebody held a role, as decisions name it in `by.grant`, and the entry that made it. */
export const ExportedGrant = z.strictObject({
  id: z.string(),
  kind: z.enum(["assignment", "pool", "membership", "delegation", "rota", "shift", "token"]),
  role: z.string().nullable(),
  holder,
  /** Of a membership the team, of a shift or a version the rota's key. */
  of: z.string().nullable(),
  from: z.iso.datetime(),
  /** Number of the entry that made it; null: it is none that could be shown. */
  entry: Count.nullable(),
});
export type ExportedGrant = z.output<typeof ExportedGrant>;

export const ExportedConsistency = z.strictObject({
  from: Count,
  to: Count,
  /** The earlier checkpoint, a signed note; null: this size was not signed. */
  checkpoint: z.string().nullable(),
  /** In base64. */
  hashes: z.array(z.string()),
});
export type ExportedConsistency = z.output<typeof ExportedConsistency>;

/** The complete subtrees of the log before an export's first entry, from the left; in base64. */
export const ExportedEdge = z.strictObject({ size: Count, hashes: z.array(z.string()) });

export const ExportedCheckpoint = z.strictObject({ size: Count, note: z.string() });
