import { describe, expect, it } from "vitest";
import { dayIn, startOfDayIn } from "@/lib/releases/calendar";
import { dueOf, type Schedule } from "./due";
import type { Requirement, Stage } from "./model";

const stages = ["build", "canary"].map((key): Stage => ({
  key,
  title: `Stage ${key}`,
  inputs: [],
  outputs: [],
  exposure: [],
  gates: [],
}));
const none: Schedule = { targetDate: null, plannedDays: {} };
const days = (count: number) => count * 86_400_000;
const at = (text: string) => Date.parse(text);

function due(
  before: "stage" | "target",
  byMs: number,
  { stage = "build", schedule }: { stage?: string; schedule: Schedule },
) {
  const requirement: Pick<Requirement, "due"> = { due: { before, byMs } };
  return dueOf(requirement, { stage, stages, schedule });
}

describe("a requirement is due", () => {
  it("so long before the end of the day on which its stage is to be left", () => {
    const schedule = { targetDate: "2027-03-01", plannedDays: { build: "2026-12-10" } };
    expect(due("stage", days(2), { schedule })).toEqual({ at: at("2026-12-09T00:00:00Z"), missing: null });
    expect(due("stage", 0, { schedule })?.at).toBe(at("2026-12-11T00:00:00Z"));
  });

  it("so long before the end of the release's target date", () => {
    const schedule = { targetDate: "2026-12-10", plannedDays: { build: "2026-11-01" } };
    expect(due("target", days(1), { schedule })?.at).toBe(at("2026-12-10T00:00:00Z"));
  });

  it("never where no day is planned, and says so", () => {
    expect(due("stage", 0, { schedule: none })).toEqual({
      at: null,
      missing: "No day is planned for leaving the stage Stage build.",
    });
    expect(due("target", 0, { schedule: none })).toEqual({
      at: null,
      missing: "The release has no target date.",
    });
  });

  it("by the target in the last stage, which no other day ends", () => {
    const schedule = { targetDate: "2026-12-10", plannedDays: {} };
    expect(due("stage", 0, { stage: "canary", schedule })?.at).toBe(at("2026-12-11T00:00:00Z"));
    expect(due("stage", 0, { stage: "build", schedule })?.at).toBeNull();
  });

  it("not at all where its template asks for no time", () => {
    expect(dueOf({}, { stage: "build", stages, schedule: none })).toBeNull();
  });

  it("at the same moment for everybody, and exactly so many hours earlier where clocks change in between", () => {
    // Berlin goes back on 25 October 2026, New York on 1 November; both go forward in March 2027.
    for (const targetDate of ["2026-10-25", "2026-10-26", "2026-11-02", "2027-03-15", "2027-03-29"]) {
      const schedule = { targetDate, plannedDays: {} };
      const [late, early] = [due("target", 0, { schedule })?.at, due("target", days(2), { schedule })?.at];
      expect((late ?? 0) - (early ?? 0)).toBe(days(2));
      expect(new Date(late ?? 0).toISOString().slice(11)).toBe("00:00:00.000Z");
    }
    const schedule = { targetDate: "2026-10-25", plannedDays: {} };
    const moment = due("target", days(1), { schedule })?.at ?? 0;
    // The day before had summer time still: its end in Berlin was two hours earlier, and readers are shown their own clock.
    expect(moment - startOfDayIn("Europe/Berlin", "2026-10-25")).toBe(2 * 3_600_000);
    expect(dayIn("Europe/Berlin", moment)).toBe("2026-10-25");
    expect(dayIn("America/New_York", moment)).toBe("2026-10-24");
  });
});
