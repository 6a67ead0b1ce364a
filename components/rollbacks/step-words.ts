import type { StepAnswer } from "@/lib/rollbacks/rollback-answers";

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
