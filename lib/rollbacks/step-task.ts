import { z } from "zod";
import { Digest, Key, Slug } from "@/lib/platform/names";
import { drillLevels } from "./model";
import { Executor } from "./schemas";

/**
 * What one attempt of a step is to do, as whoever carries it out receives it. It is written once, with the attempt, and signed: who
 * carries it out checks the signature, and never does the same attempt twice. A retry is another attempt.
 */
export const StepTask = z.strictObject({
  format: z.literal(1),
  /** Id of the attempt; also the id under which a webhook's receiver and a runner know it. */
  attempt: z.uuid(),
  number: z.int().min(1),
  rollback: z.uuid(),
  release: Slug,
  step: Key,
  kind: z.string(),
  /** A rehearsal says its level; null: the real thing. */
  drill: z.enum(drillLevels).nullable(),
  /** Only say what would be done. */
  dryRun: z.boolean(),
  executor: Executor,
  /** Digest of the script of a command, also where the plan names it as an artifact; null: another executor. */
  script: Digest.nullable(),
  /** By component the digest gone back to; null: nothing. */
  target: z.record(Key, Digest.nullable()),
  exposurePercent: z.number(),
  flags: z.record(z.string(), z.boolean()),
  dataSnapshot: z.string().nullable(),
  /** Who carries it out says which digest it sees served afterwards. */
  reportsServing: z.boolean(),
  timeLimitMs: z.int().min(1),
  /** RFC 3339. */
  at: z.iso.datetime(),
  dueAt: z.iso.datetime(),
});
export type StepTask = z.output<typeof StepTask>;
