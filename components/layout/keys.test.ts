import { describe, expect, it } from "vitest";
import { keyLines, nextRow, type Press, pressed, type Waiting } from "./keys";
import { places, settings } from "./places";

const press = (key: string, given: Partial<Press> = {}): Press => ({
  key,
  ctrl: false,
  meta: false,
  alt: false,
  ...given,
});
const free = { waiting: null as Waiting, isTyping: false, isOn: true };

describe("a press", () => {
  it.each([{ ctrl: true }, { meta: true }])("of K with %o opens the palette, in a field too", (given) => {
    for (const isTyping of [true, false]) {
      for (const isOn of [true, false]) {
        expect(pressed(press("k", given), { waiting: null, isTyping, isOn }).act).toEqual({
          kind: "palette",
        });
      }
    }
  });

  it("of g and a place's letter goes there", () => {
    const first = pressed(press("g"), free);
    expect(first).toEqual({ act: null, waiting: "g" });
    for (const { key, href } of [...places, settings]) {
      expect(pressed(press(key), { ...free, waiting: first.waiting })).toEqual({
        act: { kind: "go", href },
        waiting: null,
      });
    }
  });

  it("of g and any other letter does nothing", () => {
    expect(pressed(press("j"), { ...free, waiting: "g" })).toEqual({ act: null, waiting: null });
    expect(pressed(press("?"), { ...free, waiting: "g" })).toEqual({ act: null, waiting: null });
  });

  it.each(["g", "/", "?", "j", "k"])("of %s does nothing in a field, nor where keys are off", (key) => {
    expect(pressed(press(key), { ...free, isTyping: true })).toEqual({ act: null, waiting: null });
    expect(pressed(press(key), { ...free, isOn: false })).toEqual({ act: null, waiting: null });
  });

  it.each(["g", "/", "j"])("of %s with a modifier is the browser's", (key) => {
    for (const given of [{ ctrl: true }, { meta: true }, { alt: true }])
      expect(pressed(press(key, given), free).act).toBeNull();
  });

  it("of F8 goes to an alarm, in a field too and where single keys are off", () => {
    for (const given of [free, { ...free, isTyping: true }, { ...free, isOn: false }])
      expect(pressed(press("F8"), given).act).toEqual({ kind: "alarm" });
    expect(pressed(press("F8", { ctrl: true }), free).act).toBeNull();
  });

  it("of AltGr and K is a letter, not the palette", () => {
    expect(pressed(press("k", { ctrl: true, alt: true }), free).act).toBeNull();
  });
});

describe("the next row", () => {
  it("is the first or last from outside, and stays at the ends", () => {
    expect(nextRow(-1, 1, 3)).toBe(0);
    expect(nextRow(-1, -1, 3)).toBe(2);
    expect(nextRow(2, 1, 3)).toBe(2);
    expect(nextRow(0, -1, 3)).toBe(0);
    expect(nextRow(0, 1, 3)).toBe(1);
  });
});

describe("the help", () => {
  it("names a key for each place, no key twice", () => {
    const keys = keyLines("Ctrl").flatMap(({ lines }) => lines.map((line) => line.keys));
    expect(new Set(keys).size).toBe(keys.length);
    for (const { key } of places) expect(keys).toContain(`g ${key}`);
  });
});
