import { RRuleTemporal } from "rrule-temporal";
import { Temporal } from "temporal-polyfill";

/** Something at a local time of a zone, once or by an RFC 5545 rule: its time of day stays across daylight saving. */
export interface Recurrence {
  /** Local date and time of the first occurrence, `2026-11-27T18:00`. */
  start: string;
  /** IANA name. */
  zone: string;
  /** RRULE without its name, `FREQ=WEEKLY;BYDAY=FR`; null: once. */
  rule: string | null;
}

const parts: Record<string, RegExp> = {
  FREQ: /^(DAILY|WEEKLY|MONTHLY|YEARLY)$/,
  INTERVAL: /^[1-9]\d{0,2}$/,
  COUNT: /^[1-9]\d{0,3}$/,
  UNTIL: /^\d{8}T\d{6}Z$/,
  BYDAY: /^([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)){0,6}$/,
  BYMONTHDAY: /^-?([1-9]|[12]\d|3[01])(,-?([1-9]|[12]\d|3[01])){0,30}$/,
  BYMONTH: /^([1-9]|1[0-2])(,([1-9]|1[0-2])){0,11}$/,
  BYSETPOS: /^-?[1-9]\d{0,2}$/,
  WKST: /^(MO|TU|WE|TH|FR|SA|SU)$/,
};

/** Why this is no recurrence, in words for whoever wrote it, with the field at fault; null where it is one. */
export function recurrenceFault({ start, zone, rule }: Recurrence): {
  field: keyof Recurrence;
  message: string;
} | null {
  if (!isZone(zone))
    return { field: "zone", message: "is no time zone; expected an IANA name, for example Europe/Berlin" };
  if (!isLocalTime(start))
    return { field: "start", message: "is no local time; expected for example 2026-11-27T18:00" };
  const message = rule === null ? null : ruleFault({ start, zone, rule });
  return message === null ? null : { field: "rule", message };
}

function ruleFault(recurrence: Recurrence & { rule: string }): string | null {
  const given = recurrence.rule.split(";").map((part) => part.split("="));
  const seen = new Set<string>();
  for (const [name = "", value = "", ...more] of given) {
    const shape = Object.hasOwn(parts, name) ? parts[name] : undefined;
    if (shape === undefined)
      return `knows no part ${name === "" ? "without a name" : name}; ${Object.keys(parts).join(", ")} are`;
    if (more.length > 0 || !shape.test(value)) return `has no such ${name}: ${value}`;
    if (seen.has(name)) return `names ${name} twice`;
    seen.add(name);
  }
  if (!seen.has("FREQ")) return "needs FREQ: DAILY, WEEKLY, MONTHLY or YEARLY";
  if (seen.has("COUNT") && seen.has("UNTIL")) return "has both COUNT and UNTIL; one of them ends it";
  try {
    const first = expansion(recurrence, mostSteps).next(beforeAll);
    if (first === null) return "never happens";
    const { start } = recurrence;
    const expected = Temporal.PlainDateTime.from(start);
    if (
      !expected.equals(
        Temporal.PlainDateTime.from(first.toString({ timeZoneName: "never", offset: "never" })),
      )
    )
      return `does not happen at its start, ${start}; begin at the first time it does`;
  } catch {
    return "never happens, or is no rule by RFC 5545";
  }
  return tooLong(recurrence, seen.has("COUNT"));
}

/** Whoever reads a rule steps through the days, weeks, months or years of its FREQ, so there may not be ever so many between two of its times. */
function tooLong(recurrence: Recurrence & { rule: string }, isCounted: boolean): string | null {
  const { start } = recurrence;
  try {
    expansion(recurrence, mostSteps).next(new Date(`${start}Z`));
  } catch {
    return "happens too rarely for its FREQ; choose a longer one";
  }
  try {
    // What COUNT ends is counted from the start on, whatever is asked for.
    if (isCounted) expansion(recurrence, mostCounted).next(afterAll);
    return null;
  } catch {
    return "counts for too long; end it by UNTIL";
  }
}

/** Starts of the occurrences in `[from, to)`, in order. Times are epoch ms; throws on what `recurrenceFault` refuses. */
export function occurrencesBetween(recurrence: Recurrence, from: number, to: number): number[] {
  if (to <= from) return [];
  const { start, zone, rule } = recurrence;
  if (rule === null) return [instantOf(start, zone)].filter((at) => from <= at && at < to);
  // Local times are not in the order of their instants where a clock goes back: a day on both sides holds all of them.
  const found = expansion(recurrence).between(carried(from - dayMs, zone), carried(to + dayMs, zone), true);
  return found
    .map((local) => instantOf(local.toPlainDateTime().toString(), zone))
    .filter((at) => from <= at && at < to);
}

/** The first start after a moment; null where it has ended. Epoch ms. */
export function nextOccurrence(recurrence: Recurrence, after: number): number | null {
  const { start, zone, rule } = recurrence;
  if (rule === null) {
    const at = instantOf(start, zone);
    return at > after ? at : null;
  }
  const rest = expansion(recurrence);
  let from = carried(after - dayMs, zone);
  for (;;) {
    const local = rest.next(from);
    if (local === null) return null;
    const at = instantOf(local.toPlainDateTime().toString(), zone);
    if (at > after) return at;
    from = new Date(local.epochMilliseconds);
  }
}

/** The instant of a local time, epoch ms: where a clock skips it, as much later; where it comes twice, the first. */
export function instantOf(local: string, zone: string): number {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(zone, { disambiguation: "compatible" })
    .epochMilliseconds;
}

/** The local time of an instant, to the minute, `2026-11-27T18:00`. */
export function localTimeOf(at: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: "minute" });
}

export function isZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(zone)) return false;
  try {
    Temporal.PlainDateTime.from("2000-01-01T00:00").toZonedDateTime(zone);
    return true;
  } catch {
    return false;
  }
}

function isLocalTime(local: string): boolean {
  if (!/^20\d\d-\d\d-\d\dT\d\d:\d\d$/.test(local)) return false;
  try {
    Temporal.PlainDateTime.from(local, { overflow: "reject" });
    return true;
  } catch {
    return false;
  }
}

const dayMs = 86_400_000;
const beforeAll = new Date(0);
const afterAll = new Date("9999-01-01T00:00Z");
const mostSteps = 1_000;
const mostCounted = 2_000;
/** Of what was checked so, no two times are so many steps from each other, nor does it happen so often between two moments that are asked for. */
const mostEver = 10_000;

/**
 * The rule in local time, carried by UTC: no occurrence is lost to an hour that a clock skips, as it would be by RFC 5545.
 */
function expansion({ start, zone, rule }: Recurrence, maxIterations = mostEver) {
  const rruleString = (rule ?? "").replace(
    /UNTIL=([^;]+)/,
    (_, until: string) => `UNTIL=${untilIn(until, zone)}`,
  );
  return new RRuleTemporal({
    rruleString,
    dtstart: Temporal.PlainDateTime.from(start).toZonedDateTime("UTC"),
    strict: true,
    maxIterations,
    temporal: Temporal,
  });
}

/** An instant's local time in the zone, as if it were UTC. */
function carried(at: number, zone: string): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime();
  return new Date(local.toZonedDateTime("UTC").epochMilliseconds);
}

function untilIn(until: string, zone: string): string {
  const at = Temporal.Instant.from(until).epochMilliseconds;
  return carried(at, zone)
    .toISOString()
    .replaceAll(/[-:]|\.\d+/g, "");
}
