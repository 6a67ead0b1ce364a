import { criteriaWarnings } from "@/lib/metrics/criteria-warnings";
import type { Decision, RightsRow } from "@/lib/policy/model";
import { nobodyWarnings, releaseDecisions } from "@/lib/policy/rights-schema";
import { crossChecked } from "@/lib/platform/cross-checks";
import { pointerOf } from "@/lib/platform/documents";
import { reachOf, templateFindings } from "@/lib/releases/template-findings";
import { type TemplateDocument, TemplateShape } from "@/lib/releases/template-shape";
import { rollbackPlanWarnings } from "@/lib/rollbacks/plan-warnings";

/** A release pattern as its author writes it, checked within and across its fields. */
export const TemplateSchema = crossChecked(TemplateShape, templateFindings);

export interface TemplateWarning {
  code:
    | "nobody"
    | "nobody-when"
    | "not-examined"
    | "no-objective"
    | "criterion-elsewhere"
    | "never-met"
    | "executor"
    | "criteria"
    | "rollback-plan"
    | "unsatisfiable";
  /** JSON Pointer into the document. */
  path: string;
  message: string;
  decision?: Decision | undefined;
  /** Where the document is a text; both count from 1. */
  line?: number | undefined;
  column?: number | undefined;
}

/** What publishing a template must say: allowed, and yet its author may not have meant it. */
export function templateWarnings(
  template: TemplateDocument,
  organisationRights: readonly RightsRow[] = [],
): TemplateWarning[] {
  const stages = template.stages.map((stage) => stage.key);
  const rows = [...organisationRights, ...template.rights];
  return [
    ...nobodyWarnings(rows, releaseDecisions, stages).map((warning) => ({ ...warning, path: "/rights" })),
    ...gateWarnings(template),
    ...executorWarnings(template),
    ...criteriaWarnings(template.criteria).map(({ path, message }) => ({
      code: "criteria" as const,
      path: pointerOf(["criteria", ...path]),
      message,
    })),
    ...rollbackWarnings(template, rows),
  ];
}

function gateWarnings(template: TemplateDocument): TemplateWarning[] {
  const reach = reachOf(template.stages);
  const criteria = new Set(template.criteria.map((criterion) => criterion.key));
  return template.stages.flatMap((stage, stageIndex) =>
    stage.gates.flatMap((gate, gateIndex): TemplateWarning[] => {
      const path = ["stages", stageIndex, "gates", gateIndex];
      const objective: TemplateWarning = {
        code: "no-objective",
        path: pointerOf([...path, "objective"]),
        message: `Gate ${gate.key} does not say which objective it verifies.`,
      };
      const requirements = gate.requirements.flatMap((requirement, index): TemplateWarning[] => {
        if (requirement.kind !== "criterion" && requirement.kind !== "soak") return [];
        const at = pointerOf([...path, "requirements", index]);
        const never = `Requirement ${requirement.key} needs exposure, and no stage up to ${stage.key} has a step of it.`;
        const warnings: TemplateWarning[] =
          reach[stageIndex] === 0 ? [{ code: "never-met", path: at, message: never }] : [];
        if (requirement.kind === "soak" || criteria.has(requirement.criterion)) return warnings;
        const elsewhere = `The template has no criterion ${requirement.criterion}: each release must bring it.`;
        return [...warnings, { code: "criterion-elsewhere", path: `${at}/criterion`, message: elsewhere }];
      });
      return [...(gate.objective === undefined ? [objective] : []), ...requirements];
    }),
  );
}

/** What would make a stage's executor refuse each time what it is asked to set. */
function executorWarnings({ stages }: TemplateDocument): TemplateWarning[] {
  return stages.flatMap(({ key, executor, exposure }, stageIndex): TemplateWarning[] => {
    const warn = (path: readonly PropertyKey[], message: string): TemplateWarning => ({
      code: "executor",
      path: pointerOf(["stages", stageIndex, ...path]),
      message,
    });
    if (executor?.type === "flag")
      return exposure.flatMap(({ percent }, index) =>
        Number.isInteger(percent)
          ? []
          : [
              warn(
                ["exposure", index, "percent"],
                `A flag divides by whole percents: ${percent} % of ${key} could not be set.`,
              ),
            ],
      );
    if (executor?.type !== "command") return [];
    return executor.args.flatMap((arg, index) =>
      arg.includes("{{target")
        ? [
            warn(
              ["executor", "args", index],
              "A stage goes back to nothing, so {{target}} stands for nothing; there are {{percent}} and {{candidate}}.",
            ),
          ]
        : [],
    );
  });
}

function rollbackWarnings(
  { criteria, rollbackPlan: plan }: TemplateDocument,
  rows: readonly RightsRow[],
): TemplateWarning[] {
  if (plan === undefined) return [];
  const warn = (path: readonly PropertyKey[], message: string): TemplateWarning => ({
    code: "rollback-plan",
    path: pointerOf(["rollbackPlan", ...path]),
    message,
  });
  const known = new Set(criteria.map((criterion) => criterion.key));
  const named = [
    ...plan.stable.criteria.map((key, index) => ({ key, path: ["stable", "criteria", index] })),
    ...plan.steps.map((step, index) => ({
      key: step.verify.criterion,
      path: ["steps", index, "verify", "criterion"],
    })),
  ];
  const irreversible = plan.steps.findIndex((step) => !step.reversible);
  const stronger = rows.some((row) => row.decision === "rollback.authorise" && row.irreversible === true);
  return [
    ...rollbackPlanWarnings(plan).map(({ path, message }) => warn(path, message)),
    ...named.flatMap(({ key, path }) =>
      key === undefined || known.has(key)
        ? []
        : [warn(path, `The template has no criterion ${key}: each release must bring it.`)],
    ),
    ...(irreversible === -1 || stronger
      ? []
      : [
          warn(
            ["steps", irreversible],
            "No row of rollback.authorise asks for more people where a step cannot be undone.",
          ),
        ]),
    ...criteria.flatMap((criterion, index): TemplateWarning[] => {
      const other = criterion.then?.rollbackPlan;
      if (other === undefined || other === plan.key) return [];
      const message = `Criterion ${criterion.key} names the rollback plan ${other}, the template's is ${plan.key}.`;
      return [{ code: "criteria", path: pointerOf(["criteria", index, "then", "rollbackPlan"]), message }];
    }),
  ];
}
