import { z } from "zod";

const expected = 'a time such as "2026-12-01T12:00:00Z"';

/** Whether PostgreSQL can store it as it is: it knows no year 0. */
function isStorable(text: string): boolean {
  const at = new Date(text);
  return Number.isFinite(at.getTime()) && at.getUTCFullYear() >= 1;
}

/** A time as RFC 3339 writes it, with any offset. */
export const Moment = z.iso
  .datetime({ offset: true, error: () => `expected ${expected}` })
  .refine(isStorable, { error: `expected ${expected}, from the year 1 on` });

const dateExpected = 'a date such as "2026-12-01"';

/** A day, whatever the time zone. */
export const CalendarDate = z.iso
  .date({ error: () => `expected ${dateExpected}` })
  .refine(isStorable, { error: `expected ${dateExpected}, from the year 1 on` });

/** The instant that a date or a time names as a limit: of a day its last millisecond, in UTC. */
export function limitOf(text: string): Date {
  return new Date(CalendarDate.safeParse(text).success ? `${text}T23:59:59.999Z` : text);
}

const limitExpected = 'a date such as "2026-12-01", or a time such as "2026-12-01T12:00:00Z"';

/** By when: a day, whose end in UTC is meant, or a time. */
export const Limit = z
  .string({ error: () => `expected ${limitExpected}` })
  .refine((text) => CalendarDate.safeParse(text).success || Moment.safeParse(text).success, {
    error: `expected ${limitExpected}`,
  });
