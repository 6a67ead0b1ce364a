import { canonicalBytes } from "@/lib/bundles/digest";
import { exportedSamples, exportedSteps, exportedTracks, spansOf } from "@/lib/metrics/export-queries";
import type { ExportedTrack } from "@/lib/metrics/export-schemas";
import { samplesKeptMs } from "@/lib/metrics/retention";
import type { Kernel } from "@/lib/platform/command";
import type { Reader } from "@/lib/platform/db";
import { loadRelease } from "@/lib/releases/authority";
import { names } from "./archive-names";
import { writeLogProof } from "./checkpoint";
import {
  earlierCheckpoints,
  type ExportAsked,
  type Exported,
  type ExportedHead,
  exportSigner,
  headOf,
  keyFiles,
  lastCheckpoint,
} from "./export-head";
import { proofsOf } from "./export-queries";
import type { ReleaseHead } from "./export-schemas";
import { gatherRelease, type Gathered } from "./gather-release";
import { reportForm, reportOf } from "./report";
import { toBase64, utf8 } from "./signed-note";
import { readConsistency } from "./tree-store";
import { type ArchiveFile, writeArchive } from "./write-archive";

/**
 * A release's evidence as one archive, up to the newest checkpoint. What is held at a time is the release's entries, as the report needs
 * them, and one file of its evaluations or samples.
 * @param since a size that whoever asks holds a checkpoint of: the proof from there is put in
 */
export async function exportRelease(
  kernel: Kernel,
  { actor, signerOf, slug, since }: ExportAsked & { slug: string; since: number | undefined },
): Promise<Exported> {
  const db = kernel.db.prisma;
  const now = kernel.clock.now();
  const { release } = await loadRelease(db, { slug, actor, now });
  const at = await lastCheckpoint(db);
  const signer = await exportSigner(db, signerOf(at.origin));
  const earlier = await earlierCheckpoints(db, { size: at.size, since });
  const gathered = await gatherRelease(db, { actor, release, size: at.size });
  const head: ReleaseHead = {
    ...headOf(at, { actor, now }),
    what: "release",
    release: { id: release.id, slug: release.slug, title: release.title },
    entries: gathered.own,
    later: gathered.later,
    report: reportForm,
  };
  const files = filesOf(db, { at, head, gathered, earlier, samplesFrom: now.getTime() - samplesKeptMs() });
  return {
    fileName: `countersign-${release.slug}-${at.size}.tar`,
    chunks: writeArchive(files, { head: () => head, signer }),
  };
}

interface Parts {
  at: ExportedHead;
  head: ReleaseHead;
  gathered: Gathered;
  earlier: Awaited<ReturnType<typeof earlierCheckpoints>>;
  samplesFrom: number;
}

/** In the order of their names. */
async function* filesOf(
  db: Reader,
  { at, head, gathered, earlier, samplesFrom }: Parts,
): AsyncGenerator<ArchiveFile> {
  const { entries, contents, bundles, documents } = gathered;
  yield* bundles;
  yield { name: names.checkpoint, bytes: utf8(at.note) };
  yield* consistencies(db, at, earlier);
  yield* documents;
  for (const { seq, bytes } of entries) yield { name: names.entry(seq), bytes };
  yield { name: names.grants, bytes: canonicalBytes(contents.grants) };
  yield* await keyFiles(db);
  yield { name: names.openings, bytes: canonicalBytes(contents.openings) };
  yield* proofs(db, { at, seqs: entries.map(({ seq }) => seq) });
  yield { name: names.report, bytes: utf8(reportOf({ head, entries, contents })) };
  const tracks = await exportedTracks(db, { releaseId: head.release.id, samplesFrom });
  yield* sampleFiles(db, tracks);
  yield* verdictFiles(db, tracks);
}

async function* consistencies(
  db: Reader,
  { size }: ExportedHead,
  earlier: Parts["earlier"],
): AsyncGenerator<ArchiveFile> {
  for (const { from, checkpoint } of earlier) {
    const hashes = (await readConsistency(db, from, size)).map(toBase64);
    yield {
      name: names.consistency(from),
      bytes: canonicalBytes({ from, to: size, checkpoint, hashes }),
    };
  }
}

/** Proofs read by one statement. */
const proofsAtOnce = 200;

async function* proofs(
  db: Reader,
  { at, seqs }: { at: ExportedHead; seqs: readonly number[] },
): AsyncGenerator<ArchiveFile> {
  for (let n = 0; n < seqs.length; n += proofsAtOnce) {
    const some = seqs.slice(n, n + proofsAtOnce);
    const found = await proofsOf(db, { seqs: some, size: at.size });
    for (const [k, seq] of some.entries())
      yield {
        name: names.proof(seq),
        bytes: utf8(writeLogProof({ index: seq - 1, hashes: found[k] ?? [], checkpoint: at.note })),
      };
  }
}

function linesOf(values: readonly unknown[]): Buffer {
  return Buffer.concat(values.flatMap((value) => [canonicalBytes(value), Buffer.from("\n")]));
}

/** Each series once, over the time that any of the criteria reads it. */
async function* sampleFiles(db: Reader, tracks: readonly ExportedTrack[]): AsyncGenerator<ArchiveFile> {
  const spans = new Map<string, { after: number; to: number }>();
  for (const track of tracks)
    for (const { role, after, to } of spansOf(track))
      for (const { id } of track.series[role]) {
        const known = spans.get(id);
        spans.set(id, {
          after: Math.min(after, known?.after ?? Infinity),
          to: Math.max(to, known?.to ?? 0),
        });
      }
  for (const [series, span] of [...spans].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    let part = 1;
    for await (const samples of exportedSamples(db, { series, ...span })) {
      yield { name: names.samples(series, part), bytes: linesOf(samples) };
      part += 1;
    }
  }
}

async function* verdictFiles(db: Reader, tracks: readonly ExportedTrack[]): AsyncGenerator<ArchiveFile> {
  for (const track of tracks) {
    let part = 1;
    for await (const steps of exportedSteps(db, track.id)) {
      yield { name: names.steps(track.id, part), bytes: linesOf(steps) };
      part += 1;
    }
    yield { name: names.track(track.id), bytes: canonicalBytes(track) };
  }
}
