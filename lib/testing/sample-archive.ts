import { canonicalBytes, digestOf } from "@/lib/bundles/digest";
import { inArchiveOrder, names } from "@/lib/audit/archive-names";
import { checkpointText, writeCheckpoint, writeLogProof } from "@/lib/audit/checkpoint";
import type {
  EntryDocument,
  ExportedGrant,
  ExportedOpening,
  LedgerHead,
  ReleaseHead,
} from "@/lib/audit/export-schemas";
import { introductionText, writeIntroduction } from "@/lib/audit/key-chain";
import { leafHash, placesOf } from "@/lib/audit/merkle";
import { treeOf } from "@/lib/audit/merkle-tree";
import { reportForm, reportOf } from "@/lib/audit/report";
import { toBase64, utf8 } from "@/lib/audit/signed-note";
import { ledgerSigner, publicKeyPem, sha256 } from "@/lib/audit/signing-key";
import { type ArchiveFile, writeArchive } from "@/lib/audit/write-archive";
import { commitmentTo } from "@/lib/platform/commitments";
import { planDocument } from "@/lib/releases/documents";
import { readTemplate } from "@/lib/releases/template-parse";
import { sampleTemplate } from "./release";
import { seedOf } from "./sign-log";
import { manifestOf } from "./world";

const origin = "countersign.example/ledger";
const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const [cora, ed, release, component, template] = [1, 2, 3, 4, 5].map(idOf) as [
  string,
  string,
  string,
  string,
  string,
];
const people = new Map([
  [cora, "Cora <cora@example.org>"],
  [ed, "Ed <ed@example.org>"],
]);

/** What an archive is made of before it is signed: tests alter it as whoever holds the key could. */
export interface SampleParts {
  /** The whole log, in its order. */
  log: EntryDocument[];
  /** Numbers of the entries in the archive. */
  shown: number[];
  own: number[];
  grants: ExportedGrant[];
  openings: ExportedOpening[];
  documents: unknown[];
  bundles: unknown[];
}

const rights = {
  rights: ["release.create", "template.publish", "rights.change"].map((decision) => ({
    decision,
    slots: [{ roles: ["release-champion"], count: 1, allowAuthor: true }],
  })),
};
const plan = planDocument({ objective: { problem: "Speech is missed <in noise>." } });
const bundle = manifestOf("m-sample", { code: "c1", "model-weights": "w1" });
const policy = { template: "sample@1", rights: "1" };

let made = 0;
function entry(of: Partial<EntryDocument> & Pick<EntryDocument, "type">, by = cora): EntryDocument {
  made += 1;
  return {
    id: idOf(1_000 + made),
    version: 1,
    at: new Date(Date.UTC(2026, 10, 1, 9, made)).toISOString(),
    actor: { kind: "person", id: by },
    by: { rule: "admin", role: null, grant: [] },
    requestId: `r-${made}`,
    subjects: {},
    before: null,
    after: null,
    policy: {},
    payload: {},
    commitments: { actor: commitmentTo(saltOf(made), people.get(by) ?? "") },
    ...of,
  };
}

const saltOf = (n: number) => Buffer.alloc(32, n);

function subject(): { parts: Record<string, string>; digest: string } {
  const read = readTemplate(sampleTemplate);
  const requirement = read.ok ? read.value.template.stages[0]?.gates[0]?.requirements[0] : undefined;
  const weights = bundle.artifacts.find(({ kind }) => (kind as string) === "model-weights");
  const parts = {
    "m-sample:model-weights": digestOf([
      { kind: weights?.kind, name: weights?.name, sha256: weights?.sha256 },
    ]),
  };
  return { parts, digest: digestOf({ definition: digestOf(requirement), parts }) };
}

const grantOf = (
  n: number,
  kind: ExportedGrant["kind"],
  { role, person, entry: made }: { role: string; person: string; entry: number },
): ExportedGrant => ({
  id: idOf(n),
  kind,
  role,
  holder: { kind: "person", id: person },
  of: null,
  from: "2026-11-01T09:00:00.000Z",
  entry: made,
});

