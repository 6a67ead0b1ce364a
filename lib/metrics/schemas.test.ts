import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

import { criteriaWarnings } from "@/lib/metrics/criteria-warnings";
import { Criteria, Criterion, CriterionToTry } from "@/lib/metrics/schemas";
import { faultsOf } from "@/lib/platform/documents";
import { burn, mean, rate, threshold } from "./fixtures/criteria";

const cases = JSON.parse(readFileSync(new URL("fixtures/criteria.json", import.meta.url), "utf8")) as {
  name: string;
  criterion: Record<string, unknown>;
}[];

function faultsIn(criterion: unknown): string[] {
  const result = Criterion.safeParse(criterion);
  return result.success
    ? []
    : faultsOf(result.error, criterion).map(({ path, message }) => `${path}: ${message}`);
}

describe("a criterion", () => {
  test.each(cases)("that has known answers can be tried out: $name", ({ criterion }) => {
    expect(CriterionToTry.safeParse(criterion).success).toBe(true);
  });

  test.each(cases)(
    "that has known answers can be agreed once it says what it is for: $name",
    ({ criterion }) => {
      expect(faultsIn({ ...criterion, key: "k", metric: "m", severity: "hold", noDataGrace: "5m" })).toEqual(
        [],
      );
    },
  );

  test("gets the defaults of the design", () => {
    expect(Criterion.parse(threshold)).toMatchObject({
      latch: true,
      clearFor: "0s",
      minSamples: 1,
      onNoData: "withhold",
      shadow: false,
    });
    expect(Criterion.parse(burn)).toMatchObject({
      factors: [{ factor: "14.4", long: "1h", short: "5m" }, { factor: "6" }, { factor: "1" }],
    });
  });

  test.each([
    [threshold, "margin", "0.1"],
    [threshold, "objective", "0.9"],
    [rate, "agg", "mean"],
    [rate, "breach", { op: ">", value: "1" }],
    [rate, "for", "5m"],
    [rate, "mOfN", { m: 1, n: 2 }],
    [rate, "maxSampleAge", "1m"],
    [mean, "for", "5m"],
    [mean, "margin", "0.1"],
    [burn, "window", "5m"],
    [burn, "for", "5m"],
    [burn, "agg", "mean"],
    [burn, "clearFor", "5m"],
  ])("of kind $kind refuses %s, which it does not read", (criterion, field, value) => {
    expect(faultsIn({ ...criterion, [field]: value }).join()).toContain(
      `/${field}: unknown field "${field}"; expected one of kind, key`,
    );
  });

  test.each([
    [
      "an unknown kind",
      { ...threshold, kind: "average" },
      '/kind: "average" is not accepted; expected one of "threshold"',
    ],
    ["no kind", { ...threshold, kind: undefined }, "/kind: missing; expected one of"],
    [
      "a bound that is a number",
      { ...threshold, breach: { op: ">", value: 250 } },
      "/breach/value: 250 is not accepted; expected a decimal number in quotes",
    ],
    [
      "an aggregate that is none",
      { ...threshold, agg: "p101" },
      '/agg: "p101" is not accepted; expected mean, sum',
    ],
    [
      "for beside mOfN",
      { ...threshold, mOfN: { m: 1, n: 2 } },
      "/mOfN: mOfN stands beside for; expected one of for and mOfN",
    ],
    [
      "more hits than looks",
      { ...threshold, for: undefined, mOfN: { m: 6, n: 5 } },
      "/mOfN/m: 6 of 5 can never be; expected at most n, 5",
    ],
    [
      "a clear that breaches",
      { ...threshold, clear: { op: "<", value: "300" } },
      "/clear/value: 300 is not strictly safer than breach; expected a value below 250",
    ],
    [
      "a clear at the bound",
      { ...threshold, clear: { op: "<", value: "250.0" } },
      "/clear/value: 250.0 is not strictly safer",
    ],
    [
      "a clear in the wrong direction",
      { ...threshold, clear: { op: ">", value: "100" } },
      "/clear/op: > clears in the direction of the breach; expected < or <=",
    ],
    [
      "a clear that is not above a lower bound",
      { ...threshold, breach: { op: "<", value: "0.9" }, clear: { op: ">", value: "0.8" } },
      "expected a value above 0.9",
    ],
    [
      "clearFor on a latch",
      { ...threshold, clearFor: "5m" },
      "/clearFor: a latched breach never clears by itself; expected clearFor only with latch: false",
    ],
    [
      "a step of nothing",
      { ...threshold, step: "0s" },
      '/step: "0s" is not accepted; expected a duration above zero',
    ],
    [
      "no word on missing data with rollback",
      { ...threshold, noDataGrace: undefined },
      "/noDataGrace: missing with severity rollback; expected a duration",
    ],
    [
      "no word on missing data with hold",
      { ...threshold, severity: "hold", noDataGrace: undefined },
      "/noDataGrace: missing with severity hold",
    ],
    [
      "a pass without data",
      { ...threshold, onNoData: "pass" },
      '/onNoData: "pass" is not accepted; expected one of withhold, breach',
    ],
    [
      "too few samples",
      { ...mean, minSamples: 99 },
      "/minSamples: 99 is not accepted; expected a whole number from 100",
    ],
    [
      "no least number of events",
      { ...rate, minSamples: undefined },
      "/minSamples: missing; expected a whole number from 1",
    ],
    [
      "an error rate above one",
      { ...rate, alpha: "1.5" },
      '/alpha: "1.5" is not accepted; expected a decimal number above 0 and below 1',
    ],
    [
      "windows the wrong way round",
      { ...burn, factors: [{ factor: "2", long: "5m", short: "1h" }] },
      "/factors/0/short: 1h is not shorter than 5m; expected a window shorter than long",
    ],
    [
      "an odd label",
      { ...threshold, where: { "a-b": "x" } },
      '/where/a-b: "a-b" as a name: not accepted; expected a label',
    ],
  ])("with %s is refused", (_what, criterion, fault) => {
    expect(faultsIn(criterion).join("\n")).toContain(fault);
  });

  test("with a share that is no number is refused, and ends nothing", () => {
    for (const field of ["margin", "alpha"])
      expect(faultsIn({ ...rate, [field]: "canary" })).toEqual([
        expect.stringContaining(`/${field}: "canary" is not accepted; expected`),
      ]);
    expect(faultsIn({ ...burn, factors: [{ factor: "x", long: "1h", short: "5m" }] })[0]).toContain("factor");
  });

  test("that only warns needs no word on missing data, nor does one that is tried out", () => {
    expect(faultsIn({ ...threshold, severity: "warn", noDataGrace: undefined })).toEqual([]);
    expect(CriterionToTry.safeParse({ ...threshold, noDataGrace: undefined }).success).toBe(true);
  });

  test("may clear earlier than it breaches, or for a while, where it does not latch", () => {
    expect(
      faultsIn({ ...threshold, latch: false, clear: { op: "<=", value: "249.999" }, clearFor: "10m" }),
    ).toEqual([]);
  });
});

describe("a list of criteria", () => {
  test("refuses a key that stands twice, and names every fault of each", () => {
    const list = [threshold, { ...threshold, step: 5 }, { kind: "nothing" }];
    const result = Criteria.safeParse(list);
    expect(result.success ? [] : faultsOf(result.error, list).map(({ path }) => path)).toEqual([
      "/1/step",
      "/2/kind",
      "/1/key",
    ]);
  });

  test("says what is most likely not meant", () => {
    const consequence = parse("then: { rollbackPlan: r, mode: propose, severity: sev2 }") as object;
    const list = Criteria.parse([
      { ...threshold, window: "30s" },
      {
        ...threshold,
        key: "b",
        severity: "warn",
        ...consequence,
        maxSampleAge: "10m",
      },
    ]);
    expect(criteriaWarnings(list).map(({ path }) => path.join("/"))).toEqual([
      "0/window",
      "1/then",
      "1/maxSampleAge",
    ]);
  });
});
