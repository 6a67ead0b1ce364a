import { names } from "./archive-names";
import { readCheckpoint } from "./checkpoint";
import { ExportedCheckpoint, ExportedEdge, type ExportManifest, type ListedFile } from "./export-schemas";
import { edgeLength, type GrowingTree, growingTree } from "./growing-tree";
import { isSame } from "./merkle";
import { fromBase64, verifierKey } from "./signed-note";
import { readJson } from "./verify-contents";
import { forked, readHeld, signatureFaults, unproven, verifyCheckpoint, verifyHeld } from "./verify-log";
import { differsFrom, type Opened } from "./verify-manifest";
import { type Asked, faultIn, type Verified, type VerifyFault } from "./verify-model";

type LedgerManifest = Extract<ExportManifest, { what: "ledger" }>;

/** Whether a file of a ledger's archive holds entries: those are read once, and compared while their leaves are hashed. */
export const holdsEntries = (name: string) => /^entries\/\d{12}\.jsonl$/.test(name);

const kinds = [
  /^(checkpoint\.txt|edge\.json)$/,
  /^checkpoints\.jsonl$/,
  /^entries\/\d{12}\.jsonl$/,
  /^keys\/\d{2,}\.(txt|pem)$/,
];

/** A checkpoint to be compared when the tree has its size. */
interface Milestone {
  size: number;
  root: Uint8Array;
  /** What to say where the tree is another one. */
  other: VerifyFault;
}

/** A ledger's archive: the whole tree anew from the entries alone, and every checkpoint on its way. */
export function verifyLedger(opened: Opened, manifest: LedgerManifest, asked: Asked): Verified {
  const { checkpoint, faults: ofCheckpoint } = verifyCheckpoint(opened);
  const signed = verifyCheckpoints(opened, manifest);
  const held = heldMilestone(opened, { manifest, asked });
  const edge = readEdge(opened, manifest);
  const milestones = [...signed.milestones, ...(held.milestone === null ? [] : [held.milestone])];
  const grown = growFrom(opened, { manifest, edge: edge.hashes, milestones });
  const end =
    checkpoint === null || edge.hashes === null || grown.isBroken
      ? []
      : rootFaults(grown, { size: manifest.size, root: checkpoint.root });
  const beyond = checkpoint !== null && held.isBeyond ? verifyHeld(opened, { asked, checkpoint }) : [];
  const faults = [
    ...opened.faults,
    ...strangers(opened),
    ...ofCheckpoint,
    ...signed.faults,
    ...edge.faults,
    ...grown.faults,
    ...end,
    ...held.faults,
    ...beyond,
  ];
  return {
    isSound: faults.length === 0,
    what: "ledger",
    faults,
    unchecked: [...opened.keys.unchecked, ...uncheckedOf(manifest, asked)],
    facts: {
      about: `entries ${manifest.from} to ${manifest.size}`,
      origin: manifest.origin,
      size: manifest.size,
      entries: grown.size - manifest.from + 1,
      own: grown.size - manifest.from + 1,
      files: manifest.files.length,
      exportedAt: manifest.exportedAt,
      keys: opened.keys.all.map(verifierKey),
      compared: {
        "entries with the log's root": grown.size - manifest.from + 1 - grown.withheld,
        "checkpoints with the tree at their size": signed.milestones.length,
      },
    },
  };
}

function strangers({ listed }: Opened): VerifyFault[] {
  const strange = [...listed.keys()].filter((name) => !kinds.some((kind) => kind.test(name)));
  return [
    ...strange.map((name) => faultIn(name, "it is no file that the export of the ledger has")),
    ...(listed.has(names.checkpoint) ? [] : [faultIn(names.checkpoint, "it is missing")]),
  ];
}

/** Every checkpoint inside, its signature, and the root that the tree has to have at its size. */
function verifyCheckpoints(
  { listed, openText, keys }: Opened,
  { origin, from, size }: LedgerManifest,
): { milestones: Milestone[]; faults: VerifyFault[] } {
  const found = { milestones: [] as Milestone[], faults: [] as VerifyFault[] };
  if (!listed.has(names.checkpoints))
    return { ...found, faults: [faultIn(names.checkpoints, "it is missing")] };
  const lines = openText(names.checkpoints)?.split("\n").slice(0, -1) ?? [];
  for (const line of lines) {
    const row = ExportedCheckpoint.safeParse(jsonOf(line)).data;
    const read = row === undefined ? null : readCheckpoint(row.note);
    const isOwn = read !== null && read.size === row?.size && read.origin === origin;
    if (!isOwn || read.size > size || read.size < from - 1) {
      found.faults.push(faultIn(names.checkpoints, "a line of it is no checkpoint of this log at its size"));
      continue;
    }
    if (keys.all.length > 0) found.faults.push(...signatureFaults(names.checkpoints, read, keys.all));
    const other = `the log does not go on from its own checkpoint over ${read.size} entries: they are others now`;
    found.milestones.push({ size: read.size, root: read.root, other: faultIn(names.checkpoints, other) });
  }
  return { ...found, milestones: found.milestones.toSorted((a, b) => a.size - b.size) };
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return null;
  }
}