/** A small log with one release in it. */
export function sampleParts(): SampleParts {
  made = 0;
  const signed = subject();
  const byRight = (grant: string[]) => ({ rule: "holds-right", role: "release-champion", grant });
  const about = { release };
  const log = [
    entry({
      type: "ledger-key.introduced",
      actor: { kind: "system", id: null, job: "worker" },
      commitments: {},
    }),
    entry({
      type: "role.created",
      subjects: { role: "release-champion" },
      payload: { pool: { people: [cora], teams: [] } },
    }),
    entry({
      type: "role.created",
      subjects: { role: "engineer" },
      payload: { pool: { people: [ed], teams: [] } },
    }),
    entry({
      type: "rights.changed",
      subjects: { rights: "1" },
      after: digestOf(rights),
      payload: { version: 1, warnings: [] },
    }),
    entry({
      type: "template.published",
      subjects: { template },
      after: digestOf(sampleTemplate),
      payload: { key: "sample", version: 1, title: "Sample" },
    }),
    entry({ type: "team.created", subjects: { team: idOf(9) }, payload: { key: "aside", members: [] } }),
    entry({
      type: "bundle.registered",
      subjects: { bundle: digestOf(bundle), component, registration: idOf(8) },
      after: digestOf(bundle),
      payload: {
        component: "m-sample",
        version: "1.0.0",
        isNew: true,
        authors: [cora],
        unknownAuthorCount: 0,
      },
    }),
    entry({
      type: "release.created",
      by: byRight([idOf(21)]),
      subjects: { champion: cora, ...about },
      after: "draft",
      policy,
      payload: {
        slug: "sample",
        title: "Sample release",
        components: [{ key: "m-sample", from: null }],
        documents: { plan: plan.digest },
        roles: { "release-champion": [{ personId: cora }], engineer: [{ personId: ed }] },
        isRestricted: false,
        targetDate: null,
      },
    }),
    entry({
      type: "release.started",
      by: byRight([idOf(22), idOf(21)]),
      subjects: { stage: "evaluate", ...about },
      before: "draft",
      after: "active",
      policy,
      payload: { baselines: { "m-sample": null } },
    }),
    entry({
      type: "candidate.set",
      by: byRight([idOf(22), idOf(21)]),
      subjects: { component, ...about },
      after: digestOf(bundle),
      policy,
      payload: { component: "m-sample" },
    }),
    entry(
      {
        type: "vote.cast",
        by: { rule: "holds-role", role: "engineer", grant: [idOf(23), idOf(24)] },
        subjects: { gate: "ready-to-go", requirement: "reviewed", vote: idOf(31), principal: ed, ...about },
        after: signed.digest,
        policy,
        payload: {
          vote: "approve",
          role: "engineer",
          meaning: "I read the code",
          statusBefore: "open",
          statusAfter: "open",
          evidence: { subject: signed.parts, gate: { before: "open", after: "open" } },
        },
      },
      ed,
    ),
    entry({
      type: "hold.placed",
      by: byRight([idOf(22), idOf(21)]),
      subjects: { hold: idOf(41), ...about },
      policy,
    }),
  ];
  const last = log.at(-1);
  if (last !== undefined) last.commitments["reason"] = commitmentTo(saltOf(100), "Wait for Ed & <legal>.");
  const shown = [2, 3, 4, 5, 7, 8, 9, 10, 11, 12];
  const champion = { role: "release-champion", person: cora };
  const engineer = { role: "engineer", person: ed };
  return {
    log,
    shown,
    own: [8, 9, 10, 11, 12],
    grants: [
      grantOf(21, "pool", { ...champion, entry: 2 }),
      grantOf(22, "assignment", { ...champion, entry: 8 }),
      grantOf(23, "assignment", { ...engineer, entry: 8 }),
      grantOf(24, "pool", { ...engineer, entry: 3 }),
    ],
    openings: [
      ...shown.map((seq) => ({
        seq,
        path: "actor",
        value: people.get(log[seq - 1]?.actor.id ?? "") ?? "",
        salt: toBase64(saltOf(seq)),
      })),
      { seq: 12, path: "reason", value: "Wait for Ed & <legal>.", salt: toBase64(saltOf(100)) },
    ],
    documents: [sampleTemplate, rights, plan.document],
    bundles: [bundle],
  };
}

const signer = ledgerSigner(seedOf("first"), origin);

export function sampleTree(log: readonly EntryDocument[]) {
  return treeOf(
    sha256,
    log.map((document) => leafHash(sha256, canonicalBytes(document))),
  );
}

/** The log's checkpoint at a size. */
export function sampleCheckpoint(log: readonly EntryDocument[], size = log.length, by = signer): string {
  const checkpoint = { origin, size, root: sampleTree(log).root(size) };
  return writeCheckpoint(checkpoint, [by.signNote(checkpointText(checkpoint))]);
}

export const sampleKey = signer.key;

function keyFiles(): ArchiveFile[] {
  const text = introductionText(signer.key);
  return [
    { name: names.keyPem(1), bytes: utf8(publicKeyPem(signer.key.publicKey)) },
    { name: names.keyNote(1), bytes: utf8(writeIntroduction(signer.key, [signer.signNote(text)])) },
  ];
}

