import { digestOf } from "@/lib/bundles/digest";
import { criteriaDigest } from "@/lib/metrics/criterion-digest";
import type { Criteria } from "@/lib/metrics/schemas";
import { type RollbackPlan, rollbackPlanDigest } from "@/lib/rollbacks/schemas";
import type { DocumentKind } from "./model";
import { type Plan, planParts } from "./plan-schema";

/** A plan, criteria or rollback plan with the digests by which it is signed. */
export interface ReleaseDocument {
  kind: DocumentKind;
  document: unknown;
  digest: string;
  /** Digest by part; a part that is not there is left out. */
  parts: Record<string, string>;
}

export function planDocument(plan: Plan): ReleaseDocument {
  return { kind: "plan", document: plan, digest: digestOf(plan), parts: { ...planParts(plan) } };
}

export function criteriaDocument(criteria: Criteria): ReleaseDocument {
  // Titles are not signed, and yet a version with another title is another version.
  return {
    kind: "criteria",
    document: criteria,
    digest: digestOf(criteria),
    parts: criteria.length === 0 ? {} : { criteria: criteriaDigest(criteria) },
  };
}

/** null: the template brings none, and none was written yet. */
export function rollbackPlanDocument(plan: RollbackPlan | null): ReleaseDocument {
  if (plan === null) return { kind: "rollback-plan", document: null, digest: digestOf(null), parts: {} };
  const digest = rollbackPlanDigest(plan);
  return { kind: "rollback-plan", document: plan, digest, parts: { "rollback-plan": digest } };
}
