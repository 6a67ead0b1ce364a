import { createHash } from "node:crypto";
import { canonicalBytes } from "@/lib/bundles/digest";
import type { ExportedStep } from "./export-schemas";

/**
 * Which evaluations of a track an entry of the ledger stands for: the first ones of times with `after < at ≤ to`, epoch ms, and those
 * amended by samples with `amendedAfter < watermark ≤ amendedTo`, receipts.
 */
export interface StepSpan {
  after: number | null;
  to: number;
  amendedAfter: number;
  amendedTo: number;
}

export interface StepBatch extends StepSpan {
  count: number;
  /** SHA-256 over them in order of time and revision, each as canonical JSON with a line break. */
  digest: string;
}

export function isWithin({ after, to, amendedAfter, amendedTo }: StepSpan, step: ExportedStep): boolean {
  return step.revision === 0
    ? step.at > (after ?? -Infinity) && step.at <= to
    : step.watermark > amendedAfter && step.watermark <= amendedTo;
}

/** Takes evaluations in their order; `end` says how many there were and what they come to. */
export function stepsDigest(): {
  add: (step: ExportedStep) => void;
  end: () => Pick<StepBatch, "count" | "digest">;
} {
  const hash = createHash("sha256");
  let count = 0;
  return {
    add: (step) => {
      hash.update(canonicalBytes(step)).update("\n");
      count += 1;
    },
    end: () => ({ count, digest: `sha256:${hash.digest("hex")}` }),
  };
}
