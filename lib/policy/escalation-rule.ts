import { durationMs } from "@/lib/platform/durations";
import { type EscalationLevel, findShare } from "./escalation-model";

/** A level as the rule counts it, in ms. */
export interface Rung {
  afterMs: number;
  /** `times` null: without end. */
  repeat: { everyMs: number; times: number | null } | null;
}

/** That a level was told, or told again; epoch ms as all times here. */
export interface Told {
  level: number;
  dueAt: number;
  at: number;
  /** Whether anybody was there to be told. */
  isReached: boolean;
}

/** Somebody said that they are on it; `level` is the one that was reached then. */
export interface Silence {
  level: number;
  until: number;
}

/** People are waited for: a decision, or that what is late or failed is mended. */
export interface Wait {
  since: number;
  /** So many levels are told as soon as it begins: what is late has been waited for already. */
  atOnce: number;
  /** In the order in which they were told. */
  told: readonly Told[];
  silences: readonly Silence[];
}

/** What is told next; `number` counts repetitions of the level, 0 is the first time. */
export interface Telling {
  level: number;
  number: number;
  dueAt: number;
}

/** A share of the time to decide is never less than that, however short the time. */
const leastShareMs = 60_000;

/** The levels of a policy, for what should be decided within so long. */
export function rungsOf(levels: readonly EscalationLevel[], decideWithinMs: number): Rung[] {
  const ms = (text: string): number => {
    const share = findShare(text);
    if (share === null) return durationMs(text);
    return share === 0 ? 0 : Math.max(leastShareMs, (decideWithinMs * share) / 100);
  };
  return levels.map(({ after, repeat }) => ({
    afterMs: ms(after),
    repeat: repeat === undefined ? null : { everyMs: ms(repeat.every), times: repeat.times ?? null },
  }));
}

/** The level that was reached in a wait; 0: none yet. */
export function reachedLevel({ told }: Pick<Wait, "told">): number {
  return told.at(-1)?.level ?? 0;
}

/**
 * What is told next, and when; null: nothing any more. A level follows the one before after its time, counted from when that one was
 * due, so that missed ones are caught up one by one; at once where that one reached nobody. Until then a level is repeated at its pace,
 * counted from when it was told, so that missed repetitions are not. A silence moves what comes next, and nothing that came.
 */
export function nextTelling(rungs: readonly Rung[], wait: Wait): Telling | null {
  const level = reachedLevel(wait);
  const own = wait.told.filter((each) => each.level === level);
  const onward = level < rungs.length ? onwardAt(rungs, wait, level) : null;
  const again = level === 0 ? null : againAt(rungs[level - 1], own);
  const earliest = least(onward, again);
  if (earliest === null) return null;
  const dueAt = Math.max(
    earliest,
    ...wait.silences.flatMap((each) => (each.level === level ? each.until : [])),
  );
  return onward !== null && onward <= dueAt
    ? { level: level + 1, number: 0, dueAt }
    : { level, number: own.length, dueAt };
}

/**
 * How far it has come by a time where everything was told when it was due and reached somebody.
 * @param acknowledgements in the order of their times
 */
export function escalationBy(
  rungs: readonly Rung[],
  { since, atOnce = 0, acknowledgements = [] }: Schedule,
  now: number,
): { level: number; told: Told[]; next: Telling | null } {
  let wait: Wait = { since, atOnce, told: [], silences: [] };
  let heard = 0;
  for (;;) {
    const next = nextTelling(rungs, wait);
    const said = acknowledgements[heard];
    if (said !== undefined && said.at <= now && (next === null || said.at < next.dueAt)) {
      heard += 1;
      wait = { ...wait, silences: [...wait.silences, { level: reachedLevel(wait), until: said.until }] };
      continue;
    }
    if (next === null || next.dueAt > now) return { level: reachedLevel(wait), told: [...wait.told], next };
    const { level, dueAt } = next;
    wait = { ...wait, told: [...wait.told, { level, dueAt, at: dueAt, isReached: true }] };
  }
}

interface Schedule {
  since: number;
  atOnce?: number | undefined;
  acknowledgements?: readonly { at: number; until: number }[] | undefined;
}

/** When the level after this one is due, silences aside. */
function onwardAt(rungs: readonly Rung[], { since, atOnce, told }: Wait, level: number): number {
  const last = told.at(-1);
  const afterMs = rungs[level]?.afterMs ?? 0;
  if (last === undefined) return level < atOnce ? since : since + afterMs;
  if (level < atOnce || !last.isReached) return last.dueAt;
  const first = told.find((each) => each.level === level) ?? last;
  return Math.max(last.dueAt, first.dueAt + afterMs);
}

/** When a level is repeated; null: it is not, or often enough. */
function againAt(rung: Rung | undefined, own: readonly Told[]): number | null {
  const last = own.at(-1);
  if (rung === undefined || rung.repeat === null || last === undefined) return null;
  const { everyMs, times } = rung.repeat;
  return times !== null && own.length > times ? null : last.at + everyMs;
}

function least(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}
