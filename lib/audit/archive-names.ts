/** Names of an export's files. Numbers are padded, so that files in the order of their names are in the order of the log. */
export const padded = (seq: number) => String(seq).padStart(12, "0");
const hexIn = (digest: string) => digest.replace(/^sha256:/, "");

export const names = {
  manifest: "manifest.json",
  note: "manifest.note",
  checkpoint: "checkpoint.txt",
  openings: "openings.json",
  grants: "grants.json",
  report: "report.html",
  edge: "edge.json",
  entry: (seq: number) => `entries/${padded(seq)}.json`,
  proof: (seq: number) => `proofs/${padded(seq)}.tlog-proof`,
  /** Entries from this one on, one a line. */
  entries: (first: number) => `entries/${padded(first)}.jsonl`,
  /** Checkpoints by their size, one a line. */
  checkpoints: "checkpoints.jsonl",
  consistency: (size: number) => `consistency/${padded(size)}.json`,
  keyNote: (place: number) => `keys/${String(place).padStart(2, "0")}.txt`,
  keyPem: (place: number) => `keys/${String(place).padStart(2, "0")}.pem`,
  bundle: (digest: string) => `bundles/${hexIn(digest)}.json`,
  document: (digest: string) => `documents/${hexIn(digest)}.json`,
  track: (track: string) => `verdicts/${track}/track.json`,
  steps: (track: string, part: number) => `verdicts/${track}/steps-${String(part).padStart(6, "0")}.jsonl`,
  samples: (series: string, part: number) => `samples/${series}-${String(part).padStart(6, "0")}.jsonl`,
};

/** Files in the order of their names, and then what lists and signs them: it can be written only after them. */
export function inArchiveOrder(a: string, b: string): number {
  const [last, other] = [placeOf(a), placeOf(b)];
  if (last !== other) return last - other;
  return a < b ? -1 : a > b ? 1 : 0;
}

function placeOf(name: string): number {
  return name === names.note ? 2 : name === names.manifest ? 1 : 0;
}

/** The digest in the name of a bundle or a document. */
export function digestInName(name: string): string | null {
  const [, hex] = /^(?:bundles|documents)\/([0-9a-f]{64})\.json$/.exec(name) ?? [];
  return hex === undefined ? null : `sha256:${hex}`;
}

/** The number in the name of an entry, a proof or a proof of consistency. */
export function numberInName(name: string): number | null {
  const [, digits] = /\/(\d{12})\.[a-z-]+$/.exec(name) ?? [];
  return digits === undefined ? null : Number(digits);
}
