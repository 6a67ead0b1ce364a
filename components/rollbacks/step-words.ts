import type { Ability } from "@/lib/policy/ability";
import type { GlassView } from "@/lib/releases/glass-view";
import type { StepAnswer } from "@/lib/rollbacks/rollback-answers";
import type { RollbackView } from "@/lib/rollbacks/rollback-view";

type Named = Pick<StepAnswer, "key" | "title">;

export function stepTitle({ title, key }: Named): string {
  return title ?? key;
}

export function findStep({ steps }: { steps: readonly StepAnswer[] }, key: string): StepAnswer {
  const step = steps.find((each) => each.key === key);
  if (step === undefined) throw new Error(`there is no step ${key}`);
  return step;
}

/** Ids of the sheets of a step: its own buttons open them, and the room's first one. */
export const reportId = ({ key }: Named): string => `report-${key}`;
export const retryId = ({ key }: Named): string => `retry-${key}`;
export const takeOverId = ({ key }: Named): string => `take-over-${key}`;
/** Of the sheet that does the same by break-glass. */
export const glassId = (sheet: string): string => `${sheet}-glass`;

/** Where the reader could break the glass for what they may not do, or not alone. */
export function stepGlass({ glass }: Pick<RollbackView, "glass">, ability: Ability): GlassView | null {
  const isNeeded = !ability.allowed || ability.together !== undefined;
  return glass?.to === "carry-out" && isNeeded ? { passes: [], reviewWithinMs: glass.reviewWithinMs } : null;
}
