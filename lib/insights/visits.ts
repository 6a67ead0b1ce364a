import type { GateFacts, StagePassage } from "@/lib/gates/model";

/** A time in which a release was in a stage; epoch ms. */
export interface Visit {
  stage: string;
  from: number;
  /** null: it is there. */
  to: number | null;
  /** How it was left; null: it was not. `ended`: with the release. */
  how: "passed" | "broken-glass" | "skipped" | "reopened" | "ended" | null;
  /** So many passages were recorded before it was left. */
  before: number;
}

interface Course {
  stages: GateFacts["stages"];
  passages: readonly StagePassage[];
  startedAt: number | null;
  endedAt: number | null;
}

/** In which stages a release was, in that order. */
export function visitsOf({ stages, passages, startedAt, endedAt }: Course): Visit[] {
  const first = stages[0];
  if (startedAt === null || first === undefined) return [];
  const visits: Visit[] = [];
  let at = { stage: first.key, from: startedAt };
  const isLast = (stage: string) => stages.at(-1)?.key === stage;
  for (const [before, passage] of passages.entries()) {
    const how =
      passage.kind !== "passed"
        ? passage.kind
        : (passage.breakGlass ?? null) === null
          ? "passed"
          : "broken-glass";
    visits.push({ ...at, to: passage.at, how, before });
    const next = passage.kind === "reopened" ? passage.stage : stageAfter(stages, passage.stage);
    if (next === null || (passage.kind === "passed" && isLast(passage.stage))) return visits;
    at = { stage: next, from: passage.at };
  }
  const how = endedAt === null ? null : "ended";
  return [...visits, { ...at, to: endedAt, how, before: passages.length }];
}

function stageAfter(stages: GateFacts["stages"], stage: string): string | null {
  return stages[stages.findIndex(({ key }) => key === stage) + 1]?.key ?? null;
}

/** When a stage was first entered; null: never. */
export function firstEntered(visits: readonly Visit[], stage: string): number | null {
  return visits.find((visit) => visit.stage === stage)?.from ?? null;
}
