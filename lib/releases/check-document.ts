import { bundleDigest } from "@/lib/bundles/manifest";
import { Manifest } from "@/lib/bundles/schemas";
import { criteriaWarnings } from "@/lib/metrics/criteria-warnings";
import { criterionSentence } from "@/lib/metrics/criterion-sentence";
import { Criteria } from "@/lib/metrics/schemas";
import {
  checkDocument as check,
  type Checked,
  defaultLimits,
  type DocumentFault,
  parseDocument,
  pointerOf,
} from "@/lib/platform/documents";
import { rollbackPlanWarnings } from "@/lib/rollbacks/plan-warnings";
import { RollbackPlan } from "@/lib/rollbacks/schemas";
import { criteriaDocument, planDocument, rollbackPlanDocument } from "./documents";
import { Plan, planGaps } from "./plan-schema";

export const checkableKinds = ["manifest", "plan", "criteria", "rollback-plan"] as const;
export type CheckableKind = (typeof checkableKinds)[number];

export interface DocumentCheck {
  faults: DocumentFault[];
  /** Digest that it would have; null where it has faults. */
  digest: string | null;
  /** What it says, in words: for criteria one sentence each. */
  words: string[];
  /** Allowed, and yet most likely not meant. */
  warnings: { path: string; message: string }[];
}

const manifestLimits = { ...defaultLimits, maxBytes: 8 * 1024 * 1024 };

/** Reads a document as its command would, writing nothing: every fault with its place in the text, or its digest. */
export function checkDocument(kind: CheckableKind, source: string): DocumentCheck {
  const format = /^\s*[{[]/.test(source) ? "json" : "yaml";
  const parsed = parseDocument(source, format, kind === "manifest" ? manifestLimits : defaultLimits);
  if (!parsed.ok) return { faults: parsed.faults, digest: null, words: [], warnings: [] };
  switch (kind) {
    case "manifest":
      return answer(check(Manifest, parsed), (manifest) => ({ digest: bundleDigest(manifest) }));
    case "plan":
      return answer(check(Plan, parsed), (plan) => ({
        digest: planDocument(plan).digest,
        warnings: planGaps(plan),
      }));
    case "criteria":
      return answer(check(Criteria, parsed), (criteria) => ({
        digest: criteriaDocument(criteria).digest,
        words: criteria.map((criterion) => criterionSentence(criterion)),
        warnings: criteriaWarnings(criteria).map(placed),
      }));
    case "rollback-plan":
      return answer(check(RollbackPlan, parsed), (plan) => ({
        digest: rollbackPlanDocument(plan).digest,
        warnings: rollbackPlanWarnings(plan).map(placed),
      }));
  }
}

function answer<T>(
  checked: Checked<T>,
  say: (value: T) => { digest: string; words?: string[]; warnings?: DocumentCheck["warnings"] },
): DocumentCheck {
  if (!checked.ok) return { faults: checked.faults, digest: null, words: [], warnings: [] };
  return { faults: [], words: [], warnings: [], ...say(checked.value) };
}

function placed({ path, message }: { path: readonly PropertyKey[]; message: string }) {
  return { path: pointerOf(path), message };
}
