import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { colourGroups, radii, shadows, textSizes } from "./tokens";
import { tones } from "./tone";

const css = readFileSync(fileURLToPath(new URL("../../app/globals.css", import.meta.url)), "utf8");
const theme = css.slice(css.indexOf("@theme {"), css.indexOf("@layer base"));
const named = (prefix: string) =>
  [...theme.matchAll(new RegExp(`--${prefix}-([a-z0-9-]+):`, "g"))].map(([, name]) => name ?? "");

interface Oklch {
  lightness: number;
  chroma: number;
  hue: number;
}

/** A colour in both schemes, as the style sheet says it. */
function colour(name: string): { light: Oklch; dark: Oklch } {
  const found = new RegExp(`--color-${name}: light-dark\\(oklch\\(([^)]+)\\), oklch\\(([^)]+)\\)\\)`).exec(
    theme,
  );
  const [light, dark] = [found?.[1], found?.[2]].map((text) => {
    const [lightness = NaN, chroma = NaN, hue = NaN] = (text ?? "").split(" ").map(Number);
    return { lightness, chroma, hue };
  });
  if (light === undefined || dark === undefined) throw new Error(`${name} is no colour of two schemes`);
  return { light, dark };
}

const white: Oklch = { lightness: 1, chroma: 0, hue: 0 };

function luminance({ lightness, chroma, hue }: Oklch): number {
  const angle = (hue * Math.PI) / 180;
  const a = chroma * Math.cos(angle);
  const b = chroma * Math.sin(angle);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(Math.max(value, 0), 1);
  const red = clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Oklch, other: Oklch): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const schemes = ["light", "dark"] as const;
const grounds = ["sunken", "canvas", "surface", "raised", "hover"];

describe("the tokens", () => {
  it("are those of the style sheet, each in one group", () => {
    const listed = colourGroups.flatMap(({ names }) => names);
    const plain = ["white", "transparent", "current"];
    expect(listed.toSorted()).toEqual(
      named("color")
        .filter((name) => !plain.includes(name))
        .toSorted(),
    );
    expect([...textSizes].toSorted()).toEqual(
      named("text")
        .filter((name) => !name.includes("--"))
        .toSorted(),
    );
    expect([...radii].toSorted()).toEqual(named("radius").toSorted());
    expect([...shadows].toSorted()).toEqual(named("shadow").toSorted());
  });

  it.each(schemes)("give text on every ground a contrast of 4.5 in the %s scheme", (scheme) => {
    for (const ink of ["ink", "ink-2", "ink-3", "accent", ...tones])
      for (const ground of grounds)
        expect(
          contrast(colour(ink)[scheme], colour(ground)[scheme]),
          `${ink} on ${ground}`,
        ).toBeGreaterThanOrEqual(4.5);
  });

  it.each(schemes)("give a tone on its own soft ground a contrast of 4.5 in the %s scheme", (scheme) => {
    for (const tone of tones)
      for (const ink of [tone, "ink", "ink-2"])
        expect(
          contrast(colour(ink)[scheme], colour(`${tone}-soft`)[scheme]),
          `${ink} on ${tone}-soft`,
        ).toBeGreaterThanOrEqual(4.5);
  });

  it.each(schemes)("give white on what is to be pressed a contrast of 4.5 in the %s scheme", (scheme) => {
    for (const fill of ["accent-fill", "accent-fill-hover"])
      expect(contrast(white, colour(fill)[scheme]), fill).toBeGreaterThanOrEqual(4.5);
  });

  it.each(schemes)("give edges and the focus a contrast of 3 in the %s scheme", (scheme) => {
    for (const line of ["edge", "focus"])
      for (const ground of ["canvas", "surface", "raised"])
        expect(
          contrast(colour(line)[scheme], colour(ground)[scheme]),
          `${line} on ${ground}`,
        ).toBeGreaterThanOrEqual(3);
  });
});
