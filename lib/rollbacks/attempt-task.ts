import { z } from "zod";
import { canonicalBytes } from "@/lib/bundles/digest";
import { ExposureTask } from "@/lib/rollouts/exposure-task";
import { StepTask } from "./step-task";

/** What an attempt is for: a step of a rollback, or an exposure that was decided. Carriers move both in the same way. */
export const AttemptTask = z.union([StepTask, ExposureTask]);
export type AttemptTask = z.output<typeof AttemptTask>;

export function isExposureTask(task: AttemptTask): task is ExposureTask {
  return "for" in task;
}

/** What is signed: the canonical JSON of the task, after a word that keeps the signature from standing for anything else. */
export function taskBytes(task: AttemptTask): Uint8Array {
  const word = isExposureTask(task) ? "exposure" : "step";
  return new Uint8Array(Buffer.concat([Buffer.from(`countersign ${word} task v1\n`), canonicalBytes(task)]));
}
