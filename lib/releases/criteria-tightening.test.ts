import { describe, expect, it } from "vitest";

import { Criteria } from "@/lib/metrics/schemas";
import { isTightening } from "./criteria-tightening";

const latency = {
  key: "latency",
  kind: "threshold",
  metric: "p95",
  agg: "p95",
  window: "5m",
  step: "1m",
  severity: "hold",
  noDataGrace: "10m",
  breach: { op: ">", value: "250" },
  for: "3m",
};
const detection = { ...latency, key: "detection", breach: { op: "<", value: "0.9" } };
const regression = {
  key: "rate",
  kind: "rate-regression",
  metric: "rate",
  window: "1h",
  step: "1m",
  severity: "warn",
  alpha: "0.05",
  margin: "0.01",
  minSamples: 100,
};

function tightens(before: object[], after: object[]): boolean {
  return isTightening({ before: Criteria.parse(before), after: Criteria.parse(after) });
}

describe("a change of criteria", () => {
  it.each([
    ["nothing", [latency], [latency]],
    ["one more criterion", [latency], [latency, detection]],
    [
      "a lower bound above which it breaches",
      [latency],
      [{ ...latency, breach: { op: ">", value: "249.5" } }],
    ],
    [
      "a higher bound below which it breaches",
      [detection],
      [{ ...detection, breach: { op: "<", value: "0.95" } }],
    ],
    ["a shorter for", [latency], [{ ...latency, for: "2m" }]],
    ["no for at all", [latency], [{ ...latency, for: undefined }]],
    ["a higher severity", [latency], [{ ...latency, severity: "rollback" }]],
    ["shadow off", [{ ...latency, shadow: true }], [latency]],
    ["another title", [latency], [{ ...latency, title: "Latency" }]],
  ])("tightens by %s", (_name, before, after) => expect(tightens(before, after)).toBe(true));

  it.each([
    ["a criterion less", [latency, detection], [latency]],
    [
      "a higher bound above which it breaches",
      [latency],
      [{ ...latency, breach: { op: ">", value: "251" } }],
    ],
    [
      "a lower bound below which it breaches",
      [detection],
      [{ ...detection, breach: { op: "<", value: "0.8" } }],
    ],
    ["another operator", [latency], [{ ...latency, breach: { op: ">=", value: "250" } }]],
    ["a longer for", [latency], [{ ...latency, for: "4m" }]],
    ["a for where there was none", [{ ...latency, for: undefined }], [latency]],
    ["a lower severity", [latency], [{ ...latency, severity: "warn" }]],
    ["shadow on", [latency], [{ ...latency, shadow: true }]],
    ["another window", [latency], [{ ...latency, window: "10m" }]],
    ["another metric", [latency], [{ ...latency, metric: "p99" }]],
    [
      "a stricter bound with a longer for",
      [latency],
      [{ ...latency, breach: { op: ">", value: "100" }, for: "10m" }],
    ],
    [
      "one more regression, which shares the error rate",
      [regression],
      [regression, { ...regression, key: "other" }],
    ],
  ])("loosens by %s", (_name, before, after) => expect(tightens(before, after)).toBe(false));
});