const heads = {
  format: 1,
  exportedAt: "2026-11-02T09:00:00.000Z",
  exportedBy: { kind: "person", id: cora, name: "Cora" },
  origin,
} as const;

/** The archive of the log's release. `change` alters files before they are listed and signed. */
export async function sampleArchive(
  parts = sampleParts(),
  change: (files: ArchiveFile[]) => ArchiveFile[] = (files) => files,
): Promise<Buffer> {
  const { log, shown, own, grants, openings, documents, bundles } = parts;
  const tree = sampleTree(log);
  const checkpoint = sampleCheckpoint(log);
  const head: ReleaseHead = {
    ...heads,
    size: log.length,
    what: "release",
    release: { id: release, slug: "sample", title: "Sample release" },
    entries: own,
    later: 0,
    report: reportForm,
  };
  const entries = shown.flatMap((seq) => {
    const document = log[seq - 1];
    return document === undefined ? [] : [{ seq, document }];
  });
  const byDigest = new Map([...documents, ...bundles].map((each) => [digestOf(each), each]));
  const files: ArchiveFile[] = [
    ...bundles.map((each) => ({ name: names.bundle(digestOf(each)), bytes: canonicalBytes(each) })),
    ...documents.map((each) => ({ name: names.document(digestOf(each)), bytes: canonicalBytes(each) })),
    { name: names.checkpoint, bytes: utf8(checkpoint) },
    {
      name: names.consistency(6),
      bytes: canonicalBytes({
        from: 6,
        to: log.length,
        checkpoint: sampleCheckpoint(log, 6),
        hashes: tree.consistency(6).map(toBase64),
      }),
    },
    ...entries.flatMap(({ seq, document }) => [
      { name: names.entry(seq), bytes: canonicalBytes(document) },
      {
        name: names.proof(seq),
        bytes: utf8(writeLogProof({ index: seq - 1, hashes: tree.inclusion(seq - 1), checkpoint })),
      },
    ]),
    { name: names.grants, bytes: canonicalBytes(grants) },
    ...keyFiles(),
    { name: names.openings, bytes: canonicalBytes(openings) },
    {
      name: names.report,
      bytes: utf8(reportOf({ head, entries, contents: { openings, grants, documents: byDigest } })),
    },
  ];
  return sealed(change(files), head);
}

/** The archive of the whole log, so many entries a file. */
export async function sampleLedger(
  log = sampleParts().log,
  { from = 1, perFile = 5, change = (files: ArchiveFile[]) => files } = {},
): Promise<Buffer> {
  const firsts = log.flatMap((_, n) => (n >= from - 1 && (n - from + 1) % perFile === 0 ? [n + 1] : []));
  const files: ArchiveFile[] = [
    { name: names.checkpoint, bytes: utf8(sampleCheckpoint(log)) },
    {
      name: names.checkpoints,
      bytes: Buffer.concat(
        [6, log.length]
          .filter((size) => size >= from - 1)
          .flatMap((size) => [
            canonicalBytes({ size, note: sampleCheckpoint(log, size) }),
            Buffer.from("\n"),
          ]),
      ),
    },
    ...firsts.map((first) => ({
      name: names.entries(first),
      bytes: Buffer.concat(
        log
          .slice(first - 1, first - 1 + perFile)
          .flatMap((each) => [canonicalBytes(each), Buffer.from("\n")]),
      ),
    })),
    ...keyFiles(),
    ...(from === 1
      ? []
      : [
          {
            name: names.edge,
            bytes: canonicalBytes({ size: from - 1, hashes: edgeOf(log, from - 1) }),
          },
        ]),
  ];
  const head: LedgerHead = { ...heads, size: log.length, what: "ledger", from, withheld: 0 };
  return sealed(change(files), head);
}

/** Roots of the complete subtrees, from the left: those of the trees over their leaves alone. */
function edgeOf(log: readonly EntryDocument[], size: number): string[] {
  return placesOf([0, size]).map(({ level, index }) =>
    toBase64(sampleTree(log.slice(index * 2 ** level, (index + 1) * 2 ** level)).root()),
  );
}

async function sealed(files: readonly ArchiveFile[], head: ReleaseHead | LedgerHead): Promise<Buffer> {
  const all: Uint8Array[] = [];
  const inOrder = files.toSorted((a, b) => inArchiveOrder(a.name, b.name));
  for await (const chunk of writeArchive(inOrder, { head: () => head, signer })) all.push(chunk);
  return Buffer.concat(all);
}
