import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  Duration,
  durationMs,
  durationText,
  durationWords,
  findDurationMs,
  PositiveDuration,
} from "@/lib/platform/durations";

describe("durations", () => {
  test.each([
    ["250ms", 250],
    ["0s", 0],
    ["30s", 30_000],
    ["5m", 300_000],
    ["2h", 7_200_000],
    ["14d", 1_209_600_000],
  ])("%s are %i milliseconds", (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });

  test.each([
    "5",
    "m",
    "5 m",
    "-5m",
    "+5m",
    "05m",
    "1.5h",
    "1h30m",
    "5M",
    "5m\n",
    "9999999d",
    "５m",
    "1e3s",
    "",
  ])("%j is no duration, and the refusal says what one is", (text) => {
    expect(findDurationMs(text)).toBeNull();
    const result = Duration.safeParse(text);
    expect(result.error?.issues[0]?.message).toContain('expected a duration such as "30s"');
  });

  test("a schema keeps the text as it was written", () => {
    expect(Duration.parse("60s")).toBe("60s");
  });

  test("nought is a duration, and not one above nought", () => {
    expect(Duration.safeParse("0s").success).toBe(true);
    expect(PositiveDuration.safeParse("0m").error?.issues[0]?.message).toBe("expected a duration above zero");
  });

  test("every number of milliseconds comes back from its text", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3_660 * 86_400_000 }),
        (ms) => durationMs(durationText(ms)) === ms,
      ),
    );
  });

  test("words count one apart from many", () => {
    expect(durationWords("60s")).toBe("1 minute");
    expect(durationWords("90s")).toBe("90 seconds");
    expect(durationWords("0m")).toBe("0 seconds");
  });
});
