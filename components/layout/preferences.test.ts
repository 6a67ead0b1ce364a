import { describe, expect, it } from "vitest";
import { keptValue, preferencesOf } from "./preferences";

function jar(values: Record<string, string>) {
  return {
    get: (name: string) => {
      const value = values[name];
      return value === undefined ? undefined : { value };
    },
  };
}

describe("preferences", () => {
  it("are the system's theme, comfortable, with keys, where nothing was chosen", () => {
    expect(preferencesOf(jar({}))).toEqual({ theme: "system", density: "comfortable", keys: true });
  });

  it("are what the cookies say", () => {
    expect(preferencesOf(jar({ theme: "dark", density: "compact", keys: "off" }))).toEqual({
      theme: "dark",
      density: "compact",
      keys: false,
    });
  });

  it("take a cookie that says anything else as none", () => {
    expect(preferencesOf(jar({ theme: "pink", density: "", keys: "<script>" }))).toEqual({
      theme: "system",
      density: "comfortable",
      keys: true,
    });
  });

  it("keep a known choice, and nothing for the one that holds anyway", () => {
    expect(keptValue("theme", "dark")).toEqual({ name: "theme", value: "dark" });
    expect(keptValue("theme", "system")).toEqual({ name: "theme", value: null });
    expect(keptValue("keys", "on")).toEqual({ name: "keys", value: null });
  });

  it.each([
    ["theme", "compact"],
    ["session", "x"],
    ["__proto__", "x"],
    ["toString", "dark"],
    ["density", ""],
  ])("keep nothing under %s: %s", (name, value) => {
    expect(keptValue(name, value)).toBeNull();
  });
});
