import type { Shift, Span } from "@/lib/policy/rota";

/** One person's time on a rota without a break. */
export interface Turn extends Span {
  personId: string;
}

export interface ShiftChange {
  /** Who was on shift last before the running turn, or before now where nobody is. */
  before: Turn | null;
  /** null: nobody is on shift. */
  running: Turn | null;
  next: Turn | null;
}

/** Turns before, at and after an instant. Shifts of one person that touch are one turn, whatever gives them. */
export function shiftChangeAt(shifts: readonly Shift[], now: number): ShiftChange {
  const turns = turnsOf(shifts);
  const running = turns.find(({ from, to }) => from <= now && now < to) ?? null;
  return {
    before: turns.findLast(({ to }) => to <= (running?.from ?? now)) ?? null,
    running,
    next: turns.find(({ from }) => from > now) ?? null,
  };
}

/** The turn that somebody looks at: their own; else the running one in its first three quarters, then the next. */
export function briefedTurn(
  { running, next }: ShiftChange,
  personId: string | null,
  now: number,
): Turn | null {
  if (running === null || next === null) return running ?? next;
  if (personId === next.personId && personId !== running.personId) return next;
  const isFresh = now < running.from + ((running.to - running.from) * 3) / 4;
  return isFresh ? running : next;
}

function turnsOf(shifts: readonly Shift[]): Turn[] {
  const turns: Turn[] = [];
  for (const { personId, from, to } of shifts) {
    const last = turns.at(-1);
    if (last?.personId === personId && last.to === from) turns[turns.length - 1] = { ...last, to };
    else turns.push({ personId, from, to });
  }
  return turns;
}

/** A shift that runs, whose hand-over the reader has not acknowledged; times in epoch ms. */
export interface WaitingHandOver {
  key: string;
  title: string;
  from: number;
  to: number;
}
