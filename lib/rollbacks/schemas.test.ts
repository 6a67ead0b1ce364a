import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { faultsOf, parseDocument } from "@/lib/platform/documents";
import { isIrreversible, rollbackPlanWarnings } from "@/lib/rollbacks/plan-warnings";
import { RollbackPlan, rollbackPlanDigest } from "@/lib/rollbacks/schemas";
import { planMs } from "@/lib/rollbacks/step-order";

const read = parseDocument(
  readFileSync(new URL("../releases/fixtures/rollback-plan.yaml", import.meta.url)),
  "yaml",
);
const plan = (read.ok ? read.value : {}) as Record<string, unknown> & {
  steps: Record<string, unknown>[];
  target: Record<string, unknown>;
};
const [stop, putBack] = plan.steps as [Record<string, unknown>, Record<string, unknown>];

function faultsIn(value: unknown): string {
  const result = RollbackPlan.safeParse(value);
  return result.success
    ? ""
    : faultsOf(result.error, value)
        .map(({ path, message }) => `${path}: ${message}`)
        .join("\n");
}

const withStep = (change: Record<string, unknown>) => ({ ...plan, steps: [stop, { ...putBack, ...change }] });
const step = (key: string, more: Record<string, unknown> = {}) => ({ ...stop, key, ...more });

