import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instantOf, localTimeOf, nextOccurrence } from "@/lib/platform/recurrence";
import {
  gapsOf,
  joined,
  onShiftAt,
  type Rota,
  type RotaVersion,
  shiftsOf,
  type Shift,
  weekdays,
} from "./rota";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Both nights in which clocks change in Europe and America lie near. */
const origin = Date.parse("2026-10-23T00:00Z");
const people = ["ana", "ben", "cem", "dan"];
const ids = fc.uniqueArray(fc.constantFrom(...people), { minLength: 1, maxLength: 4 });
const quarter = (max: number) => fc.integer({ min: 0, max: (max * hour) / (15 * minute) });
const time = quarter(23).map((at) => new Date(at * 15 * minute).toISOString().slice(11, 16));

const turns = fc.record({
  zone: fc.constantFrom("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"),
  people: ids,
  handover: fc.record({
    starting: fc.tuple(fc.constantFrom("2026-10-19", "2026-10-26"), time).map((parts) => parts.join("T")),
    every: fc.constantFrom("FREQ=WEEKLY", "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=DAILY;INTERVAL=2"),
  }),
  hours: fc.option(
    fc.array(
      fc.record({
        days: fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1, maxLength: 7 }),
        from: time,
        to: time,
      }),
      { minLength: 1, maxLength: 2 },
    ),
    { nil: undefined },
  ),
});

const instant = quarter(8 * 24).map((at) => origin + at * 15 * minute);
const rota: fc.Arbitrary<Rota> = fc
  .record({
    versions: fc.array(turns, { minLength: 1, maxLength: 2 }),
    changedAt: instant,
    overrides: fc.array(
      fc.record({
        personId: fc.constantFrom(...people),
        starts: instant,
        lasts: quarter(60),
        from: instant,
        held: fc.option(quarter(60)),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ versions, changedAt, overrides }) => ({
    versions: versions.map((one, index) => ({
      ...one,
      id: `v${index}`,
      from: index === 0 ? 0 : changedAt,
      to: index < versions.length - 1 ? changedAt : null,
    })),
    overrides: overrides.map(({ lasts, held, ...one }, index) => ({
      ...one,
      id: `o${index}`,
      ends: one.starts + lasts * 15 * minute,
      to: held === null ? null : one.from + held * 15 * minute,
    })),
  }));

/** Asked of one instant, with nothing known of any other: the obvious reading of the words. */
function obvious({ versions, overrides }: Rota, at: number): string | null {
  const version = versions.find((one) => one.from <= at && (one.to === null || at < one.to));
  if (version === undefined) return null;
  const standing = overrides.findLast(
    (one) =>
      version.people.includes(one.personId) &&
      one.starts <= at &&
      at < one.ends &&
      one.from <= at &&
      (one.to === null || at < one.to),
  );
  return standing?.personId ?? (isCovered(version, at) ? inTurn(version, at) : null);
}

function inTurn({ handover, zone, people: all }: RotaVersion, at: number): string | null {
  const handovers = handoversOf(handover, zone).filter((each) => each <= at).length;
  return handovers === 0 ? null : (all[(handovers - 1) % all.length] ?? null);
}

const walked = new Map<string, number[]>();

/** One after the other. */
function handoversOf({ starting, every }: RotaVersion["handover"], zone: string): number[] {
  const key = `${zone} ${starting} ${every}`;
  const known = walked.get(key) ?? [];
  const recurrence = { start: starting, zone, rule: every };
  while ((known.at(-1) ?? 0) < origin + 9 * day)
    known.push(nextOccurrence(recurrence, known.at(-1) ?? 0) ?? Number.POSITIVE_INFINITY);
  walked.set(key, known);
  return known;
}

function isCovered({ hours, zone }: RotaVersion, at: number): boolean {
  if (hours === undefined) return true;
  return [-1, 0, 1].some((days) => {
    const date = localTimeOf(at + days * day, zone).slice(0, 10);
    const next = new Date(Date.parse(`${date}T00:00Z`) + day).toISOString().slice(0, 10);
    const name = weekdays[(new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7];
    return hours.some(
      (one) =>
        one.days.some((each) => each === name) &&
        instantOf(`${date}T${one.from}`, zone) <= at &&
        at < instantOf(`${one.to > one.from ? date : next}T${one.to}`, zone),
    );
  });
}

const plain = (shifts: readonly Shift[]) =>
  joined(shifts.map(({ personId, from, to }) => ({ personId, from, to, source: "" })));

describe("shifts of any rota", () => {
  it("are those of a reading instant by instant", () => {
    fc.assert(
      fc.property(rota, fc.array(instant, { minLength: 12, maxLength: 12 }), (one, instants) => {
        const end = origin + 9 * day;
        const shifts = shiftsOf(one, origin - day, end);
        const edges = shifts.flatMap(({ from, to }) => [from, from - 1, to]).slice(0, 30);
        for (const at of [...instants, ...edges].filter((each) => origin <= each && each < end)) {
          const found = shifts.find((shift) => shift.from <= at && at < shift.to)?.personId ?? null;
          expect(found).toBe(obvious(one, at));
          expect(onShiftAt(one, at)).toBe(found);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("never overlap, and tile the time together with the gaps", () => {
    fc.assert(
      fc.property(rota, instant, quarter(8 * 24), (one, from, length) => {
        const to = from + length * 15 * minute;
        const shifts = shiftsOf(one, from, to);
        const all = [...shifts, ...gapsOf(shifts, from, to)].sort((a, b) => a.from - b.from);
        expect(all.every((each) => each.from < each.to)).toBe(true);
        let reached = from;
        for (const each of all) {
          expect(each.from).toBe(reached);
          reached = each.to;
        }
        expect(reached).toBe(to);
      }),
      { numRuns: 100 },
    );
  });

  it("are the same computed in two halves", () => {
    fc.assert(
      fc.property(rota, instant, quarter(4 * 24), quarter(4 * 24), (one, from, first, second) => {
        const middle = from + first * 15 * minute;
        const to = middle + second * 15 * minute;
        const halves = [...shiftsOf(one, from, middle), ...shiftsOf(one, middle, to)];
        expect(plain(halves)).toEqual(plain(shiftsOf(one, from, to)));
      }),
      { numRuns: 100 },
    );
  });

  it("differ by an override in its range alone, all of which is its person's", () => {
    fc.assert(
      fc.property(rota, instant, quarter(40), (one, starts, lasts) => {
        const ends = starts + lasts * 15 * minute;
        const person = one.versions[0]?.people[0] ?? "";
        const added = { id: "new", personId: person, starts, ends, from: 0, to: null };
        const whole = { ...one, versions: one.versions.slice(0, 1).map((each) => ({ ...each, to: null })) };
        const then = { ...whole, overrides: [...whole.overrides, added] };
        const [begin, end] = [origin - day, origin + 12 * day];
        for (const [from, to] of [
          [begin, starts],
          [ends, end],
        ] as const)
          expect(plain(shiftsOf(then, from, to))).toEqual(plain(shiftsOf(whole, from, to)));
        expect(plain(shiftsOf(then, starts, ends))).toEqual(
          lasts === 0 ? [] : [{ personId: person, from: starts, to: ends, source: "" }],
        );
      }),
      { numRuns: 100 },
    );
  });
});
