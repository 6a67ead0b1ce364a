export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** Name of the cookie with the reader's choice; read on the server, so that the first paint is right. */
export const themeCookie = "theme";
/** Name of the cookie with the reader's time zone, as their browser told it. */
export const zoneCookie = "zone";

export function themeOf(text: string | undefined): Theme {
  return themes.find((theme) => theme === text) ?? "system";
}

/** A time zone that this runtime knows, or UTC. */
export function zoneOf(text: string | undefined): string {
  if (text === undefined || !/^[A-Za-z0-9_+\-/]{1,64}$/.test(text)) return "UTC";
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
