import { z } from "zod";

import type { Gate, Requirement } from "@/lib/gates/model";
import type { Slot } from "@/lib/policy/model";
import { rightsInWords } from "@/lib/policy/rights-words";
import { slotsWords, slotWords } from "@/lib/policy/row-words";
import { roleWords } from "@/lib/policy/role-words";
import type { Template } from "./template-parse";

const Requirements = z.object({
  key: z.string(),
  title: z.string(),
  kind: z.enum([
    "item",
    "check",
    "acknowledgement",
    "bundle",
    "dependency",
    "criterion",
    "soak",
    "drill",
    "review",
  ]),
  asks: z.string().describe("In one sentence"),
  states: z.array(z.object({ who: z.string(), meaning: z.string() })).describe("What a signature states"),
  dependsOn: z.array(z.string()).nullable().describe("null: on everything of its kind"),
  validForMs: z.number().nullable(),
  whenTier: z.array(z.number()),
  whenChanged: z.array(z.string()),
  due: z.object({ before: z.enum(["stage", "target"]), byMs: z.number() }).nullable(),
  controls: z.array(z.string()),
  guidance: z.string().nullable(),
});
export type RequirementInWords = z.output<typeof Requirements>;

const GateInWords = z.object({
  key: z.string(),
  title: z.string(),
  objective: z.string(),
  purpose: z.string().nullable(),
  earlySignOff: z.boolean(),
  requirements: z.array(Requirements),
  approval: z
    .object({ by: z.string(), when: z.enum(["ready", "any"]), states: Requirements.shape.states })
    .nullable(),
});
export type GateInWords = z.output<typeof GateInWords>;

const StageInWords = z.object({
  key: z.string(),
  title: z.string(),
  inputs: z.array(z.string()),
  outputs: z.array(z.string()),
  exposure: z.array(z.object({ percent: z.number(), soakMs: z.number() })),
  gates: z.array(GateInWords),
});
export type StageInWords = z.output<typeof StageInWords>;

/** A template as its readers need it; what draws it decides nothing. */
export const TemplateInWords = z.object({
  key: z.string(),
  title: z.string(),
  description: z.string().nullable(),
  roles: z.array(z.string()),
  stages: z.array(StageInWords),
  rights: z.array(
    z.object({
      key: z.string(),
      title: z.string(),
      decisions: z.array(
        z.object({
          decision: z.string(),
          title: z.string(),
          joint: z.enum(["each", "any"]),
          lines: z.array(z.object({ by: z.string(), when: z.string().nullable() })),
        }),
      ),
    }),
  ),
  breakGlass: z.object({ roles: z.array(z.string()), reviewWithinMs: z.number() }).nullable(),
  criteria: z.number().describe("How many default criteria it brings"),
  rollbackPlan: z.string().nullable().describe("Title of the default rollback plan"),
});
export type TemplateInWords = z.output<typeof TemplateInWords>;

/** A template in words: what each stage, gate and requirement asks, and who decides what. */
export function templateInWords(template: Template): TemplateInWords {
  const { key, title, description, roles, breakGlass, criteria, rollbackPlan } = template;
  return {
    key,
    title,
    description,
    roles,
    stages: template.stages.map((stage) => ({
      key: stage.key,
      title: stage.title,
      inputs: stage.inputs,
      outputs: stage.outputs,
      exposure: stage.exposure,
      gates: stage.gates.map(gateInWords),
    })),
    rights: rightsInWords(template.rights).groups.map((group) => ({
      key: group.key,
      title: group.title,
      decisions: group.entries.map((entry) => ({
        decision: entry.decision,
        title: entry.title,
        joint: entry.joint,
        lines: entry.lines.map(({ slots, when }) => ({
          by: slots.map(({ words }) => words).join(", and "),
          when,
        })),
      })),
    })),
    breakGlass,
    criteria: criteria.length,
    rollbackPlan: rollbackPlan === null ? null : (rollbackPlan.title ?? rollbackPlan.key),
  };
}

function gateInWords({ approval, ...gate }: Gate): GateInWords {
  return {
    key: gate.key,
    title: gate.title,
    objective: gate.objective,
    purpose: gate.purpose ?? null,
    earlySignOff: gate.earlySignOff,
    requirements: gate.requirements.map(requirementInWords),
    approval:
      approval === undefined
        ? null
        : { by: slotsWords(approval.slots), when: approval.when, states: statesOf(approval.slots) },
  };
}

function requirementInWords(requirement: Requirement): RequirementInWords {
  const { key, title, kind, dependsOn, validForMs, when, due, controls, guidance } = requirement;
  return {
    key,
    title: title ?? key,
    kind,
    asks: askWords(requirement),
    states: kind === "item" ? statesOf(requirement.slots) : [],
    dependsOn: dependsOn ?? null,
    validForMs: validForMs ?? null,
    whenTier: when?.tier ?? [],
    whenChanged: when?.changed ?? [],
    due: due ?? null,
    controls: controls ?? [],
    guidance: guidance ?? null,
  };
}

function statesOf(slots: readonly Slot[]): { who: string; meaning: string }[] {
  return slots.flatMap((slot) =>
    slot.meaning === undefined ? [] : [{ who: slotWords(slot), meaning: slot.meaning }],
  );
}

function askWords(requirement: Requirement): string {
  switch (requirement.kind) {
    case "item":
      return `Signed by ${slotsWords(requirement.slots)}.`;
    case "check":
      return `The check ${requirement.check} has passed for the candidate.`;
    case "acknowledgement":
      return `Acknowledged by ${requirement.roles.map(roleWords).join(", ")}.`;
    case "bundle":
      return `The bundle holds ${requirement.kinds.map((kind) => kind.replaceAll("-", " ")).join(", ")}${requirement.verified === true ? ", verified" : ""}.`;
    case "dependency":
      return `${requirement.component ?? requirement.release ?? "Another release"} has reached ${requirement.stage}.`;
    case "criterion":
      return `The criterion ${requirement.criterion} is met under exposure.`;
    case "soak":
      return `Time at ${requirement.percent} % or more.`;
    case "drill":
      return "A recent drill of the rollback plan has passed.";
    case "review":
      return "A readiness review ended in go.";
  }
}
