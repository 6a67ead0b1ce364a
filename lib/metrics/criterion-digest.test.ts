import { describe, expect, test } from "vitest";

import { criteriaDigest } from "@/lib/metrics/criterion-digest";
import { Criteria } from "@/lib/metrics/schemas";
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
