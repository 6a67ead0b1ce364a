export const phaseNames = ["detected", "seen", "decided", "executed", "stable"] as const;
export type PhaseName = (typeof phaseNames)[number];

/** A phase with its clock: from when it runs, until when it ran, and within how long it should; epoch ms and ms. */
export interface Phase {
  name: PhaseName;
  /** null: it has not begun. */
  from: number | null;
  /** null: it runs, or has not begun. */
  to: number | null;
  /** null: the plan names none. */
  objectiveMs: number | null;
  state: "ahead" | "running" | "done" | "never";
}

/** How long a phase took, or has run until now, in ms; null: it has not begun. */
export function tookMs({ from, to }: Pick<Phase, "from" | "to">, now: number): number | null {
  return from === null ? null : Math.max(0, (to ?? now) - from);
}

/** Whether it is over its objective, by what it took or has run until now. */
export function isLate(phase: Pick<Phase, "from" | "to" | "objectiveMs">, now: number): boolean {
  const took = tookMs(phase, now);
  return phase.objectiveMs !== null && took !== null && took > phase.objectiveMs;
}
