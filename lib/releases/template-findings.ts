import { criteriaFindings } from "@/lib/metrics/schemas";
import { rightsFindings, slotFindings } from "@/lib/policy/rights-schema";
import { entriesOf, type Finding, repeated, type Sound } from "@/lib/platform/cross-checks";
import type {
  GateDocument,
  RequirementDocument,
  StageDocument,
  TemplateDocument,
} from "@/lib/releases/template-shape";
import { executorFindings, rollbackPlanFindings } from "@/lib/rollbacks/schemas";

type Path = readonly PropertyKey[];
type Named = { key: string | undefined; path: Path };

/** What a template's fields break between them; runs on whatever of the template is well-formed. */
export function templateFindings(template: Sound<TemplateDocument>): Finding[] {
  const stages = entriesOf(template.stages).map(([index, stage]) => ({
    stage,
    path: ["stages", index] as Path,
  }));
  const gates = stages.flatMap(({ stage, path }) =>
    entriesOf(stage.gates).map(([index, gate]) => ({ gate, path: [...path, "gates", index] })),
  );
  return [
    ...repeated(
      entriesOf(template.roles).map(([index, key]) => ({ key, path: ["roles", index] })),
      "role",
    ),
    ...repeated(
      stages.map(({ stage, path }) => ({ key: stage.key, path: [...path, "key"] })),
      "stage key",
    ),
    ...repeated(
      gates.map(({ gate, path }) => ({ key: gate.key, path: [...path, "key"] })),
      "gate key",
    ),
    ...gates.flatMap(({ gate, path }) => gateFindings(gate, path)),
    ...exposureFindings(stages),
    ...reachFindings(stages),
    ...stages.flatMap(({ stage, path }) => executorFindings(stage.executor, [...path, "executor"])),
    ...rightsFindings(template.rights, ["rights"]),
    ...roleFindings(template),
    ...stageNameFindings(template),
    ...criteriaFindings(template.criteria, ["criteria"]),
    ...rollbackPlanFindings(template.rollbackPlan, ["rollbackPlan"]),
  ];
}

function gateFindings(gate: Sound<GateDocument>, path: Path): Finding[] {
  const requirements = entriesOf(gate.requirements).map(([index, requirement]) => ({
    requirement,
    path: [...path, "requirements", index],
  }));
  const findings = [
    ...repeated(
      requirements.map((one) => ({ key: one.requirement.key, path: [...one.path, "key"] })),
      "requirement key",
    ),
    ...requirements.flatMap((one) => requirementFindings(one.requirement, one.path)),
    ...slotFindings(gate.approval?.slots, [...path, "approval", "slots"]),
  ];
  if (gate.requirements?.length === 0 && !("approval" in gate)) {
    findings.push({
      path: [...path, "requirements"],
      message: "a gate that asks for nothing would pass by itself",
      expected: "a requirement or an approval",
    });
  }
  return findings;
}

function requirementFindings(requirement: Sound<RequirementDocument>, path: Path): Finding[] {
  const listed = (name: string, list: (string | undefined)[] | undefined): Named[] =>
    entriesOf(list).map(([index, key]) => ({ key, path: [...path, name, index] }));
  const findings = repeated(listed("dependsOn", requirement.dependsOn), "part");
  const { when } = requirement;
  if (when !== undefined && !("tier" in when) && !("changed" in when)) {
    findings.push({
      path: [...path, "when"],
      message: "it states no condition",
      expected: "tier, changed or both; without when it is always asked",
    });
  }
  switch (requirement.kind) {
    case "item":
      return [...findings, ...slotFindings(requirement.slots, [...path, "slots"])];
    case "check":
      return [...findings, ...repeated(listed("components", requirement.components), "component")];
    case "acknowledgement":
      return [...findings, ...repeated(listed("roles", requirement.roles), "role")];
    case "bundle":
      return [...findings, ...repeated(listed("kinds", requirement.kinds), "kind")];
    case "dependency": {
      const given = ["component", "release"].filter((name) => name in requirement);
      const message =
        given.length === 0
          ? "it names neither a component nor a release"
          : "component and release stand together";
      return given.length === 1
        ? findings
        : [...findings, { path, message, expected: "one of component and release" }];
    }
    case "criterion":
    case "soak":
    case "drill":
    case "review":
    case undefined:
      return findings;
  }
}

type Stages = readonly { stage: Sound<StageDocument>; path: Path }[];

