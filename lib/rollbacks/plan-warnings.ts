import { findBundlePart } from "@/lib/bundles/attributes";
import { durationMs } from "@/lib/platform/durations";
import type { RollbackPlan, RollbackStep } from "@/lib/rollbacks/schemas";
import { planMs } from "@/lib/rollbacks/step-order";

export interface RollbackWarning {
  path: readonly PropertyKey[];
  message: string;
}

/** What is allowed and yet a reader must know before agreeing. */
export function rollbackPlanWarnings(plan: RollbackPlan): RollbackWarning[] {
  const needed = planMs(plan.steps);
  return [
    ...plan.coupledSets.flatMap((set, index) => coupledWarning(plan, set, index)),
    ...(plan.stable.criteria.length === 0
      ? [
          {
            path: ["stable", "criteria"],
            message: "No criterion says when the rollback is stable: a person alone will.",
          },
        ]
      : []),
    ...validityWarning(plan),
    ...(needed > durationMs(plan.objectives.execute)
      ? [
          {
            path: ["objectives", "execute"],
            message: `The steps' time limits add up to ${needed / 1_000} s, more than the objective ${plan.objectives.execute}.`,
          },
        ]
      : []),
    ...plan.steps.flatMap((step, index) =>
      step.reversible
        ? []
        : [
            {
              path: ["steps", index],
              message: `Step ${step.key} cannot be undone: authorising needs the row for irreversible steps.`,
            },
          ],
    ),
  ];
}

const leastValidityMs = 3_600_000;

/** Runners fetch anew at half of the time, and what cannot be fetched at once keeps exposure from growing. */
function validityWarning({ target: { validFor } }: RollbackPlan): RollbackWarning[] {
  if (validFor === undefined || durationMs(validFor) >= leastValidityMs) return [];
  return [
    {
      path: ["target", "validFor"],
      message: `The target is fetched anew within ${validFor} again and again; less than an hour asks much of runners and of where it lies.`,
    },
  ];
}

export function isIrreversible(plan: RollbackPlan): boolean {
  return plan.steps.some((step) => !step.reversible);
}

/** What a step of each kind puts back; null: all of a bundle but its data. */
const putBack: Record<RollbackStep["kind"], readonly string[] | null> = {
  "model-replacement": null,
  "data-rollback": ["dataset", "data-schema"],
  "config-revert": ["configuration", "serving-configuration", "environment", "deployment-manifest"],
  "flag-toggle": [],
  "traffic-shift": [],
  manual: [],
};

/** A coupled set of which a part is put back and a part is not. */
function coupledWarning(plan: RollbackPlan, set: readonly string[], index: number): RollbackWarning[] {
  const targets = typeof plan.target.bundle === "object" ? Object.keys(plan.target.bundle) : null;
  const reverted = set.filter((name) => {
    const part = findBundlePart(name);
    if (part === null) return false;
    const named = part.component === null || targets === null || targets.includes(part.component);
    return (
      named && plan.steps.some((step) => putBack[step.kind]?.includes(part.kind) ?? part.kind !== "dataset")
    );
  });
  if (reverted.length === 0 || reverted.length === set.length) return [];
  const left = set.filter((name) => !reverted.includes(name));
  return [
    {
      path: ["coupledSets", index],
      message: `The plan puts back ${reverted.join(", ")} and leaves ${left.join(", ")}, which belong together.`,
    },
  ];
}
