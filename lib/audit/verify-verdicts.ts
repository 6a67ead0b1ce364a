import { canonicalBytes } from "@/lib/bundles/digest";
import { criterionDigest } from "@/lib/metrics/criterion-digest";
import { ExportedSample, ExportedStep, ExportedTrack } from "@/lib/metrics/export-schemas";
import { type ReceivedSeries, receivedOf, recompute } from "@/lib/metrics/recompute";
import type { z } from "zod";
import { names } from "./archive-names";
import { isSame } from "./merkle";
import { strictText } from "./strict-text";
import type { ArchivedEntry } from "./verify-entries";
import { judgedBy } from "./verify-judged";
import type { Opened } from "./verify-manifest";
import { faultIn, type VerifyFault } from "./verify-model";

/** Faults of one file: more say the same. */
const mostFaults = 5;

interface Found {
  faults: VerifyFault[];
  /** Evaluations that come to the same from their samples, those that cannot be told, and those whose digest the log has. */
  same: number;
  unknown: number;
  entered: number;
}

/** Every evaluation anew from the samples beside it, as far as they are kept. */
export function verifyVerdicts(opened: Opened, releaseId: string, entries: readonly ArchivedEntry[]): Found {
  const tracks = [...opened.listed.keys()].filter((name) => /^verdicts\/[^/]+\/track\.json$/.test(name));
  const found: Found = { faults: [], same: 0, unknown: 0, entered: 0 };
  for (const name of tracks) {
    const bytes = opened.open(name);
    const [line] = bytes === null ? [] : linesOf(bytes, ExportedTrack);
    if (bytes === null) continue;
    if (line === undefined || line === null || !isSame(bytes, canonicalBytes(line)))
      found.faults.push(faultIn(name, "it is no criterion's track that can be read"));
    else verifyTrack(opened, { name, track: line, releaseId, entries }, found);
  }
  return found;
}

function verifyTrack(
  opened: Opened,
  {
    name,
    track,
    releaseId,
    entries,
  }: { name: string; track: ExportedTrack; releaseId: string; entries: readonly ArchivedEntry[] },
  found: Found,
): void {
  if (track.releaseId !== releaseId || name !== names.track(track.id))
    found.faults.push(faultIn(name, "it is of another release, or another track, than it stands for"));
  const isAltered = track.rollbackId === null && digestIn(track) !== track.criterionDigest;
  if (isAltered)
    found.faults.push(
      faultIn(name, `its criterion has the digest ${digestIn(track)}, not ${track.criterionDigest}`),
    );
  const samples = samplesOf(opened, track, found.faults);
  const judged = judgedBy(track, entries);
  let isWhole = true;
  for (let part = 1; opened.listed.has(names.steps(track.id, part)); part += 1) {
    const file = names.steps(track.id, part);
    const bytes = opened.open(file);
    const steps = bytes === null ? [] : linesOf(bytes, ExportedStep);
    isWhole &&= bytes !== null && !steps.includes(null);
    for (const step of steps) if (step !== null) judged.add(step);
    if (steps.includes(null))
      found.faults.push(faultIn(file, "a line of it is no evaluation that can be read"));
    const faults: VerifyFault[] = [];
    for (const step of steps) {
      if (step === null || samples === null) continue;
      const again = recompute(track, step, samples);
      if (again.kind === "unknown") found.unknown += 1;
      else if (again.kind === "same") found.same += 1;
      else
        faults.push(
          faultIn(
            file,
            `the ${again.what} of ${new Date(step.at).toISOString()}, revision ${step.revision}, comes to ${again.found}, and it says ${again.expected}`,
          ),
        );
    }
    found.faults.push(...faults.slice(0, mostFaults), ...moreFaults(file, faults.length));
  }
  // What cannot be read is named already.
  if (!isWhole) return;
  const { faults, entered } = judged.end();
  found.faults.push(...faults);
  found.entered += entered;
}

function moreFaults(file: string, count: number): VerifyFault[] {
  return count <= mostFaults ? [] : [faultIn(file, `and ${count - mostFaults} more evaluations`)];
}

const digestIn = ({ criterion }: ExportedTrack) => criterionDigest(criterion.document, criterion.regressions);

/** By series; null: one of the files is missing or not what was signed. */
function samplesOf(
  { listed, open }: Opened,
  { series }: ExportedTrack,
  faults: VerifyFault[],
): Map<string, ReceivedSeries> | null {
  const ids = new Set([...series.canary, ...series.baseline].map(({ id }) => id));
  const found = new Map<string, ReceivedSeries>();
  for (const id of ids) {
    const samples: ExportedSample[] = [];
    for (let part = 1; listed.has(names.samples(id, part)); part += 1) {
      const bytes = open(names.samples(id, part));
      if (bytes === null) return null;
      const lines = linesOf(bytes, ExportedSample);
      if (lines.includes(null)) {
        faults.push(faultIn(names.samples(id, part), "a line of it is no sample that can be read"));
        return null;
      }
      samples.push(...lines.filter((line) => line !== null));
    }
    found.set(id, receivedOf(samples));
  }
  return found;
}

/** Lines of JSON; null where one is not of the form. */
function linesOf<Schema extends z.ZodType>(bytes: Uint8Array, schema: Schema): (z.output<Schema> | null)[] {
  const text = strictText(bytes);
  if (text === null) return [null];
  const lines = text.split("\n");
  return (lines.at(-1) === "" ? lines.slice(0, -1) : lines).map((line) => {
    try {
      return schema.safeParse(JSON.parse(line)).data ?? null;
    } catch {
      return null;
    }
  });
}
