import type { Criteria } from "@/lib/metrics/schemas";
import { isTightening } from "./criteria-tightening";

/** A version of a release's criteria with when it came into force, epoch ms. */
export interface CriteriaVersion {
  criteria: Criteria;
  from: number;
}

/**
 * When a criterion was last changed by more than a provable tightening after its release's users were first exposed, epoch ms; null: it never
 * was. Whoever has seen data can fit a limit to them.
 * @param versions in order
 * @param exposedAt when the first exposure was confirmed, epoch ms; null: none was
 */
export function changedAfterData(
  key: string,
  versions: readonly CriteriaVersion[],
  exposedAt: number | null,
): number | null {
  if (exposedAt === null) return null;
  const only = (criteria: Criteria) => criteria.filter((each) => each.key === key);
  return versions.reduce<number | null>((last, { criteria, from }, index) => {
    const before = versions[index - 1];
    if (before === undefined || from <= exposedAt) return last;
    const [was, is] = [only(before.criteria), only(criteria)];
    const isGone = was.length > 0 && is.length === 0;
    return isGone || !isTightening({ before: was, after: is }) ? from : last;
  }, null);
}
