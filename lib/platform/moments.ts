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
