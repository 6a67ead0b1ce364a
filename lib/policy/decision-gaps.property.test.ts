import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { groupsOf } from "@/lib/gates/matching";
import { instantOf, localTimeOf } from "@/lib/platform/recurrence";
import { decisionGaps } from "./decision-gaps";
import { foldGaps, foldGapsIn } from "./fold-gaps";
import { gapSentence } from "./gap-words";
import type { Slot } from "./model";
import { gapsOf, type RotaVersion, shiftsOf, type Span, weekdays } from "./rota";
import type { Asked, Held } from "./simulator";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const nobody: ReadonlySet<string> = new Set();

function asks(slots: readonly Slot[], joint: Asked["joint"] = "each"): Asked {
  return { groups: groupsOf([{ source: "row", slots: [...slots] }]), joint, authors: nobody, owners: nobody };
}

const people = ["ada", "ben", "cho"];
const roles = ["on-call", "technical-lead"];
const anyHeld = fc.record({ personId: fc.constantFrom(...people), role: fc.constantFrom(...roles) });
const anyDated = fc
  .record({ held: anyHeld, from: fc.nat(300), long: fc.integer({ min: 1, max: 120 }) })
  .map(({ held, from, long }) => ({ ...held, from: from * minute, to: (from + long) * minute }));
const anySlots = fc.array(
  fc.record({
    roles: fc.subarray(roles, { minLength: 1 }),
    count: fc.integer({ min: 1, max: 2 }),
    allowAuthor: fc.constant(true),
  }),
  { minLength: 1, maxLength: 2 },
);

/** Whether people can be put one by one into the places, by trying every way. */
function canFill(
  places: readonly (readonly string[])[],
  held: readonly Held[],
  taken: string[] = [],
): boolean {
  const [place, ...rest] = places;
  if (place === undefined) return true;
  return held.some(
    ({ personId, role }) =>
      place.includes(role) && !taken.includes(personId) && canFill(rest, held, [...taken, personId]),
  );
}

