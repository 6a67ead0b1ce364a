export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];
export const densities = ["comfortable", "compact"] as const;
export type Density = (typeof densities)[number];

/** What the reader chose for their browser; kept in cookies and read on the server, so that the first paint is right. */
export interface Preferences {
  theme: Theme;
  density: Density;
  /** Whether single keys do something. */
  keys: boolean;
}
export type PreferenceName = keyof Preferences;

interface Jar {
  get(name: string): { value: string } | undefined;
}

export function preferencesOf(jar: Jar): Preferences {
  return {
    theme: themes.find((each) => each === jar.get("theme")?.value) ?? "system",
    density: densities.find((each) => each === jar.get("density")?.value) ?? "comfortable",
    keys: jar.get("keys")?.value !== "off",
  };
}

/** The value to keep; null for the one that holds without a cookie, undefined for what is none. */
export function keptValue(
  name: string,
  value: string,
): { name: PreferenceName; value: string | null } | null {
  const kept = (all: readonly string[]) =>
    value === all[0] ? null : all.includes(value) ? value : undefined;
  const choices: Record<PreferenceName, readonly string[]> = {
    theme: themes,
    density: densities,
    keys: ["on", "off"],
  };
  if (!Object.hasOwn(choices, name)) return null;
  const known = name as PreferenceName;
  const found = kept(choices[known]);
  return found === undefined ? null : { name: known, value: found };
}
