import type { Requirement, Stage } from "./model";

const dayMs = 86_400_000;

/** The days that a release is planned by, written `2026-12-01`: its target, and by key when each stage is to be left. */
export interface Schedule {
  targetDate: string | null;
  plannedDays: Readonly<Record<string, string>>;
}

/** When a requirement has to be met (epoch ms), or why no time can be told. */
export type Due = { at: number; missing: null } | { at: null; missing: string };

/**
 * A requirement is due so long before the day ends on which its stage is to be left, or which is the release's target; null: it asks
 * for no time. Days end at midnight UTC, so that one moment holds for teams in all zones and no change of clocks moves it.
 */
export function dueOf(
  { due }: Pick<Requirement, "due">,
  { stage, stages, schedule }: { stage: string; stages: readonly Stage[]; schedule: Schedule },
): Due | null {
  if (due === undefined) return null;
  const day = due.before === "target" ? schedule.targetDate : plannedDayOf(stage, { stages, schedule });
  if (day !== null) return { at: endOfDay(day) - due.byMs, missing: null };
  const title = stages.find(({ key }) => key === stage)?.title ?? stage;
  const missing =
    due.before === "target"
      ? "The release has no target date."
      : `No day is planned for leaving the stage ${title}.`;
  return { at: null, missing };
}

/** The day on which a stage is to be left; the last one, where none is planned, on the release's target. */
export function plannedDayOf(
  stage: string,
  { stages, schedule }: { stages: readonly Pick<Stage, "key">[]; schedule: Schedule },
): string | null {
  const planned = schedule.plannedDays[stage] ?? null;
  return planned === null && stages.at(-1)?.key === stage ? schedule.targetDate : planned;
}

/** Epoch ms. */
export function endOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) + dayMs;
}
