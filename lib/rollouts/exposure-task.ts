import { z } from "zod";
import { Digest, Key, Slug } from "@/lib/platform/names";
import { Executor } from "@/lib/rollbacks/schemas";

const Digests = z.record(Key, Digest.nullable());

/**
 * What one attempt is to set, as whoever carries it out receives it: the exposure that was decided, by the executor of the stage. It is
 * written once, with the attempt, and signed, as a step of a rollback is.
 */
export const ExposureTask = z.strictObject({
  format: z.literal(1),
  /** Tells it from a step. */
  for: z.literal("exposure"),
  /** Id of the attempt; also the id under which a webhook's receiver and a runner know it. */
  attempt: z.uuid(),
  number: z.int().min(1),
  release: Slug,
  stage: Key,
  /** Share of users or traffic that the candidate is to have. */
  percent: z.number().min(0).max(100),
  /** What was intended before; below `percent`: it raises exposure. */
  before: z.number().min(0).max(100),
  /** Later decisions have a higher one: whoever has set a later one leaves this undone. */
  order: z.int().min(0),
  /** By component what is exposed, and what everybody else has; null: nothing. */
  candidates: Digests,
  baselines: Digests,
  executor: Executor,
  /** Digest of the script of a command; null: another executor. */
  script: Digest.nullable(),
  timeLimitMs: z.int().min(1),
  /** From when on it may be taken, and until when it has to be done; RFC 3339. */
  at: z.iso.datetime(),
  dueAt: z.iso.datetime(),
});
export type ExposureTask = z.output<typeof ExposureTask>;
