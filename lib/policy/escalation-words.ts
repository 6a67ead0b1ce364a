import { durationWords } from "@/lib/platform/durations";
import { type EscalationLevel, findShare } from "./escalation-model";

/** A duration, or a share of the time in which it should be decided, in words. */
export function spanText(text: string): string {
  const share = findShare(text);
  return share === null ? durationWords(text) : `${share} % of the time to decide`;
}

/** When a level is told; `number` counts from 1. */
export function afterText({ after }: Pick<EscalationLevel, "after">, number: number): string {
  const from = number === 1 ? "it is waited for" : `level ${number - 1}`;
  const isAtOnce = after.startsWith("0");
  if (isAtOnce) return number === 1 ? "at once" : `with level ${number - 1}`;
  return number === 1 ? `after ${spanText(after)}` : `${spanText(after)} after ${from}`;
}

/** How a level is repeated; null: it is not. */
export function repeatText({ repeat }: Pick<EscalationLevel, "repeat">): string | null {
  if (repeat === undefined) return null;
  const every = `again every ${spanText(repeat.every).replace(/^1 (?!%)/, "")}`;
  return repeat.times === undefined
    ? every
    : `${every}, ${repeat.times === 1 ? "once" : `${repeat.times} times`}`;
}
