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

/** Digest of a release's criteria; their order does not matter. */
export function criteriaDigest(criteria: readonly Criterion[]): string {
  const regressions = criteria.filter(isRegression).length;
  const rows = criteria.map((one) => ({ key: one.key, digest: criterionDigest(one, regressions) }));
  return digestOf(rows.sort((a, b) => (a.key < b.key ? -1 : 1)));
}

export function isRegression(criterion: Pick<CriterionToTry, "kind">): boolean {
  return criterion.kind === "rate-regression" || criterion.kind === "mean-regression";
}
