import { renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { SplitAnswer } from "@/lib/metrics/verdict-schemas";
import { SplitNotice } from "./split-notice";

const split = (change: Partial<SplitAnswer>): SplitAnswer => ({
  state: "running",
  percent: 5,
  canary: 70,
  baseline: 1_330,
  since: "2026-11-26T20:00:00.000Z",
  rejectedAt: null,
  ...change,
});

const drawn = (change: Partial<SplitAnswer>) =>
  renderToString(
    <SplitNotice
      split={split(change)}
      reader={{ zone: "Europe/Berlin", now: Date.parse("2026-11-26T21:00:00.000Z") }}
    />,
  )
    .replaceAll("<!-- -->", "")
    .replaceAll(/<[^>]*>/g, "");

describe("the notice of how traffic is split", () => {
  it("says how it is split, of how many units, beside what is intended", () => {
    expect(drawn({})).toBe(
      "Traffic is split as intended, as far as can be told: 70 of 1,400 units are on the canary, 5 %, 5 % are intended.",
    );
  });

  it("says what it waits for as long as no unit was sent", () => {
    expect(drawn({ canary: 0, baseline: 0 })).toBe(
      "Whether traffic is split as intended, 5 % to the canary, is tested once units are sent for exposures.",
    );
  });

  it("says that cohorts are not compared where it is rejected, since when, and until when", () => {
    const words = drawn({
      state: "rejected",
      canary: 800,
      baseline: 3_200,
      rejectedAt: "2026-11-26T20:14:00.000Z",
    });
    expect(words).toContain("Traffic is not split as intended, so cohorts are not compared");
    expect(words).toContain("800 of 4,000 units are on the canary, 20 %, 5 % are intended.");
    expect(words).toContain("Since 26 Nov, 21:14, until the exposure is another.");
  });

  it("says how the test is had where there is none, and nothing where nothing is split", () => {
    expect(drawn({ state: "no-test", percent: null, canary: 0, baseline: 0 })).toContain(
      "is not tested: there is no metric exposures. To have it tested, declare that metric with kind value",
    );
    expect(drawn({ state: "nothing-to-split", percent: null })).toBe("");
  });
});
