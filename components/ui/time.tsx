import type { ReactElement } from "react";

/** Who reads: their zone (UTC until the browser has told it) and the moment of reading. */
export interface Reader {
  zone: string;
  now: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, kind: "day" | "time" | "full", year: boolean): Intl.DateTimeFormat {
  const key = `${zone} ${kind} ${year}`;
  let found = formats.get(key);
  if (found === undefined) {
    const day: Intl.DateTimeFormatOptions = {
      day: "numeric",
      month: "short",
      ...(year && { year: "numeric" }),
    };
    const time: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    found = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      ...(kind !== "time" && day),
      ...(kind !== "day" && time),
    });
    if (formats.size > 500) formats.clear();
    formats.set(key, found);
  }
  return found;
}

/** A moment in the reader's zone, with UTC on hover. */
export function Time({
  at,
  reader,
  show = "full",
}: {
  at: number;
  reader: Reader;
  show?: "full" | "day" | "ago" | "clock";
}): ReactElement {
  const iso = new Date(at).toISOString();
  const utc = `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
  return (
    <time
      dateTime={iso}
      title={show === "ago" ? `${words(at, reader, "full")} · ${utc}` : utc}
      className="whitespace-nowrap"
      // The browser may abbreviate months otherwise; what the server wrote stays.
      suppressHydrationWarning
    >
      {show === "ago" ? ago(reader.now - at) : words(at, reader, show)}
    </time>
  );
}

/** The same as text, where it is read out. */
export function timeText(at: number, reader: Reader): string {
  return words(at, reader, "full");
}

function words(at: number, { zone, now }: Reader, show: "full" | "day" | "clock"): string {
  const year = Math.abs(now - at) > 300 * 86_400_000;
  const text = format(zone, show === "clock" ? "time" : show, year).format(at);
  return zone === "UTC" && show !== "day" ? `${text} UTC` : text;
}

/** How long ago, in one unit. */
export function ago(ms: number): string {
  const past = span(Math.abs(ms));
  if (Math.abs(ms) < 60_000) return "just now";
  return ms < 0 ? `in ${past}` : `${past} ago`;
}

/** A length of time in its largest unit. */
export function span(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${Math.max(minutes, 1)} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h`;
  return `${Math.floor(hours / 24)} d`;
}

/** A calendar day that belongs to no zone, such as a target date (YYYY-MM-DD); `beside` a day of the same year without it. */
export function Day({ date, beside = "" }: { date: string; beside?: string }): ReactElement {
  const at = Date.parse(`${date}T00:00:00Z`);
  const isOtherYear = date.slice(0, 4) !== beside.slice(0, 4);
  return (
    <time dateTime={date} className="whitespace-nowrap" suppressHydrationWarning>
      {Number.isNaN(at) ? date : format("UTC", "day", isOtherYear).format(at)}
    </time>
  );
}