describe("a rollback plan", () => {
  test("as the design shows it is accepted", () => {
    expect(faultsIn(plan)).toBe("");
    expect(rollbackPlanWarnings(RollbackPlan.parse(plan))).toEqual([]);
  });

  test.each([
    [
      "a step without verify",
      withStep({ verify: undefined }),
      "/steps/1/verify: missing; expected one of {servingDigest: target",
    ],
    [
      "an empty verify",
      withStep({ verify: {} }),
      "/steps/1/verify: it does not say how success is verified; expected one of",
    ],
    [
      "two forms of verify",
      withStep({ verify: { person: "looks fine", criterion: "latency" } }),
      "/steps/1/verify: criterion and person stand together",
    ],
    [
      "a digest observed by nobody",
      withStep({ verify: { servingDigest: "target" } }),
      "/steps/1/verify/from: missing beside servingDigest; expected runner or confirm",
    ],
    [
      "an observer of nothing",
      withStep({ verify: { person: "x", from: "runner" } }),
      "/steps/1/verify/from: it stands without servingDigest",
    ],
    [
      "a need that is no step",
      withStep({ needs: ["stop"] }),
      '/steps/1/needs/0: there is no step "stop"; expected the key of a step of this plan',
    ],
    [
      "a need of a later group",
      {
        ...plan,
        steps: [
          { ...stop, needs: ["put-back"] },
          { ...putBack, needs: [] },
        ],
      },
      '/steps/0/needs/0: "put-back" is in the later group 2; expected a step of group 1',
    ],
    [
      "a step that waits for itself",
      withStep({ needs: ["put-back"] }),
      "/steps/1/needs/0: the steps wait for each other: put-back → put-back; expected needs without a circle",
    ],
    [
      "a circle of steps",
      {
        ...plan,
        steps: [step("a", { needs: ["c"] }), step("b", { needs: ["a"] }), step("c", { needs: ["b"] })],
      },
      "the steps wait for each other: a → c → b → a",
    ],
    [
      "a key twice",
      { ...plan, steps: [stop, { ...putBack, key: "stop-exposure", needs: [] }] },
      '/steps/1/key: the step "stop-exposure" stands twice',
    ],
    [
      "a step that cannot be undone and no way forward",
      withStep({ reversible: false }),
      "/steps/1/forwardFix: missing for a step that cannot be undone; expected the way forward",
    ],
    [
      "no word on whether it can be undone",
      withStep({ reversible: undefined }),
      "/steps/1/reversible: missing; expected true or false: can this step be undone?",
    ],
    [
      "no steps",
      { ...plan, steps: [] },
      "/steps: a list is not accepted; expected a list of 1 to 50 entries",
    ],
    [
      "a command without a script",
      withStep({ executor: { type: "command" } }),
      "/steps/1/executor: it names no script; expected one of artifact: rollback-script and script",
    ],
    [
      "a command with two scripts",
      withStep({
        executor: { type: "command", artifact: "rollback-script", script: `sha256:${"a".repeat(64)}` },
      }),
      "artifact and script stand together",
    ],
    [
      "an unknown executor",
      withStep({ executor: { type: "ssh" } }),
      '/steps/1/executor/type: "ssh" is not accepted; expected one of "manual", "webhook", "flag", "command"',
    ],
    [
      "an address with a password",
      withStep({ executor: { type: "webhook", url: "https://a:b@example.org" } }),
      "/steps/1/executor/url",
    ],
    [
      "exposure on nothing",
      { ...plan, target: { ...plan.target, bundle: "none", exposurePercent: 5 } },
      "/target/exposurePercent: 5 percent cannot be served by no bundle; expected 0 with bundle: none",
    ],
    [
      "a validity of nothing",
      { ...plan, target: { bundle: "none", validFor: "7d" } },
      "/target/validFor: it stands without anything that could be fetched; expected none with bundle: none",
    ],
    [
      "a validity of no time",
      { ...plan, target: { ...plan.target, validFor: "0s" } },
      '/target/validFor: "0s" is not accepted; expected a duration above zero',
    ],
    [
      "a target that is none",
      { ...plan, target: { ...plan.target, bundle: "previous" } },
      '/target/bundle: "previous" is not accepted; expected baseline, none, or an object',
    ],
    [
      "a target without components",
      { ...plan, target: { ...plan.target, bundle: {} } },
      "/target/bundle: an object is not accepted; expected baseline, none, or an object",
    ],
    [
      "a severity left out",
      { ...plan, severities: { sev1: (plan["severities"] as Record<string, unknown>)["sev1"] } },
      "/severities/sev2: missing; expected an object",
    ],
    [
      "an unknown moment",
      { ...plan, communication: [{ when: "sometimes", to: ["support"] }] },
      '/communication/0/when: "sometimes" is not accepted; expected one of proposed',
    ],
    [
      "a set of one",
      { ...plan, coupledSets: [["code"]] },
      "/coupledSets/0: a list is not accepted; expected a list of 2 to 20 entries",
    ],
    [
      "an unknown artifact kind",
      { ...plan, coupledSets: [["code", "wights"]] },
      '/coupledSets/0/1: "wights" is not accepted; expected an artifact kind, or component:kind',
    ],
    [
      "an unknown field",
      withStep({ retries: 3 }),
      '/steps/1/retries: unknown field "retries"; expected one of key, title',
    ],
  ])("with %s is refused, and the refusal says where and what was expected", (_what, value, fault) => {
    expect(faultsIn(value)).toContain(fault);
  });

  test("every fault is told at once, also where steps are wrong and in a circle", () => {
    const faults = faultsIn({
      ...plan,
      steps: [step("a", { needs: ["b"], kind: "magic" }), step("b", { needs: ["a"], verify: {} })],
    });
    expect(faults).toContain("/steps/0/kind");
    expect(faults).toContain("/steps/1/verify");
    expect(faults).toContain("wait for each other");
  });

  test("may name a digest for each component, a script uploaded with it, and an answer to wait for", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const value = {
      ...withStep({
        executor: { type: "command", script: digest },
        verify: { http: { url: "https://example.org/health", expect: 200 } },
      }),
      target: { bundle: { detector: digest } },
    };
    expect(faultsIn(value)).toBe("");
  });

  test("that puts back a part of what belongs together is flagged", () => {
    const parsed = RollbackPlan.parse({
      ...plan,
      coupledSets: [
        ["model-weights", "dataset"],
        ["model-weights", "code"],
      ],
    });
    expect(rollbackPlanWarnings(parsed)).toEqual([
      {
        path: ["coupledSets", 0],
        message: "The plan puts back model-weights and leaves dataset, which belong together.",
      },
    ]);
    const digest = `sha256:${"a".repeat(64)}`;
    const onlyOne = RollbackPlan.parse({
      ...plan,
      target: { bundle: { detector: digest } },
      coupledSets: [["detector:code", "tokenizer:code"]],
    });
    expect(rollbackPlanWarnings(onlyOne)[0]?.message).toContain(
      "puts back detector:code and leaves tokenizer:code",
    );
  });

  test("that cannot keep its own time, ends in nothing measured, is fetched all the time, or cannot be undone says so", () => {
    const parsed = RollbackPlan.parse({
      ...withStep({ timeLimit: "20m", reversible: false, forwardFix: "migrate forward" }),
      target: { ...plan.target, validFor: "5m" },
      stable: { criteria: [], for: "30m" },
    });
    expect(isIrreversible(parsed)).toBe(true);
    expect(rollbackPlanWarnings(parsed).map(({ path }) => path.join("/"))).toEqual([
      "stable/criteria",
      "target/validFor",
      "objectives/execute",
      "steps/1",
    ]);
  });

  test("has a digest that any change of its content changes, and a default written out does not", () => {
    const digest = rollbackPlanDigest(RollbackPlan.parse(plan));
    expect(
      rollbackPlanDigest(RollbackPlan.parse({ ...plan, steps: [{ ...stop, group: 1, needs: [] }, putBack] })),
    ).toBe(digest);
    expect(rollbackPlanDigest(RollbackPlan.parse({ ...plan, runbook: "Another" }))).not.toBe(digest);
  });

  test("keeps the digest under which it was signed before a target could say for how long it is verified", () => {
    const digest = rollbackPlanDigest(RollbackPlan.parse(plan));
    expect(digest).toBe("sha256:97375651e5d7610cc3f6cf44b14e3b09ccdf27681fe31712c19ff1945b177224");
    const verified = { ...plan, target: { ...plan.target, validFor: "7d" } };
    expect(rollbackPlanDigest(RollbackPlan.parse(verified))).not.toBe(digest);
  });
});

describe("the time that steps may take", () => {
  const of = (key: string, group: number, timeLimit: string, needs: string[] = []) => ({
    key,
    group,
    timeLimit,
    needs,
  });

  test("is the longest chain in each group, one group after the other", () => {
    expect(
      planMs([of("a", 1, "2m"), of("b", 1, "3m"), of("c", 1, "2m", ["a"]), of("d", 2, "1m", ["b"])]),
    ).toBe(5 * 60_000);
  });
});
