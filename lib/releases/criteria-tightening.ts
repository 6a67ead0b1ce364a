import { criterionDigest, isRegression } from "@/lib/metrics/criterion-digest";
import type { Criteria, Criterion } from "@/lib/metrics/schemas";
import { compareDecimals } from "@/lib/platform/decimals";
import { durationMs } from "@/lib/platform/durations";

const severityOrder = { warn: 0, hold: 1, rollback: 2 } as const;

/**
 * Whether every criterion stays, each the same or provably stricter: a stricter threshold, a shorter `for`, a higher severity, shadow
 * off. Everything else counts as loosening.
 */
export function isTightening({ before, after }: { before: Criteria; after: Criteria }): boolean {
  const next = new Map(after.map((criterion) => [criterion.key, criterion]));
  // The regressions of a release share their error rate: one more changes what each of the others can show.
  if (before.filter(isRegression).length !== after.filter(isRegression).length) return false;
  return before.every((was) => {
    const is = next.get(was.key);
    return is !== undefined && isAtLeastAsStrict(was, is);
  });
}

function isAtLeastAsStrict(was: Criterion, is: Criterion): boolean {
  if (severityOrder[is.severity] < severityOrder[was.severity]) return false;
  if (is.shadow && !was.shadow) return false;
  const sameRest = { ...is, severity: was.severity, shadow: was.shadow };
  if (!("breach" in was) || !("breach" in is) || !("breach" in sameRest)) return sameDigest(was, sameRest);
  if (!isStricterBound(was.breach, is.breach)) return false;
  if (is.for !== undefined && durationMs(is.for) > durationMs(was.for ?? "0s")) return false;
  const { for: _for, ...withoutFor } = sameRest;
  const rest = { ...withoutFor, breach: was.breach, ...(was.for === undefined ? {} : { for: was.for }) };
  return sameDigest(was, rest);
}

interface Bound {
  op: string;
  value: string;
}

/** A breach that begins earlier: lower above a bound, higher below one. */
function isStricterBound(was: Bound, is: Bound): boolean {
  if (was.op !== is.op) return false;
  const order = compareDecimals(is.value, was.value);
  return was.op.startsWith(">") ? order <= 0 : order >= 0;
}

function sameDigest(a: Criterion, b: Criterion): boolean {
  return criterionDigest(a, 1) === criterionDigest(b, 1);
}