/** Exposure only rises, within a stage strictly: it is what the release walks up. */
function exposureFindings(stages: Stages): Finding[] {
  const findings: Finding[] = [];
  let reached = 0;
  for (const { stage, path } of stages) {
    let inStage = -1;
    for (const [index, { percent }] of entriesOf(stage.exposure)) {
      if (percent === undefined) continue;
      if (percent < reached || percent === inStage) {
        const expected = percent === inStage ? `more than ${reached}` : `at least ${reached}`;
        findings.push({
          path: [...path, "exposure", index, "percent"],
          message: `${percent} does not rise from ${reached}`,
          expected,
        });
      }
      inStage = percent;
      reached = Math.max(reached, percent);
    }
  }
  return findings;
}

/** Highest exposure by the end of each stage; null while one of its steps is not readable. */
export function reachOf(stages: readonly Sound<StageDocument>[]): (number | null)[] {
  let reached: number | null = 0;
  return stages.map((stage) => {
    const steps = (stage.exposure ?? []).map((step) => step?.percent ?? null);
    if (reached !== null)
      reached = steps.includes(null) ? null : Math.max(reached, ...steps.map((percent) => percent ?? 0));
    return reached;
  });
}

/** A percentage that no step up to the gate's stage reaches could never be met. */
function reachFindings(stages: Stages): Finding[] {
  const reach = reachOf(stages.map(({ stage }) => stage));
  return stages.flatMap(({ stage, path }, at) =>
    entriesOf(stage.gates).flatMap(([gateIndex, gate]) =>
      entriesOf(gate.requirements).flatMap(([index, requirement]): Finding[] => {
        const most = reach[at] ?? null;
        if (requirement.kind !== "soak" && requirement.kind !== "criterion") return [];
        if (most === null || requirement.percent === undefined || requirement.percent <= most) return [];
        const place = [...path, "gates", gateIndex, "requirements", index, "percent"];
        return [
          {
            path: place,
            message: `${requirement.percent} is never reached by this stage`,
            expected: `at most ${most}, the highest exposure up to here`,
          },
        ];
      }),
    ),
  );
}

/** Roles that are used and not named in `roles`. */
function roleFindings(template: Sound<TemplateDocument>): Finding[] {
  if (template.roles === undefined || template.roles.includes(undefined)) return [];
  const known = new Set(template.roles);
  const expected =
    known.size === 0 ? "a role named in roles, which is empty" : `one of ${[...known].join(", ")}`;
  return rolesUsed(template)
    .filter(({ key }) => key !== undefined && !known.has(key))
    .map(({ key, path }) => ({
      path,
      message: `the role ${JSON.stringify(key)} is not named in roles`,
      expected,
    }));
}

function rolesUsed(template: Sound<TemplateDocument>): Named[] {
  const inList = (roles: (string | undefined)[] | undefined, path: Path): Named[] =>
    entriesOf(roles).map(([index, key]) => ({ key, path: [...path, index] }));
  const inSlots = (slots: Sound<{ roles: string[] }[]> | undefined, path: Path): Named[] =>
    entriesOf(slots).flatMap(([index, slot]) => inList(slot.roles, [...path, index, "roles"]));
  const inGates = entriesOf(template.stages).flatMap(([stageIndex, stage]) =>
    entriesOf(stage.gates).flatMap(([gateIndex, gate]) => {
      const path = ["stages", stageIndex, "gates", gateIndex];
      const ofRequirements = entriesOf(gate.requirements).flatMap(([index, requirement]) => {
        const at = [...path, "requirements", index];
        if (requirement.kind === "item") return inSlots(requirement.slots, [...at, "slots"]);
        return requirement.kind === "acknowledgement" ? inList(requirement.roles, [...at, "roles"]) : [];
      });
      return [...ofRequirements, ...inSlots(gate.approval?.slots, [...path, "approval", "slots"])];
    }),
  );
  const inRights = entriesOf(template.rights).flatMap(([index, row]) =>
    inSlots(row.slots, ["rights", index, "slots"]),
  );
  return [...inGates, ...inRights, ...inList(template.breakGlass?.roles, ["breakGlass", "roles"])];
}

/** Stages that a row of rights names and the template has not. */
function stageNameFindings(template: Sound<TemplateDocument>): Finding[] {
  const known = entriesOf(template.stages).map(([, stage]) => stage.key);
  if (template.stages === undefined || known.includes(undefined) || known.length < template.stages.length)
    return [];
  return entriesOf(template.rights).flatMap(([index, row]) =>
    entriesOf(row.stage)
      .filter(([, key]) => !known.includes(key))
      .map(([at, key]) => ({
        path: ["rights", index, "stage", at],
        message: `there is no stage ${JSON.stringify(key)}`,
        expected: `one of ${known.join(", ")}`,
      })),
  );
}
