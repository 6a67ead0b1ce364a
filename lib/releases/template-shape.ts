import { z } from "zod";

import { artifactKinds, findBundlePart } from "@/lib/bundles/attributes";
import { CriteriaShape } from "@/lib/metrics/schemas";
import { RightsRows, Slots, Tiers } from "@/lib/policy/rights-schema";
import { fields, listOf, oneOf, Percent } from "@/lib/platform/cross-checks";
import { Duration, PositiveDuration } from "@/lib/platform/durations";
import { isKey, Key, line, markdown } from "@/lib/platform/names";
import { isPlanPart, planPartNames } from "@/lib/releases/plan-schema";
import { Executor, RollbackPlanShape } from "@/lib/rollbacks/schemas";

const subjectExpected = `an artifact kind (${artifactKinds.join(", ")}), component:kind, a part of the plan (${planPartNames.join(", ")}), criteria or rollback-plan`;

function isBundlePart(name: string): boolean {
  const part = findBundlePart(name);
  return part !== null && (part.component === null || isKey(part.component));
}

/** A name that `dependsOn` takes. */
const SubjectPart = z
  .string({ error: () => `expected ${subjectExpected}` })
  .refine(
    (name) => isBundlePart(name) || isPlanPart(name) || name === "criteria" || name === "rollback-plan",
    {
      error: `expected ${subjectExpected}`,
    },
  );

const bundleExpected = `an artifact kind (${artifactKinds.join(", ")}) or component:kind`;
const BundlePart = z
  .string({ error: () => `expected ${bundleExpected}` })
  .refine(isBundlePart, { error: `expected ${bundleExpected}` });

const When = fields({
  tier: Tiers.optional(),
  changed: listOf(BundlePart, { min: 1, max: 50 }).optional(),
});

const controlExpected = 'a control such as "iso42001:A.6.2.4": a framework, a colon and its clause';
const Control = z
  .string({ error: () => `expected ${controlExpected}` })
  .regex(/^[a-z0-9][a-z0-9.-]{0,63}:[A-Za-z0-9][A-Za-z0-9 .()/_-]{0,127}$/, {
    error: `expected ${controlExpected}`,
  });

/** What every requirement may say. */
const common = {
  key: Key,
  title: line(200).optional(),
  guidance: markdown(10_000).optional(),
  dependsOn: listOf(SubjectPart, { min: 1, max: 50 }).optional(),
  when: When.optional(),
  due: fields({ before: oneOf(["stage", "target"]), by: Duration }).optional(),
  controls: listOf(Control, { max: 50 }).optional(),
};

/** For what rests on a judgement or a measurement, which age. */
const ageing = { ...common, validFor: PositiveDuration.optional() };

const Requirement = z.discriminatedUnion("kind", [
  fields({ kind: z.literal("item"), ...ageing, slots: Slots, selfCertify: z.boolean().optional() }),
  fields({
    kind: z.literal("check"),
    ...ageing,
    check: Key,
    dependsOn: listOf(BundlePart, { min: 1, max: 50 }).optional(),
    components: listOf(Key, { min: 1, max: 50 }).optional(),
  }),
  fields({ kind: z.literal("acknowledgement"), ...ageing, roles: listOf(Key, { min: 1, max: 20 }) }),
  fields({
    kind: z.literal("bundle"),
    ...common,
    kinds: listOf(oneOf(artifactKinds), { min: 1, max: 50 }),
    verified: z.boolean().optional(),
  }),
  fields({
    kind: z.literal("dependency"),
    ...common,
    component: Key.optional(),
    release: Key.optional(),
    stage: Key,
  }),
  fields({ kind: z.literal("criterion"), ...common, criterion: Key, percent: Percent.optional() }),
  fields({ kind: z.literal("soak"), ...common, percent: Percent, duration: PositiveDuration }),
  fields({
    kind: z.literal("drill"),
    ...ageing,
    level: oneOf(["tabletop", "dry-run", "staging"]).optional(),
  }),
  fields({ kind: z.literal("review"), ...ageing }),
]);
export type RequirementDocument = z.output<typeof Requirement>;

const Gate = fields({
  key: Key,
  title: line(200).optional(),
  objective: line(500).optional(),
  purpose: markdown(10_000).optional(),
  requirements: listOf(Requirement, { max: 100 }),
  approval: fields({
    when: oneOf(["ready", "any"]).default("ready"),
    slots: Slots,
    validFor: PositiveDuration.optional(),
  }).optional(),
  earlySignOff: z.boolean().default(true),
});
export type GateDocument = z.output<typeof Gate>;

const Stage = fields({
  key: Key,
  title: line(200).optional(),
  inputs: listOf(line(300), { max: 50 }).default([]),
  outputs: listOf(line(300), { max: 50 }).default([]),
  exposure: listOf(fields({ percent: Percent, soak: Duration }), { max: 50 }).default([]),
  executor: Executor.optional(),
  gates: listOf(Gate, { max: 50 }).default([]),
});
export type StageDocument = z.output<typeof Stage>;

/** `{}` stands for no default plan, as it does in a document that is yet to be filled. */
const DefaultRollbackPlan = z.preprocess(
  (value) =>
    typeof value === "object" && value !== null && Object.keys(value).length === 0 ? undefined : value,
  RollbackPlanShape.optional(),
);

/** The template document field by field; what holds between fields is in template-findings.ts. */
export const TemplateShape = fields({
  key: Key,
  title: line(200),
  description: markdown(20_000).optional(),
  roles: listOf(Key, { max: 100 }),
  stages: listOf(Stage, { min: 1, max: 50 }),
  rights: RightsRows.default([]),
  signature: fields({ reauthenticate: oneOf(["never", "sitting", "each"]) }).default({
    reauthenticate: "never",
  }),
  breakGlass: fields({ roles: listOf(Key, { min: 1, max: 20 }), reviewWithin: PositiveDuration }).optional(),
  criteria: CriteriaShape.default([]),
  rollbackPlan: DefaultRollbackPlan,
});
export type TemplateDocument = z.output<typeof TemplateShape>;
