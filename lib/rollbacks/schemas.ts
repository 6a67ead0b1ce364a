import { z } from "zod";

import { findBundlePart } from "@/lib/bundles/attributes";
import { digestOf } from "@/lib/bundles/digest";
import {
  crossChecked,
  entriesOf,
  fields,
  type Finding,
  listOf,
  oneOf,
  repeated,
  type Sound,
  wholeNumber,
} from "@/lib/platform/cross-checks";
import { PositiveDuration } from "@/lib/platform/durations";
import { Digest, Key, line, markdown, WebAddress } from "@/lib/platform/names";
import { Target, targetFindings } from "@/lib/rollbacks/plan-target";
import { cycleFindings } from "@/lib/rollbacks/step-order";

/** How an exposure or a step is carried out. */
export const Executor = z.discriminatedUnion("type", [
  fields({ type: z.literal("manual"), note: markdown(2_000).optional() }),
  fields({ type: z.literal("webhook"), url: WebAddress }),
  fields({
    type: z.literal("flag"),
    flag: line(200),
    project: line(100).optional(),
    environment: line(100).optional(),
  }),
  fields({
    type: z.literal("command"),
    artifact: oneOf(["rollback-script"]).optional(),
    /** A script uploaded with the plan. */
    script: Digest.optional(),
    args: listOf(line(1_000), { max: 50 }).default([]),
  }),
]);
export type Executor = z.output<typeof Executor>;

const forms =
  "one of {servingDigest: target, from: runner or confirm}, {criterion}, {http: {url, expect}}, {person}";
const expectation = "a status such as 200, or text that the answer holds";
const Verify = fields(
  {
    servingDigest: oneOf(["target"]).optional(),
    from: oneOf(["runner", "confirm"]).optional(),
    criterion: Key.optional(),
    http: fields({
      url: WebAddress,
      expect: z.union([wholeNumber(100, 599), line(500)], { error: () => `expected ${expectation}` }),
    }).optional(),
    person: markdown(1_000).optional(),
  },
  forms,
);

const Step = fields({
  key: Key,
  title: line(200).optional(),
  group: wholeNumber(1, 100).default(1),
  needs: listOf(Key, { max: 50 }).default([]),
  kind: oneOf([
    "model-replacement",
    "data-rollback",
    "flag-toggle",
    "traffic-shift",
    "config-revert",
    "manual",
  ]),
  executor: Executor,
  timeLimit: PositiveDuration,
  verify: Verify,
  onFailure: oneOf(["retry", "take-over", "escalate"]),
  reversible: z.boolean({ error: () => "expected true or false: can this step be undone?" }),
  forwardFix: markdown(5_000).optional(),
});
export type RollbackStep = z.output<typeof Step>;

const Severity = fields({
  means: line(500),
  decideWithin: PositiveDuration,
  onSilence: oneOf(["execute", "escalate", "nothing"]),
});

const bundlePartExpected = "an artifact kind, or component:kind";
const BundlePart = z
  .string({ error: () => `expected ${bundlePartExpected}` })
  .refine((name) => findBundlePart(name) !== null, { error: `expected ${bundlePartExpected}` });

const moments = [
  "proposed",
  "authorised",
  "started",
  "validating",
  "stable",
  "endorsed",
  "declined",
  "cancelled",
  "failed",
] as const;

/** The document's shape alone, for documents that make the checks across fields themselves. */
export const RollbackPlanShape = fields({
  key: Key,
  title: line(200).optional(),
  target: Target,
  baselineWarmUntil: PositiveDuration.optional(),
  severities: fields({ sev1: Severity, sev2: Severity, sev3: Severity, sev4: Severity }),
  objectives: fields({
    detect: PositiveDuration,
    decide: PositiveDuration,
    execute: PositiveDuration,
    stable: PositiveDuration,
  }),
  coupledSets: listOf(listOf(BundlePart, { min: 2, max: 20 }), { max: 20 }).default([]),
  steps: listOf(Step, { min: 1, max: 50 }),
  stable: fields({ criteria: listOf(Key, { max: 100 }), for: PositiveDuration }),
  communication: listOf(fields({ when: oneOf(moments), to: listOf(line(200), { min: 1, max: 20 }) }), {
    max: 50,
  }).default([]),
  runbook: markdown(50_000).optional(),
});

