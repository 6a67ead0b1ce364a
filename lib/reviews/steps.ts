/** One thing that is spoken about in a meeting, in front of everybody. */
export interface Step {
  /** Slug; null: of the meeting itself. */
  release: string | null;
  /** Key of an item on the release's agenda, or one of the words below. */
  item: string;
}

/** Who is there. */
export const opening = "opening";
/** How it ends for a release. */
export const conclusion = "conclusion";
/** What was written down. */
export const closing = "closing";

/** How long a step is planned to take, where somebody said so. */
export interface StepTime extends Step {
  minutes: number;
}

/** What was said of a step; null: nothing. */
export function minutesOf(times: readonly StepTime[], step: Step): number | null {
  return times.find((each) => isSameStep(each, step))?.minutes ?? null;
}

export function minutesMs(minutes: number | null): number | null {
  return minutes === null ? null : minutes * 60_000;
}

interface Agenda {
  release: { slug: string };
  items: readonly { key: string }[];
}

/** A meeting step by step: who is there, of each release what stands open and how it ends, what was written down. */
export function stepsOf(agenda: readonly Agenda[]): [Step, ...Step[]] {
  const ofReleases = agenda.flatMap(({ release: { slug }, items }) =>
    [...items.map(({ key }) => key), conclusion].map((item): Step => ({ release: slug, item })),
  );
  return [{ release: null, item: opening }, ...ofReleases, { release: null, item: closing }];
}

export interface Standing {
  /** Where it is among the steps; of one that is gone, where it would go on. */
  index: number;
  /** It is on the agenda no more: settled meanwhile, or its release ended. */
  isGone: boolean;
  previous: Step | null;
  next: Step | null;
}

/**
 * Where a meeting stands. What is settled while it is spoken about goes from the agenda: the meeting then goes on with how it ends for
 * that release, and where the release is gone as well with the closing.
 */
export function standingOf(steps: readonly [Step, ...Step[]], current: Step): Standing {
  const at = steps.findIndex((step) => isSameStep(step, current));
  if (at >= 0)
    return { index: at, isGone: false, previous: steps[at - 1] ?? null, next: steps[at + 1] ?? null };
  const ends = steps.findIndex(({ release, item }) => release === current.release && item === conclusion);
  const index = ends >= 0 ? ends : steps.length - 1;
  return { index, isGone: true, previous: steps[index - 1] ?? null, next: steps[index] ?? null };
}

export function isSameStep(a: Step, b: Step): boolean {
  return a.release === b.release && a.item === b.item;
}

/** A step is planned for no less than this. */
export const leastMs = 30_000;

/** How long seeing who is there is planned to take: a twentieth of the meeting, at most five minutes. */
export function openingMs({ start, end }: { start: number; end: number }): number {
  return Math.min(300_000, Math.max(leastMs, Math.floor((end - start) / 20)));
}

/**
 * How long a step is planned to take when it comes up: what was said of it, or what the others leave of the meeting, shared evenly by
 * those of which nothing was said; past the meeting's end what each had from the outset. Moments, so that no change of clocks on the day
 * matters.
 * @param steps of the meeting, each with what was said of it in ms
 * @param index of the step that comes up
 */
export function plannedMs({
  start,
  end,
  now,
  steps,
  index,
}: {
  start: number;
  end: number;
  now: number;
  steps: readonly (number | null)[];
  index: number;
}): number {
  const own = steps[index] ?? null;
  if (own !== null) return own;
  const isOver = now >= end;
  const sharing = isOver ? steps : steps.slice(index);
  const said = sharing.reduce<number>((sum, each) => sum + (each ?? 0), 0);
  const whole = isOver ? end - start : end - Math.max(now, start);
  return Math.max(leastMs, Math.floor((whole - said) / sharing.filter((each) => each === null).length));
}
