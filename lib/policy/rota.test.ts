import { describe, expect, it } from "vitest";
import { gapsOf, joined, onShiftAt, type Rota, type RotaVersion, shiftsOf, type Turns } from "./rota";

const utc = (text: string) => Date.parse(`${text}Z`);
const iso = (at: number) => new Date(at).toISOString().slice(0, 16);
const weekly: Turns = {
  zone: "Europe/Berlin",
  people: ["ana", "ben", "cem"],
  handover: { starting: "2026-10-12T09:00", every: "FREQ=WEEKLY" },
};
const version = (change: Partial<RotaVersion> = {}): RotaVersion => ({
  id: "v1",
  from: 0,
  to: null,
  ...weekly,
  ...change,
});
const rota = (change: Partial<Rota> = {}): Rota => ({ versions: [version()], overrides: [], ...change });
const override = { id: "o1", personId: "cem", from: 0, to: null };

const told = (one: Rota, from: string, to: string) =>
  shiftsOf(one, utc(from), utc(to)).map((shift) => `${shift.personId} ${iso(shift.from)} ${iso(shift.to)}`);

describe("a weekly rota", () => {
  it("is handed over at its local time across daylight saving", () => {
    expect(told(rota(), "2026-10-12T00:00", "2026-11-03T00:00")).toEqual([
      "ana 2026-10-12T07:00 2026-10-19T07:00",
      "ben 2026-10-19T07:00 2026-10-26T08:00",
      "cem 2026-10-26T08:00 2026-11-02T08:00",
      "ana 2026-11-02T08:00 2026-11-03T00:00",
    ]);
  });

  it("has nobody on shift before it begins", () => {
    const from = utc("2026-10-10T00:00");
    const to = utc("2026-10-13T00:00");
    expect(gapsOf(shiftsOf(rota(), from, to), from, to)).toEqual([{ from, to: utc("2026-10-12T07:00") }]);
    expect(onShiftAt(rota(), utc("2026-10-12T06:59"))).toBeNull();
    expect(onShiftAt(rota(), utc("2026-10-12T07:00"))).toBe("ana");
  });

  it("takes turns at each occurrence of its rule", () => {
    const every = "FREQ=WEEKLY;BYDAY=MO,TH";
    const one = rota({ versions: [version({ handover: { starting: "2026-10-12T09:00", every } })] });
    expect(told(one, "2026-10-12T08:00", "2026-10-20T00:00")).toEqual([
      "ana 2026-10-12T08:00 2026-10-15T07:00",
      "ben 2026-10-15T07:00 2026-10-19T07:00",
      "cem 2026-10-19T07:00 2026-10-20T00:00",
    ]);
  });
});

describe("a rota of some hours", () => {
  it("leaves gaps outside of them, and keeps to local time in the week in which the clock changes", () => {
    const hours = [{ days: ["FR", "MO"] as const, from: "08:00", to: "18:00" }];
    const one = rota({ versions: [version({ hours })] });
    const [from, to] = [utc("2026-10-23T00:00"), utc("2026-10-27T00:00")];
    const shifts = shiftsOf(one, from, to);
    expect(shifts.map(({ personId, from, to }) => [personId, iso(from), iso(to)])).toEqual([
      ["ben", "2026-10-23T06:00", "2026-10-23T16:00"],
      ["ben", "2026-10-26T07:00", "2026-10-26T08:00"],
      ["cem", "2026-10-26T08:00", "2026-10-26T17:00"],
    ]);
    expect(gapsOf(shifts, from, to).map(({ from, to }) => [iso(from), iso(to)])).toEqual([
      ["2026-10-23T00:00", "2026-10-23T06:00"],
      ["2026-10-23T16:00", "2026-10-26T07:00"],
      ["2026-10-26T17:00", "2026-10-27T00:00"],
    ]);
  });

  it("runs over midnight where its end is not after its start", () => {
    const hours = [{ days: ["SA"] as const, from: "22:00", to: "06:00" }];
    const one = rota({ versions: [version({ hours })] });
    expect(told(one, "2026-10-24T00:00", "2026-10-26T00:00")).toEqual([
      // The night in which the clock goes back is an hour longer.
      "ben 2026-10-24T20:00 2026-10-25T05:00",
    ]);
  });
});

describe("an override", () => {
  const [starts, ends] = [utc("2026-10-20T12:00"), utc("2026-10-21T12:00")];

  it("replaces exactly its range", () => {
    const one = rota({ overrides: [{ ...override, starts, ends }] });
    expect(told(one, "2026-10-19T07:00", "2026-10-26T08:00")).toEqual([
      "ben 2026-10-19T07:00 2026-10-20T12:00",
      "cem 2026-10-20T12:00 2026-10-21T12:00",
      "ben 2026-10-21T12:00 2026-10-26T08:00",
    ]);
  });

  it("counts from when it was set until it was ended, and changes nothing of what was before and after", () => {
    const recorded = { from: utc("2026-10-20T15:00"), to: utc("2026-10-20T18:00") };
    const one = rota({ overrides: [{ ...override, starts, ends, ...recorded }] });
    expect(told(one, "2026-10-20T00:00", "2026-10-21T00:00")).toEqual([
      "ben 2026-10-20T00:00 2026-10-20T15:00",
      "cem 2026-10-20T15:00 2026-10-20T18:00",
      "ben 2026-10-20T18:00 2026-10-21T00:00",
    ]);
  });

  it("gives way to one that was set later, and comes back when that ends", () => {
    const later = { ...override, id: "o2", personId: "ana", starts, ends, to: utc("2026-10-20T14:00") };
    const one = rota({ overrides: [{ ...override, starts, ends }, later] });
    expect(told(one, "2026-10-20T12:00", "2026-10-20T16:00")).toEqual([
      "ana 2026-10-20T12:00 2026-10-20T14:00",
      "cem 2026-10-20T14:00 2026-10-20T16:00",
    ]);
  });

  it("counts only while its person is on the rota", () => {
    const at = utc("2026-10-20T16:00");
    const one: Rota = {
      versions: [version({ to: at }), version({ id: "v2", from: at, people: ["ana", "ben"] })],
      overrides: [{ ...override, starts, ends }],
    };
    expect(told(one, "2026-10-20T12:00", "2026-10-20T20:00")).toEqual([
      "cem 2026-10-20T12:00 2026-10-20T16:00",
      "ben 2026-10-20T16:00 2026-10-20T20:00",
    ]);
    expect(shiftsOf(one, at - 1, at)[0]?.grant).toEqual(["v1", "o1"]);
  });
});

describe("a rota that was changed", () => {
  it("keeps the shifts that were", () => {
    const at = utc("2026-10-21T10:00");
    const one = rota({
      versions: [version({ to: at }), version({ id: "v2", from: at, people: ["cem", "ana"] })],
    });
    expect(told(one, "2026-10-19T07:00", "2026-10-26T08:00")).toEqual([
      "ben 2026-10-19T07:00 2026-10-21T10:00",
      "ana 2026-10-21T10:00 2026-10-26T08:00",
    ]);
  });

  it("is told as one shift where the same person goes on", () => {
    const at = utc("2026-10-21T10:00");
    const one = rota({ versions: [version({ to: at }), version({ id: "v2", from: at })] });
    const shifts = shiftsOf(one, utc("2026-10-19T07:00"), utc("2026-10-26T08:00"));
    expect(shifts).toHaveLength(2);
    expect(joined(shifts)).toMatchObject([
      { from: utc("2026-10-19T07:00"), to: utc("2026-10-26T08:00"), grant: ["v1"] },
    ]);
  });
});
