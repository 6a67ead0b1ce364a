import { expect, it } from "vitest";
import { recurrenceFault } from "@/lib/platform/recurrence";
import { repeats, repeatWords, ruleOf } from "./repeats";

it("makes a rule of every choice that happens at its start, and says it in words", () => {
  const starts = ["2026-12-03T15:00", "2026-12-29T09:30", "2026-12-01T00:00"];
  for (const repeat of repeats)
    for (const start of starts)
      expect(recurrenceFault({ start, zone: "Europe/Berlin", rule: ruleOf(repeat, start) })).toBeNull();
  expect(repeats.map((repeat) => repeatWords(ruleOf(repeat, "2026-12-03T15:00")))).toEqual([
    "once",
    "every week on Thursday",
    "every 2 weeks on Thursday",
    "every weekday",
    "every month on the first Thursday",
  ]);
  expect(repeatWords(ruleOf("monthly", "2026-12-29T09:30"))).toBe("every month on the last Tuesday");
  expect(repeatWords("FREQ=WEEKLY;COUNT=3")).toBe("by the rule FREQ=WEEKLY;COUNT=3");
});
