const dayMs = 86_400_000;
const weekMs = 7 * dayMs;

/** What runs out or has to be met by a time. */
export const reminderKinds = [
  "requirement",
  "waiver",
  "pending-decision",
  "obligation",
  "delegation",
  "waiting",
] as const;
export type ReminderKind = (typeof reminderKinds)[number];

/** From when on it was known, and its end; epoch ms. */
export interface Term {
  from: number;
  deadline: number;
}

const overdueDays = [1, 3, 7];
const firstWeekly = 2 + overdueDays.length;

/** A level of being reminded; each comes later than the one before, and after the last they go on by the week. */
export interface Level {
  step: number;
  /** `soon`, `due`, `overdue-1d`, `overdue-3d`, `overdue-7d`, `overdue-14d` … */
  name: string;
  /** Epoch ms from which it is due. */
  at: number;
}

export function levelAt(term: Term, step: number): Level {
  if (step === 0) return { step, name: "soon", at: term.deadline - leadOf(term) };
  if (step === 1) return { step, name: "due", at: term.deadline };
  const days = overdueDays[step - 2] ?? 7 * (step - firstWeekly + 2);
  return { step, name: `overdue-${days}d`, at: term.deadline + days * dayMs };
}

/** A day ahead, and of a short time a quarter of it; what was over from the beginning has no level before its end. */
function leadOf({ from, deadline }: Term): number {
  return Math.max(0, Math.min(dayMs, (deadline - from) / 4));
}

/** The last level whose time has come, reached or not; null: none yet. */
export function levelDue(term: Term, now: number): Level | null {
  const weeks = Math.floor((now - term.deadline) / weekMs);
  const highest = weeks < 1 ? firstWeekly - 1 : firstWeekly + weeks - 2;
  for (let step = highest; step >= 0; step -= 1) {
    const level = levelAt(term, step);
    if (level.at <= now) return level;
  }
  return null;
}

/**
 * The level to remind of now, given the highest one reached; null: none. After missed runs it is the last that is due, and no other:
 * whoever was not reminded for a week is reminded once, and never not at all.
 */
export function levelToReach(
  term: Term,
  { reached, now }: { reached: number | null; now: number },
): Level | null {
  const due = levelDue(term, now);
  return due === null || (reached !== null && due.step <= reached) ? null : due;
}

/**
 * The level of what is told once and is not owed by anybody when it is over: ahead of its end, or where every look until then was
 * missed, that it has ended.
 */
export function levelToTell(
  term: Term,
  { reached, now }: { reached: number | null; now: number },
): Level | null {
  const due = levelDue(term, now);
  return due === null || reached !== null ? null : levelAt(term, Math.min(due.step, 1));
}

/** When somebody has to look again: at or before now where a level is due and not reached. */
export function nextReminderAt(
  term: Term,
  { reached, now }: { reached: number | null; now: number },
): number {
  const level = levelToReach(term, { reached, now }) ?? levelAt(term, reached === null ? 0 : reached + 1);
  return level.at;
}