describe("times in which nobody could decide", () => {
  test("are those that looking minute by minute finds, whoever holds what when", () => {
    const range = { from: 10 * minute, to: 400 * minute };
    const any = fc.record({
      slots: anySlots,
      joint: fc.constantFrom("each" as const, "any" as const),
      open: fc.array(anyHeld, { maxLength: 1 }),
      dated: fc.array(anyDated, { maxLength: 6 }),
    });
    fc.assert(
      fc.property(any, ({ slots, joint, open, dated }) => {
        const gaps = decisionGaps(asks(slots, joint), { open, dated }, range);
        const places = slots.flatMap((slot) => Array.from({ length: slot.count }, () => slot.roles));
        for (let at = range.from; at < range.to; at += minute) {
          const held = [...open, ...dated.filter(({ from, to }) => from <= at && at < to)];
          const isPossible =
            joint === "each" ? canFill(places, held) : places.some((place) => canFill([place], held));
          expect(gaps.some(({ from, to }) => from <= at && at < to)).toBe(!isPossible);
        }
        expect(gapsOf(gapsOf(gaps, range.from, range.to), range.from, range.to)).toEqual(gaps);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ["Europe/Berlin", "2027-03-27T12:00"],
    ["Europe/Berlin", "2026-10-24T12:00"],
    ["America/New_York", "2027-03-13T12:00"],
    ["America/New_York", "2026-10-31T12:00"],
  ])("follow the clocks of a rota where they change: %s, %s", (zone, start) => {
    const from = instantOf(start, zone);
    const range = { from, to: from + 2 * day };
    const time = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom("00", "15", "30"))
      .map(([hours, minutes]) => `${String(hours).padStart(2, "0")}:${minutes}`);
    const window = fc.record({ days: fc.subarray([...weekdays], { minLength: 1 }), from: time, to: time });
    fc.assert(
      fc.property(fc.array(window, { minLength: 1, maxLength: 2 }), fc.option(fc.nat(40)), (hours, stand) => {
        const rota = rotaOf(zone, hours);
        const override =
          stand === null
            ? []
            : [
                {
                  id: "o",
                  personId: "ben",
                  starts: from + stand * hour,
                  ends: from + (stand + 3) * hour,
                  from: 0,
                  to: null,
                },
              ];
        const shifts = shiftsOf({ versions: [rota], overrides: override }, range.from, range.to);
        const dated = shifts.map(({ personId, ...span }) => ({ ...span, personId, role: "on-call" }));
        const asked = asks([{ roles: ["on-call"], count: 1, allowAuthor: true }], "any");
        const gaps = decisionGaps(asked, { open: [], dated }, range);
        for (let at = range.from; at < range.to; at += minute) {
          const isStoodIn = override.some(({ starts, ends }) => starts <= at && at < ends);
          const isOn = isStoodIn || hours.some((each) => showsInside(each, at, zone));
          expect(gaps.some((gap) => gap.from <= at && at < gap.to)).toBe(!isOn);
        }
      }),
      { numRuns: 4 },
    );
  });
});

/** By the instants at which the hours begin and end around a moment, as far as a clock shows them. */
function showsInside(hours: { days: string[]; from: string; to: string }, at: number, zone: string): boolean {
  return [-1, 0, 1].some((off) => {
    const date = new Date(Date.parse(`${localTimeOf(at, zone).slice(0, 10)}T00:00Z`) + off * day);
    if (!hours.days.includes(weekdays[(date.getUTCDay() + 6) % 7] ?? "")) return false;
    const next = hours.to > hours.from ? date : new Date(date.getTime() + day);
    const begins = instantOf(`${date.toISOString().slice(0, 10)}T${hours.from}`, zone);
    return begins <= at && at < instantOf(`${next.toISOString().slice(0, 10)}T${hours.to}`, zone);
  });
}

function rotaOf(zone: string, hours: RotaVersion["hours"]): RotaVersion {
  return {
    id: "v",
    zone,
    people,
    handover: { starting: "2026-09-28T09:00", every: "FREQ=WEEKLY" },
    hours,
    from: 0,
    to: null,
  };
}

/** A Thursday in the middle of a day. */
const now = Date.parse("2026-11-26T12:00Z");
const ahead = { from: now, to: now + 14 * day };

describe("times told as sentences", () => {
  test("are exactly the times, each told once, in whichever zone", () => {
    const spans = fc
      .uniqueArray(fc.nat(14 * 24 * 2), { maxLength: 30 })
      .map((cuts) => cuts.toSorted((a, b) => a - b))
      .map((cuts) =>
        cuts.flatMap((cut, index): Span[] => {
          const next = cuts[index + 1];
          if (index % 2 === 1 || next === undefined) return [];
          return [{ from: now + cut * 30 * minute, to: now + next * 30 * minute }];
        }),
      );
    fc.assert(
      fc.property(spans, fc.constantFrom("UTC", "Europe/Berlin", "America/New_York"), (given, zone) => {
        const told = foldGaps(given, ahead, zone).flatMap((each) => [...each.spans]);
        expect(told.toSorted((a, b) => a.from - b.from)).toEqual(given);
      }),
    );
  });

  function told(
    hours: NonNullable<RotaVersion["hours"]>,
    zone: string,
    range = ahead,
    zones: [string, ...string[]] = [zone],
  ) {
    const shifts = shiftsOf({ versions: [rotaOf(zone, hours)], overrides: [] }, range.from, range.to);
    const found = foldGapsIn(gapsOf(shifts, range.from, range.to), range, zones);
    return found.folded.map((each) => gapSentence("rollback.authorise", null, each, found.zone));
  }
  const all = [...weekdays];

  it("fold what comes back each week into one", () => {
    const butSundayNight = [
      { days: all.filter((each) => each !== "SU"), from: "00:00", to: "00:00" },
      { days: ["SU" as const], from: "00:00", to: "02:00" },
      { days: ["SU" as const], from: "07:00", to: "00:00" },
    ];
    expect(told(butSundayNight, "UTC")).toEqual([
      "Nobody can authorise a rollback on Sundays from 02:00 to 07:00 UTC.",
    ]);
    expect(told([{ days: all, from: "09:00", to: "18:00" }], "UTC")).toEqual([
      "Nobody can authorise a rollback every day from 18:00 to 09:00 UTC the next day.",
    ]);
    expect(told([{ days: ["MO", "TU", "WE", "TH", "FR"], from: "09:00", to: "18:00" }], "UTC")).toEqual([
      "Nobody can authorise a rollback Mondays to Thursdays from 18:00 to 09:00 UTC the next day.",
      "Nobody can authorise a rollback from Fridays 18:00 to Mondays 09:00 UTC.",
    ]);
  });

  it("stay one where the clocks change, in the zone in which they come back", () => {
    const from = Date.parse("2027-03-22T12:00Z");
    const over = { from, to: from + 14 * day };
    const hours = [{ days: all, from: "09:00", to: "18:00" }];
    expect(told(hours, "Europe/Berlin", over, ["UTC", "Europe/Berlin"])).toEqual([
      "Nobody can authorise a rollback every day from 18:00 to 09:00 (Europe/Berlin) the next day.",
    ]);
    const west = Date.parse("2026-10-28T17:00Z");
    expect(
      told(hours, "America/New_York", { from: west, to: west + 14 * day }, ["UTC", "America/New_York"]),
    ).toEqual([
      "Nobody can authorise a rollback every day from 18:00 to 09:00 (America/New_York) the next day.",
    ]);
  });

  it("tell by its date what comes once, and all of the time as such", () => {
    const once = { from: now + 3 * hour, to: now + 5 * hour };
    expect(gapSentence("hold.place", "tier 1", foldGaps([once], ahead, "UTC")[0] ?? fail(), "UTC")).toBe(
      "Nobody can place a hold (tier 1) on Thu 26 Nov from 15:00 to 17:00 UTC.",
    );
    expect(gapSentence("exposure.pause", null, foldGaps([ahead], ahead, "UTC")[0] ?? fail(), "UTC")).toBe(
      "Nobody can pause the exposure at any hour of the coming two weeks.",
    );
    const weekend = { from: now + 30 * hour, to: now + 90 * hour };
    expect(gapSentence("hold.place", null, foldGaps([weekend], ahead, "UTC")[0] ?? fail(), "UTC")).toBe(
      "Nobody can place a hold from Fri 27 Nov 18:00 to Mon 30 Nov 06:00 UTC.",
    );
  });
});

function fail(): never {
  throw new Error("nothing was told");
}
