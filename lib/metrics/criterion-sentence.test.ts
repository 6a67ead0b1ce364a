import { describe, expect, test } from "vitest";

import { criterionSentence } from "@/lib/metrics/criterion-sentence";
import { Criterion } from "@/lib/metrics/schemas";
import { burn, mean, rate, threshold } from "./fixtures/criteria";

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
