import { digestOf } from "@/lib/bundles/digest";
import type { Criterion, CriterionToTry } from "./schemas";

/** Digest of one criterion as it is signed: without its title; for regressions with the number that share alpha. */
export function criterionDigest(criterion: Criterion, regressions: number): string {
  const { title: _title, ...rest } = criterion;
  const canonical =
    "mOfN" in rest && rest.mOfN !== undefined
      ? rest
      : "agg" in rest
        ? { ...rest, for: rest.for ?? "0s" }
        : rest;
  return digestOf(isRegression(criterion) ? { ...canonical, alphaSharedBy: regressions } : canonical);
}

/**
 * Digest of what a backtest runs: the condition without what is done on a breach, and without the number that share alpha, which only a
 * release knows. So a criterion that was tried on its own, or for another release, is known again.
 */
export function conditionDigest(criterion: CriterionToTry): string {
  const { title: _title, key: _key, severity: _severity, from: _from, shadow: _shadow, ...rest } = criterion;
  const { then: _then, ...condition } = rest;
  return digestOf(
    "agg" in condition && condition.mOfN === undefined
      ? { ...condition, for: condition.for ?? "0s" }
      : condition,
  );
}

/** Digest of a release's criteria; their order does not matter. */
export function criteriaDigest(criteria: readonly Criterion[]): string {
  const regressions = criteria.filter(isRegression).length;
  const rows = criteria.map((one) => ({ key: one.key, digest: criterionDigest(one, regressions) }));
  return digestOf(rows.sort((a, b) => (a.key < b.key ? -1 : 1)));
}

export function isRegression(criterion: Pick<CriterionToTry, "kind">): boolean {
  return criterion.kind === "rate-regression" || criterion.kind === "mean-regression";
}
