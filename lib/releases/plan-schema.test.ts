import { describe, expect, test } from "vitest";

import { faultsOf } from "@/lib/platform/documents";
import { Plan, planGaps, planParts } from "@/lib/releases/plan-schema";

const plan = {
  objective: {
    problem: "Speech is missed in noise",
    successMetrics: ["F1 of 0.96"],
    acceptableRisk: "0.005 of F1",
  },
  "user-impact": "Fewer cut-offs",
  performance: "1 ms a frame",
  risk: [
    {
      risk: "Signature changes",
      likelihood: "high",
      impact: "high",
      mitigation: "A check",
      residual: "low",
      acceptedBy: "technical-lead",
    },
  ],
  "impact-analysis": { text: "Callers", substantialModification: { answer: "no", reason: "Same purpose" } },
  rollout: "5, 25, 100 percent",
  alternatives: [
    { assumption: "Adapter is ready", signal: "The check fails", instead: "Stay on the old one" },
  ],
};

function faultsIn(value: unknown): string {
  const result = Plan.safeParse(value);
  return result.success
    ? ""
    : faultsOf(result.error, value)
        .map(({ path, message }) => `${path}: ${message}`)
        .join("\n");
}

describe("a plan", () => {
  test("may be empty while it is drafted, and says what it lacks", () => {
    expect(planGaps(Plan.parse({})).map(({ path }) => path)).toEqual([
      "/objective/problem",
      "/objective/successMetrics",
      "/objective/acceptableRisk",
      "/user-impact",
      "/performance",
      "/risk",
      "/impact-analysis/text",
      "/impact-analysis/substantialModification",
      "/rollout",
      "/alternatives",
    ]);
    expect(planGaps(Plan.parse(plan))).toEqual([]);
  });

  test.each([
    [
      "an unknown part",
      { ...plan, budget: "x" },
      '/budget: unknown field "budget"; expected one of objective, user-impact',
    ],
    [
      "an unknown field of a risk",
      { risk: [{ risk: "x", owner: "y" }] },
      '/risk/0/owner: unknown field "owner"; expected one of risk, likelihood',
    ],
    [
      "a risk without a name",
      { risk: [{ likelihood: "low" }] },
      "/risk/0/risk: missing; expected text of 1 to 5000 characters",
    ],
    [
      "a text for a list",
      { risk: "none" },
      '/risk: "none" is not accepted; expected a list of at most 200 entries',
    ],
    ["a blank text", { rollout: " \n" }, "/rollout: "],
    [
      "an answer that is none",
      { "impact-analysis": { substantialModification: { answer: "perhaps" } } },
      '/impact-analysis/substantialModification/answer: "perhaps" is not accepted; expected yes, no or undecided',
    ],
    ["too much text", { rollout: "x".repeat(20_001) }, "expected text of 1 to 20000 characters"],
    ["a list for an object", [], ": a list is not accepted; expected an object"],
  ])("with %s is refused, and the refusal says where and what was expected", (_what, value, fault) => {
    expect(faultsIn(value)).toContain(fault);
  });

  test("takes true and false for yes and no", () => {
    const answer = (value: unknown) =>
      Plan.parse({ "impact-analysis": { substantialModification: { answer: value } } })["impact-analysis"]
        ?.substantialModification?.answer;
    expect([answer(true), answer(false), answer("undecided")]).toEqual(["yes", "no", "undecided"]);
  });

  test("has a digest for each part, and adding a risk changes that of risk alone", () => {
    const before = planParts(Plan.parse(plan));
    const after = planParts(Plan.parse({ ...plan, risk: [...plan.risk, { risk: "Another" }] }));
    expect(Object.keys(before)).toEqual(Object.keys(plan));
    expect(
      Object.keys(before).filter(
        (part) => before[part as keyof typeof before] !== after[part as keyof typeof after],
      ),
    ).toEqual(["risk"]);
    expect(planParts(Plan.parse({ rollout: "x" }))).toEqual({ rollout: expect.stringMatching(/^sha256:/) });
  });
});