/** A rollback plan: what is gone back to, how, how fast, and how one knows that it worked. */
export const RollbackPlan = crossChecked(RollbackPlanShape, (plan) => rollbackPlanFindings(plan, []));
export type RollbackPlan = z.output<typeof RollbackPlanShape>;

export function rollbackPlanFindings(
  plan: Sound<RollbackPlan> | undefined,
  base: readonly PropertyKey[],
): Finding[] {
  const steps = entriesOf(plan?.steps);
  const at = (index: number, ...rest: PropertyKey[]) => [...base, "steps", index, ...rest];
  return [
    ...repeated(
      steps.map(([index, { key }]) => ({ key, path: at(index, "key") })),
      "step",
    ),
    ...steps.flatMap(([index, step]) => stepFindings(step, at(index))),
    ...needFindings(steps, [...base, "steps"]),
    ...cycleFindings(steps, [...base, "steps"]),
    ...targetFindings(plan?.target, [...base, "target"]),
    ...repeated(
      entriesOf(plan?.stable?.criteria).map(([index, key]) => ({
        key,
        path: [...base, "stable", "criteria", index],
      })),
      "criterion",
    ),
    ...entriesOf(plan?.coupledSets).flatMap(([set, kinds]) =>
      repeated(
        entriesOf(kinds).map(([index, key]) => ({ key, path: [...base, "coupledSets", set, index] })),
        "kind",
      ),
    ),
  ];
}

type Steps = [number, Sound<RollbackStep>][];

function stepFindings(step: Sound<RollbackStep>, path: readonly PropertyKey[]): Finding[] {
  const findings = [
    ...verifyFindings(step.verify, [...path, "verify"]),
    ...executorFindings(step.executor, [...path, "executor"]),
  ];
  if (step.reversible === false && step.forwardFix === undefined) {
    findings.push({
      path: [...path, "forwardFix"],
      message: "missing for a step that cannot be undone",
      expected: "the way forward if this step proves wrong",
    });
  }
  return findings;
}

function verifyFindings(
  verify: Sound<z.output<typeof Verify>> | undefined,
  path: readonly PropertyKey[],
): Finding[] {
  if (verify === undefined) return [];
  const given = (["servingDigest", "criterion", "http", "person"] as const).filter((form) => form in verify);
  if (given.length !== 1) {
    const message =
      given.length === 0
        ? "it does not say how success is verified"
        : `${given.join(" and ")} stand together`;
    return [{ path, message, expected: forms }];
  }
  if (given[0] === "servingDigest" && !("from" in verify)) {
    return [
      { path: [...path, "from"], message: "missing beside servingDigest", expected: "runner or confirm" },
    ];
  }
  if (given[0] !== "servingDigest" && "from" in verify) {
    return [{ path: [...path, "from"], message: "it stands without servingDigest", expected: forms }];
  }
  return [];
}

/** What an executor lacks; also for the executor of a stage. */
export function executorFindings(
  executor: Sound<Executor> | undefined,
  path: readonly PropertyKey[],
): Finding[] {
  if (executor?.type !== "command") return [];
  const given = (["artifact", "script"] as const).filter((form) => form in executor);
  if (given.length === 1) return [];
  const message = given.length === 0 ? "it names no script" : "artifact and script stand together";
  return [
    {
      path,
      message,
      expected: "one of artifact: rollback-script and script: the digest of a script uploaded with the plan",
    },
  ];
}

function needFindings(steps: Steps, base: readonly PropertyKey[]): Finding[] {
  const groupOf = new Map(
    steps.flatMap(([, { key, group }]) => (key === undefined ? [] : [[key, group ?? 1] as const])),
  );
  return steps.flatMap(([index, step]) =>
    entriesOf(step.needs).flatMap(([at, need]): Finding[] => {
      const path = [...base, index, "needs", at];
      const group = groupOf.get(need);
      if (group === undefined)
        return [
          {
            path,
            message: `there is no step ${JSON.stringify(need)}`,
            expected: "the key of a step of this plan",
          },
        ];
      if (group <= (step.group ?? 1)) return [];
      return [
        {
          path,
          message: `${JSON.stringify(need)} is in the later group ${group}`,
          expected: `a step of group ${step.group ?? 1} or an earlier one`,
        },
      ];
    }),
  );
}

/** Digest of the plan as it is signed. */
export function rollbackPlanDigest(plan: RollbackPlan): string {
  return digestOf(plan);
}
