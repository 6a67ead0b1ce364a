import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

import { criteriaWarnings } from "@/lib/metrics/criteria-warnings";
import { criterionSentence } from "@/lib/metrics/criterion-sentence";
import { criteriaDigest } from "@/lib/metrics/criterion-digest";
import { Criteria, Criterion, CriterionToTry } from "@/lib/metrics/schemas";
import { faultsOf } from "@/lib/platform/documents";

const cases = JSON.parse(readFileSync(new URL("fixtures/criteria.json", import.meta.url), "utf8")) as {
  name: string;
  criterion: Record<string, unknown>;
}[];

const threshold = {
  key: "p95-latency",
  title: "Inference latency, 95th percentile",
  kind: "threshold",
  metric: "inference_latency_ms",
  agg: "p95",
  window: "5m",
  step: "1m",
  breach: { op: ">", value: "250" },
  for: "5m",
  noDataGrace: "5m",
  severity: "rollback",
};
const rate = {
  key: "errors",
  kind: "rate-regression",
  metric: "requests",
  window: "5m",
  step: "1m",
  margin: "0.1",
  alpha: "0.01",
  minSamples: 1000,
  noDataGrace: "5m",
  severity: "rollback",
};
const mean = {
  key: "score",
  kind: "mean-regression",
  metric: "score",
  window: "5m",
  step: "1m",
  delta: "0.02",
  alpha: "0.05",
  plannedSamples: 5000,
  minSamples: 100,
  severity: "warn",
};
const burn = {
  key: "budget",
  kind: "burn-rate",
  metric: "requests",
  step: "1m",
  objective: "0.999",
  severity: "warn",
};

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

describe("a criterion in words", () => {
  test("reads as in the design", () => {
    expect(criterionSentence(Criterion.parse(threshold), { unit: "ms" })).toBe(
      "Roll back if the 95th percentile of inference latency is above 250 ms for 5 minutes, looked at each minute over the last 5 minutes; if there is no data for 5 minutes, hold.",
    );
  });

  test.each([
    [
      { ...threshold, agg: "p99.9", for: undefined, mOfN: { m: 3, n: 5 }, severity: "hold" },
      "Hold if the 99.9th percentile of inference latency is above 250 ms in 3 of the last 5 looks with data",
    ],
    [{ ...threshold, agg: "p1" }, "the 1st percentile"],
    [{ ...threshold, agg: "p12" }, "the 12th percentile"],
    [{ ...threshold, agg: "count" }, "the number of samples of inference latency is above 250 for"],
    [{ ...threshold, agg: "rate" }, "the rate of inference latency is above 250 ms per second"],
    [
      { ...threshold, kind: "ratio", breach: { op: ">=", value: "1.20" } },
      "on the canary, divided by the baseline's, is at least 1.2 for",
    ],
    [
      { ...threshold, kind: "delta", breach: { op: "<", value: "-0.02" } },
      "on the canary, less the baseline's, is below -0.02 ms",
    ],
    [{ ...threshold, onNoData: "breach" }, "no data for 5 minutes counts as a breach"],
    [{ ...threshold, where: { region: "eu" }, from: 5, shadow: true }, "(region eu)"],
    [
      { ...threshold, from: 5, shadow: true },
      "it applies from an exposure of 5 %. In shadow: it is shown and triggers nothing.",
    ],
    [{ ...threshold, latch: false }, "it clears by itself"],
    [
      rate,
      "the share of bad events in requests is shown to be more than 10 % above the baseline's (a harmless candidate is blamed at most 1 % of the time",
    ],
    [mean, "Warn if the mean of score is shown to be worse than the baseline's by more than 0.02"],
    [
      burn,
      "uses up the error budget of the objective 99.9 % at 14.4 times over both 1 hour and 5 minutes, or 6 times",
    ],
  ])("says what counts: %#", (criterion, words) => {
    expect(criterionSentence(Criterion.parse(criterion), { unit: "ms" })).toContain(words);
  });
});
