import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instantOf, localTimeOf, occurrencesBetween } from "@/lib/platform/recurrence";
import type { ReviewPlan } from "./model";
import { nextReview, occurrenceAt, occurrencesOf, readReviewName, reviewName, ruleFrom } from "./occurrences";

const minute = 60_000;
const day = 86_400_000;
const id = "01890a5d-ac96-774b-bcce-b302099a8057";
const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"];
const begin = Date.UTC(2026, 0, 5);

const weekly = (rest: Partial<ReviewPlan> = {}): ReviewPlan => ({
  id,
  title: "Readiness",
  rule: "FREQ=WEEKLY;BYDAY=TH",
  zone: "Europe/Berlin",
  start: "2026-01-08T15:00",
  minutes: 45,
  ends: [],
  changes: [],
  at: 0,
  ...rest,
});

/** A plan with some of its occurrences moved or cancelled, and perhaps ended. */
const plans = fc
  .record({
    zone: fc.constantFrom(...zones),
    rule: fc.constantFrom(
      null,
      "FREQ=DAILY",
      "FREQ=WEEKLY",
      "FREQ=WEEKLY;INTERVAL=2;COUNT=20",
      "FREQ=MONTHLY",
    ),
    at: fc.integer({ min: 0, max: 1439 }),
    minutes: fc.integer({ min: 5, max: 600 }),
    said: fc.array(
      fc.record({
        nth: fc.nat({ max: 30 }),
        by: fc.option(fc.integer({ min: -3 * 1440, max: 3 * 1440 }), { nil: null }),
        minutes: fc.integer({ min: 5, max: 600 }),
      }),
      { maxLength: 6 },
    ),
    ends: fc.option(fc.integer({ min: 0, max: 400 }), { nil: null }),
  })
  .map(({ at, said, ends, ...rest }): ReviewPlan => {
    const start = new Date(begin + at * minute).toISOString().slice(0, 16);
    const own = weekly({ ...rest, start });
    const originals = occurrencesBetween(own, 0, begin + 400 * day);
    const changes = said.flatMap(({ nth, by, minutes }, index) => {
      const original = originals[nth % originals.length] ?? 0;
      const startAt = by === null ? null : original + by * minute;
      return [{ original, startAt, minutes: by === null ? null : minutes, at: index }];
    });
    return { ...own, changes, ends: ends === null ? [] : [{ before: begin + ends * day, at: 0 }] };
  });
const moment = fc.integer({ min: -10 * 1440, max: 430 * 1440 }).map((minutes) => begin + minutes * minute);

