import { z } from "zod";

import { digestOf } from "@/lib/bundles/digest";
import { fields, listOf } from "@/lib/platform/cross-checks";
import { line, markdown } from "@/lib/platform/names";

/** What the release is for. */
export const Objective = fields({
  problem: markdown().optional(),
  successMetrics: listOf(markdown(1_000), { max: 50 }).optional(),
  acceptableRisk: markdown().optional(),
});
export type Objective = z.output<typeof Objective>;

const Risk = fields({
  risk: markdown(5_000),
  likelihood: line(200).optional(),
  impact: markdown(2_000).optional(),
  mitigation: markdown(5_000).optional(),
  residual: markdown(2_000).optional(),
  acceptedBy: line(200).optional(),
});

const answers = ["yes", "no", "undecided"] as const;
const answerExpected = "expected yes, no or undecided";

const ImpactAnalysis = fields({
  text: markdown(50_000).optional(),
  substantialModification: fields({
    /** true and false are taken for yes and no. */
    answer: z
      .union([z.enum(answers), z.boolean()], { error: () => answerExpected })
      .transform((answer) => (typeof answer === "boolean" ? (answer ? "yes" : "no") : answer))
      .pipe(z.enum(answers)),
    reason: markdown(5_000).optional(),
  }).optional(),
});

const Alternative = fields({
  assumption: markdown(2_000),
  signal: markdown(2_000).optional(),
  instead: markdown(5_000).optional(),
});

/** The plan of a release. Every part may be missing while it is drafted; {@link planGaps} says what is. */
export const Plan = fields({
  objective: Objective.optional(),
  "user-impact": markdown().optional(),
  performance: markdown().optional(),
  risk: listOf(Risk, { max: 200 }).optional(),
  "impact-analysis": ImpactAnalysis.optional(),
  rollout: markdown().optional(),
  alternatives: listOf(Alternative, { max: 100 }).optional(),
});
export type Plan = z.output<typeof Plan>;

export const planPartNames = [
  "objective",
  "user-impact",
  "performance",
  "risk",
  "impact-analysis",
  "rollout",
  "alternatives",
] as const;
export type PlanPart = (typeof planPartNames)[number];

export function isPlanPart(name: string): name is PlanPart {
  return (planPartNames as readonly string[]).includes(name);
}

/** Digest of each part that is present; who changes one part is the author of that part alone. */
export function planParts(plan: Plan): Partial<Record<PlanPart, string>> {
  return Object.fromEntries(
    planPartNames.flatMap((part) => (plan[part] === undefined ? [] : [[part, digestOf(plan[part])]])),
  );
}

export interface PlanGap {
  path: string;
  /** What to write there, for whoever drafts the plan. */
  message: string;
}

/** What a reader will miss in the plan. */
export function planGaps(plan: Plan): PlanGap[] {
  const { objective, risk } = plan;
  const impact = plan["impact-analysis"];
  const gaps: [boolean, string, string][] = [
    [objective?.problem === undefined, "/objective/problem", "which problem the release solves"],
    [
      (objective?.successMetrics ?? []).length === 0,
      "/objective/successMetrics",
      "by which measures it counts as a success",
    ],
    [objective?.acceptableRisk === undefined, "/objective/acceptableRisk", "which risk is acceptable"],
    [plan["user-impact"] === undefined, "/user-impact", "what users will notice"],
    [plan.performance === undefined, "/performance", "which performance is expected"],
    [(risk ?? []).length === 0, "/risk", "which risks were weighed"],
    [impact?.text === undefined, "/impact-analysis/text", "whom the change affects and how"],
    [
      impact?.substantialModification === undefined,
      "/impact-analysis/substantialModification",
      "whether it is a substantial modification",
    ],
    [plan.rollout === undefined, "/rollout", "in which steps it reaches users"],
    [(plan.alternatives ?? []).length === 0, "/alternatives", "what is done instead if an assumption fails"],
  ];
  return gaps.flatMap(([missing, path, what]) =>
    missing ? [{ path, message: `The plan does not say ${what}.` }] : [],
  );
}