/** A held checkpoint within the export is compared by its own root; one beyond or before it needs a proof. */
function heldMilestone(
  opened: Opened,
  { manifest, asked }: { manifest: LedgerManifest; asked: Asked },
): { milestone: Milestone | null; isBeyond: boolean; faults: VerifyFault[] } {
  const none = { milestone: null, isBeyond: false, faults: [] };
  if (asked.held === undefined) return none;
  const read = readHeld(opened, asked.held);
  if (!read.ok) return { ...none, faults: read.faults };
  const { size, root } = read.head;
  if (size > manifest.size) return { ...none, isBeyond: true };
  if (size >= manifest.from - 1) return { ...none, milestone: { size, root, other: forked(size) } };
  return asked.consistency === undefined
    ? { ...none, faults: [unproven(size, manifest.size)] }
    : { ...none, isBeyond: true };
}

/** The log before the first entry, as the hashes of its complete subtrees; null: it cannot be read. */
function readEdge(
  opened: Opened,
  { from }: LedgerManifest,
): { hashes: Uint8Array[] | null; faults: VerifyFault[] } {
  if (from === 1) return { hashes: [], faults: [] };
  const { value, faults } = readJson(opened, names.edge, ExportedEdge);
  if (value === null) return { hashes: null, faults };
  const hashes = value.hashes.map((text) => fromBase64(text) ?? new Uint8Array());
  const isFit =
    value.size === from - 1 &&
    hashes.length === edgeLength(value.size) &&
    hashes.every(({ length }) => length === 32);
  return isFit
    ? { hashes, faults }
    : {
        hashes: null,
        faults: [...faults, faultIn(names.edge, `it is no edge of a log of ${from - 1} entries`)],
      };
}

interface Grown {
  size: number;
  root: Uint8Array;
  withheld: number;
  /** Entries are missing or altered, as the faults say: the root is another one for that reason. */
  isBroken: boolean;
  faults: VerifyFault[];
}

function growFrom(
  { listed, readOver }: Opened,
  {
    manifest,
    edge,
    milestones,
  }: { manifest: LedgerManifest; edge: Uint8Array[] | null; milestones: readonly Milestone[] },
): Grown {
  const faults: VerifyFault[] = [];
  const due = milestones.toSorted((a, b) => a.size - b.size);
  const tree = growingTree(
    { size: manifest.from - 1, edge: edge ?? [] },
    { due: () => due[0]?.size ?? Infinity, reached: () => compare() },
  );
  const compare = (): void => {
    while (due[0]?.size === tree.size()) {
      const milestone = due.shift();
      if (edge !== null && milestone !== undefined && !isSame(tree.root(), milestone.root))
        faults.push(milestone.other);
    }
  };
  compare();
  for (const [name, file] of listed) {
    if (!holdsEntries(name)) continue;
    const bytes = readOver(name);
    const wrong = bytes === null ? [] : addPart(tree, { name, file, bytes });
    faults.push(...wrong);
    // What comes after cannot be compared with the log; where it is missing, that is told already.
    if (bytes === null || wrong.length > 0) return grownOf(tree, { isBroken: true, faults });
  }
  return grownOf(tree, { isBroken: false, faults });
}

function grownOf(tree: GrowingTree, rest: Pick<Grown, "isBroken" | "faults">): Grown {
  return { size: tree.size(), root: tree.root(), withheld: tree.withheld(), ...rest };
}

function addPart(
  tree: GrowingTree,
  { name, file, bytes }: { name: string; file: ListedFile; bytes: Uint8Array },
): VerifyFault[] {
  const next = tree.size() + 1;
  const altered = differsFrom(file, bytes);
  if (altered.length > 0) return altered;
  if (name !== names.entries(next)) return [faultIn(name, `entry ${next} is expected to come next`, next)];
  const wrong = tree.addLines(bytes);
  return wrong === null ? [] : [faultIn(name, wrong, tree.size() + 1)];
}

function rootFaults(grown: Grown, { size, root }: { size: number; root: Uint8Array }): VerifyFault[] {
  if (grown.size !== size)
    return [
      faultIn(names.checkpoint, `it is over ${size} entries, and entries up to ${grown.size} are here`),
    ];
  return isSame(grown.root, root)
    ? []
    : [faultIn(names.checkpoint, `the entries lead to another root: at least one is not the one of the log`)];
}

function uncheckedOf({ from, withheld }: LedgerManifest, { held }: Asked): string[] {
  return [
    ...(held === undefined
      ? [
          "Whether the log was forked or written anew as a whole: no checkpoint that was held elsewhere was given (--checkpoint)",
        ]
      : []),
    ...(from > 1
      ? [`Entries before ${from}: they stand in the tree by their hashes alone, as the export says`]
      : []),
    ...(withheld > 0
      ? [
          `${withheld} ${withheld === 1 ? "entry" : "entries"} of releases that whoever exported it may not see: only their leaves are here`,
        ]
      : []),
    "What the entries of the ledger say and claim: that is looked at in the export of a release",
  ];
}
