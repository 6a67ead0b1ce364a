import { type ExportedStep, type ExportedTrack, JudgedPayload } from "@/lib/metrics/export-schemas";
import { isWithin, stepsDigest } from "@/lib/metrics/steps-digest";
import { names } from "./archive-names";
import type { ArchivedEntry } from "./verify-entries";
import { faultIn, type VerifyFault } from "./verify-model";

interface Judged {
  seq: number;
  payload: JudgedPayload;
}

/** Compares the evaluations of one track, given in their order, with what the log's entries say of them. */
export function judgedBy(
  track: ExportedTrack,
  entries: readonly ArchivedEntry[],
): { add: (step: ExportedStep) => void; end: () => { faults: VerifyFault[]; entered: number } } {
  const own = entries.filter(
    ({ document }) => document.type === "criterion.judged" && document.subjects["track"] === track.id,
  );
  const judged = own.flatMap(({ seq, document }): Judged[] => {
    const payload = JudgedPayload.safeParse(document.payload).data;
    return payload === undefined ? [] : [{ seq, payload }];
  });
  const batches = judged.flatMap(({ seq, payload: { steps } }) =>
    steps === null ? [] : [{ seq, steps, found: stepsDigest() }],
  );
  let first = 0;
  return {
    add: (step) => {
      if (step.revision > 0) {
        for (const { steps, found } of batches) if (isWithin(steps, step)) found.add(step);
        return;
      }
      // They come in the order of their times, and so do the batches.
      while ((batches[first]?.steps.to ?? Infinity) < step.at) first += 1;
      const batch = batches[first];
      if (batch !== undefined && isWithin(batch.steps, step)) batch.found.add(step);
    },
    end: () => {
      const faults = [...gapFaults(track, batches), ...changeFaults(track, judged)];
      if (judged.length < own.length)
        faults.push(faultIn(names.track(track.id), "an entry of how it was judged cannot be read"));
      let entered = 0;
      for (const { seq, steps, found } of batches) {
        const { count, digest } = found.end();
        entered += count;
        if (count !== steps.count || digest !== steps.digest)
          faults.push(
            faultIn(
              names.track(track.id),
              `its ${count} evaluations up to ${isoOf(steps.to)} come to ${digest}; the log says ${steps.count} that come to ${steps.digest}`,
              seq,
            ),
          );
      }
      return { faults, entered };
    },
  };
}

/** Each goes on where the one before ended. */
function gapFaults(
  track: ExportedTrack,
  batches: readonly { seq: number; steps: NonNullable<JudgedPayload["steps"]> }[],
): VerifyFault[] {
  return batches.flatMap(({ seq, steps }, index) => {
    const before = batches[index - 1]?.steps;
    const isNext = steps.after === (before?.to ?? null) && steps.amendedAfter === (before?.amendedTo ?? 0);
    return isNext
      ? []
      : [faultIn(names.track(track.id), "an entry of how it was judged is missing before this one", seq)];
  });
}

function changeFaults(track: ExportedTrack, judged: readonly Judged[]): VerifyFault[] {
  const entered = judged.flatMap(({ seq, payload }) => payload.changes.map((change) => ({ seq, ...change })));
  const faults = entered.flatMap(({ seq, at, verdict }, index) => {
    const [toldAt, told] = track.changes[index] ?? [];
    return toldAt === at && told === verdict
      ? []
      : [
          faultIn(
            names.track(track.id),
            `it does not say that it was ${verdict ?? "begun anew"} from ${isoOf(at)}, as the log does`,
            seq,
          ),
        ];
  });
  return faults.slice(0, 1);
}

const isoOf = (ms: number) => new Date(ms).toISOString();
