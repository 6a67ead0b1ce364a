import { expect, it } from "vitest";
import { type DrilledTarget, isPassed, targetGaps } from "./drill-score";
import { type TargetArtifact, type TargetResult, targetStanding } from "./target-freshness";

const artifact: TargetArtifact = {
  component: "detector",
  bundle: `sha256:${"a".repeat(64)}`,
  kind: "code",
  name: "model.onnx",
  uri: null,
  sha256: "b".repeat(64),
  size: 1,
};
const target = (results: TargetResult[], isDeclared: boolean): DrilledTarget => ({
  ...targetStanding(
    {
      artifacts: [artifact],
      reports: results.map((result) => ({
        ...artifact,
        result,
        at: 5,
        machine: "m",
        by: "Runner",
        note: "It answers 404.",
      })),
      validForMs: 10,
    },
    9,
  ),
  isDeclared,
});

it.each<[string, TargetResult[], boolean, string | null, boolean]>([
  ["was verified", ["verified"], true, null, true],
  ["is missing", ["verified", "missing"], false, "target-lost", false],
  ["is another one", ["differs"], true, "target-lost", false],
  [
    "was not reached, where the plan asks for its verification",
    ["unreachable"],
    true,
    "target-unverified",
    false,
  ],
  ["was not reached, where it does not", ["unreachable"], false, "target-unreached", true],
  ["was not looked for, where the plan asks for it", [], true, "target-unverified", false],
  ["was not looked for, where it does not", [], false, null, true],
])("a drill whose target %s has the gap that follows, and passes or fails by it", (...given) => {
  const [, results, isDeclared, kind, passes] = given;
  const gaps = targetGaps(target(results, isDeclared));
  expect(gaps.map((gap) => gap.kind)).toEqual(kind === null ? [] : [kind]);
  expect(isPassed(gaps)).toBe(passes);
});
