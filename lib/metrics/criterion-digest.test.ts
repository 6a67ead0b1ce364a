import { describe, expect, test } from "vitest";

import { conditionDigest, criteriaDigest } from "@/lib/metrics/criterion-digest";
import { Criteria, CriterionToTry } from "@/lib/metrics/schemas";
import { burn, mean, rate, threshold } from "./fixtures/criteria";

describe("the digest of criteria", () => {
  const digestOf = (list: unknown[]) => criteriaDigest(Criteria.parse(list));

  test("leaves out titles and order, and does not tell a default from its absence", () => {
    const digest = digestOf([threshold, burn]);
    expect(digestOf([burn, { ...threshold, title: "Another" }])).toBe(digest);
    expect(digestOf([{ ...threshold, latch: true, shadow: false, minSamples: 1 }, burn])).toBe(digest);
    const noFor = { ...threshold, for: undefined };
    expect(digestOf([noFor])).toBe(digestOf([{ ...threshold, for: "0s" }]));
  });

  test.each([
    ["breach", { op: ">", value: "251" }],
    ["for", "6m"],
    ["severity", "hold"],
    ["shadow", true],
    ["from", 5],
    ["where", { region: "eu" }],
  ])("changes with %s", (field, value) => {
    expect(digestOf([{ ...threshold, [field]: value }])).not.toBe(digestOf([threshold]));
  });

  test("of a regression changes when another one shares its alpha", () => {
    const alone = digestOf([rate]);
    expect(digestOf([rate, mean])).not.toBe(alone);
    expect(digestOf([rate])).toBe(alone);
  });
});

describe("the digest of a condition that was tried", () => {
  const digestOf = (one: Record<string, unknown>) => conditionDigest(CriterionToTry.parse(one));

  test.each([
    ["title", "Another"],
    ["key", "another"],
    ["severity", "hold"],
    ["shadow", true],
    ["from", 5],
  ])("leaves out %s, which a run does not read", (field, value) => {
    expect(digestOf({ ...threshold, [field]: value })).toBe(digestOf(threshold));
  });

  test.each([
    ["breach", { op: ">", value: "251" }],
    ["for", "6m"],
    ["where", { region: "eu" }],
    ["metric", "other_ms"],
  ])("changes with %s", (field, value) => {
    expect(digestOf({ ...threshold, [field]: value })).not.toBe(digestOf(threshold));
  });

  test("does not tell a default from its absence", () => {
    const { for: _for, ...rest } = threshold;
    expect(digestOf(rest)).toBe(digestOf({ ...threshold, for: "0s" }));
    expect(digestOf({ ...threshold, latch: true, onNoData: "withhold" })).toBe(digestOf(threshold));
  });
});
