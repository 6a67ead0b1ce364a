/** Name of the cookie with the reader's time zone, as their browser told it. */
export const zoneCookie = "zone";

/** A time zone that this runtime knows, or UTC. */
export function zoneOf(text: string | undefined): string {
  if (text === undefined || !/^[A-Za-z0-9_+\-/]{1,64}$/.test(text)) return "UTC";
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