describe("the occurrences of a review", () => {
  it("are those of its rule, each once, where the last thing said put it", () => {
    fc.assert(
      fc.property(plans, moment, moment, (plan, a, b) => {
        const [from, to] = a < b ? [a, b] : [b, a];
        const slow = occurrencesBetween(plan, 0, begin + 800 * day)
          .filter((original) => plan.ends.every(({ before }) => original < before))
          .map((original) => {
            const own = plan.changes.filter((each) => each.original === original);
            const placed = own.filter(({ startAt }) => startAt !== null).at(-1);
            const start = placed?.startAt ?? original;
            const end = start + (placed?.minutes ?? plan.minutes) * minute;
            return { original, start, end, isCancelled: own.at(-1)?.startAt === null, sequence: own.length };
          })
          .filter(({ start, end }) => start < to && end > from)
          .sort((x, y) => x.start - y.start || x.original - y.original);
        expect(occurrencesOf(plan, from, to)).toMatchObject(slow);
        expect(occurrencesOf(plan, from, to)).toHaveLength(slow.length);
      }),
    );
  });

  it("tell the next one as reading on through all of them does", () => {
    fc.assert(
      fc.property(fc.array(plans, { maxLength: 3 }), moment, (several, now) => {
        const found = nextReview(several, now);
        const all = several
          .flatMap((plan) => occurrencesOf(plan, now, now + 430 * day))
          .filter(({ isCancelled, end }) => !isCancelled && end > now)
          .map(({ start }) => start);
        const wanted = all.length === 0 ? null : Math.min(...all);
        if (found === null || found.start < now + 430 * day) expect(found?.start ?? null).toBe(wanted);
      }),
    );
  });

  it("are each found by the name in their address, and nothing else is", () => {
    fc.assert(
      fc.property(plans, moment, (plan, at) => {
        for (const one of occurrencesOf(plan, at, at + 40 * day)) {
          const read = readReviewName(reviewName(one));
          expect(read).toEqual({ series: id, original: one.original });
          expect(occurrenceAt(plan, read?.original ?? 0)).toEqual(one);
          expect(occurrenceAt(plan, one.original + minute / 2)).toBeNull();
        }
      }),
    );
    for (const text of ["", id, `${id}_`, `${id}_20261399T0000Z`, `${id}_20261201T0000`, `x_20261201T0000Z`])
      expect(readReviewName(text)).toBeNull();
    // Each has one name: no day or hour that another one is written by, no year that the database does not know.
    for (const at of ["20260230T0000Z", "20261201T2400Z", "00000101T0000Z"])
      expect(readReviewName(`${id}_${at}`)).toBeNull();
  });

  it("keep their time of day across daylight saving", () => {
    const all = occurrencesOf(weekly(), Date.UTC(2026, 0, 1), Date.UTC(2028, 0, 1));
    expect(all).toHaveLength(104);
    expect(new Set(all.map(({ start }) => localTimeOf(start, "Europe/Berlin").slice(11)))).toEqual(
      new Set(["15:00"]),
    );
    expect(new Set(all.map(({ start }) => new Date(start).getUTCHours()))).toEqual(new Set([13, 14]));
  });
});

describe("a rule that goes on from an occurrence", () => {
  const second = instantOf("2026-01-15T15:00", "Europe/Berlin");
  it("takes its one day of the week along, and counts what is left", () => {
    expect(ruleFrom(weekly(), { original: second, start: "2026-01-14T10:00" })).toBe("FREQ=WEEKLY;BYDAY=WE");
    expect(
      ruleFrom(weekly({ rule: "FREQ=WEEKLY;COUNT=5" }), { original: second, start: "2026-01-16T10:00" }),
    ).toBe("FREQ=WEEKLY;COUNT=4");
    expect(
      ruleFrom(weekly({ rule: "FREQ=WEEKLY;BYDAY=TU,TH" }), { original: second, start: "2026-01-15T10:00" }),
    ).toBe("FREQ=WEEKLY;BYDAY=TU,TH");
  });

  it("takes which one of its month it is along, the last one as the last", () => {
    const monthly = (day: string, start: string) =>
      ruleFrom(weekly({ rule: `FREQ=MONTHLY;BYDAY=${day}` }), { original: second, start });
    expect(monthly("3TH", "2026-01-16T15:00")).toBe("FREQ=MONTHLY;BYDAY=3FR");
    expect(monthly("3TH", "2026-01-08T15:00")).toBe("FREQ=MONTHLY;BYDAY=2TH");
    expect(monthly("3TH", "2026-01-30T15:00")).toBe("FREQ=MONTHLY;BYDAY=-1FR");
    expect(monthly("-1FR", "2026-01-28T15:00")).toBe("FREQ=MONTHLY;BYDAY=-1WE");
    expect(monthly("-1FR", "2026-01-21T15:00")).toBe("FREQ=MONTHLY;BYDAY=3WE");
    const yearly = weekly({ rule: "FREQ=YEARLY;BYDAY=5MO" });
    expect(ruleFrom(yearly, { original: second, start: "2027-02-01T10:00" })).toBe(yearly.rule);
    expect(monthly("1MO,3MO", "2026-01-19T15:00")).toBe("FREQ=MONTHLY;BYDAY=1MO,3MO");
  });

  it("counts nothing where no COUNT asks for it, however long the series has gone on", () => {
    const plan = weekly({ rule: "FREQ=DAILY", start: "2000-01-08T15:00" });
    const original = instantOf("2040-01-15T15:00", "Europe/Berlin");
    expect(ruleFrom(plan, { original, start: "2040-01-15T10:00" })).toBe("FREQ=DAILY");
  });
});
