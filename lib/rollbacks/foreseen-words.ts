import { spanText } from "@/lib/metrics/span-text";
import type { ForeseenAnswer } from "./rollback-answers";

/** What a criterion would make of a drill's failure, in one sentence after its name. */
export function foreseenText({
  outcome,
  as,
  afterMs,
  lookedMs,
  objectiveMs,
}: Omit<ForeseenAnswer, "message" | "title" | "criterion">): string {
  const found = `finds it ${as === "withheld" ? "as missing data " : ""}${afterMs === null ? "" : spanText(afterMs)} after it begins`;
  const within = `the objective is ${spanText(objectiveMs)}`;
  switch (outcome) {
    case "in-time":
      return `${found}.`;
    case "late":
      return `${found}, late: ${within}.`;
    case "too-late":
      return afterMs === null
        ? `does not find it within ${spanText(lookedMs)}; the drill is given up before.`
        : `${found}; the drill is given up before.`;
    case "not-seen":
      return "does not see it.";
    case "not-ok-before":
      return "is not ok before anything fails, so it cannot tell it.";
    case "not-evaluated":
      return "is not evaluated: its metric is not declared, or measured otherwise.";
  }
}
