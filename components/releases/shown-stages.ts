import { type ShownGate, shownGate } from "@/components/gates/shown-gate";
import type { StageView } from "@/lib/releases/page-model";

/** A stage with what the page of all gates shows of them. */
export interface ShownStage extends Omit<StageView, "gates"> {
  gates: ShownGate[];
}

export function shownStages(stages: readonly StageView[]): ShownStage[] {
  return stages.map((stage) => {
    const isCurrent = stage.status === "current";
    return { ...stage, gates: stage.gates.map((gate) => shownGate(gate, { isCurrent })) };
  });
}
