import type { StagePassage } from "@/lib/gates/model";
import type { Placed, Reading } from "@/lib/gates/reading";

/** Statuses that come from the release's course rather than from requirements; null: the requirements decide. */
export function courseOf(
  reading: Reading,
  { gate, stage }: Placed,
): "skipped" | "passed" | "upcoming" | null {
  const states = stageStates(reading);
  const own = states.get(stage.key);
  if (own !== undefined) return own;
  const before = reading.facts.stages.slice(0, reading.facts.stages.indexOf(stage));
  return !gate.earlySignOff && before.some(({ key }) => !states.has(key)) ? "upcoming" : null;
}

/** Stages passed or skipped. Reopening one takes `passed` from it and all later ones. */
export function stageStates(reading: Reading): Map<string, "passed" | "skipped"> {
  const { stages } = reading.facts;
  const states = new Map<string, "passed" | "skipped">();
  for (const { stage, kind } of passagesUntilNow(reading)) {
    if (kind !== "reopened") {
      states.set(stage, kind);
      continue;
    }
    states.delete(stage);
    const later = stages.slice(stages.findIndex(({ key }) => key === stage) + 1);
    for (const { key } of later) if (states.get(key) === "passed") states.delete(key);
  }
  return states;
}

function passagesUntilNow(reading: Reading): StagePassage[] {
  return reading.facts.passages.filter(({ at }) => at <= reading.now).sort((a, b) => a.at - b.at);
}

/** The passage by which a stage last passed. */
export function latestPassage(reading: Reading, stage: string): StagePassage | null {
  return passagesUntilNow(reading).findLast((each) => each.stage === stage && each.kind === "passed") ?? null;
}
