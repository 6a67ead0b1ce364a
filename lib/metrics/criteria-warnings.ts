import type { Criterion } from "@/lib/metrics/schemas";
import { durationMs } from "@/lib/platform/durations";

/** What is allowed and yet most likely not meant. */
export function criteriaWarnings(
  criteria: readonly Criterion[],
): { path: readonly PropertyKey[]; message: string }[] {
  return criteria.flatMap((one, index) => {
    const warnings: { path: readonly PropertyKey[]; message: string }[] = [];
    const warn = (field: string, message: string) =>
      warnings.push({ path: [index, field], message: `Criterion ${one.key}: ${message}.` });
    if (one.then !== undefined && one.severity !== "rollback")
      warn("then", `${one.severity} never starts the rollback named in then`);
    if ("window" in one && durationMs(one.window) < durationMs(one.step))
      warn("window", "samples between one window and the next step are never read");
    if (
      "maxSampleAge" in one &&
      one.maxSampleAge !== undefined &&
      durationMs(one.maxSampleAge) >= durationMs(one.window)
    ) {
      warn("maxSampleAge", "a sample leaves the window before it is too old");
    }
    if ("clear" in one && one.clear !== undefined && one.latch)
      warn("clear", "a latched breach is cleared by a decision only, clear is not read");
    return warnings;
  });
}
