import { stageStates } from "@/lib/gates/course";
import type { Stage, StagePassage } from "@/lib/gates/model";
import { readFacts } from "@/lib/gates/reading";
import type { ReleaseDetail } from "./answers";

/** How far a release is with each stage, at an instant in epoch ms. */
export function stageStatuses({
  stages,
  passages,
  current,
  at,
}: {
  stages: readonly Stage[];
  /** In the order in which they were recorded. */
  passages: readonly StagePassage[];
  /** null: a draft, or ended. */
  current: string | null;
  at: number;
}): Omit<ReleaseDetail["stages"][number], "planned">[] {
  const states = stageStates(readFacts({ ...nothing, stages: [...stages], passages: [...passages] }, at));
  return stages.map(({ key, title }) => {
    const last = passages.findLast((passage) => passage.stage === key && passage.at <= at);
    const here = last?.kind === "reopened" ? "reopened" : "current";
    return { key, title, status: states.get(key) ?? (key === current ? here : "upcoming") };
  });
}

const nothing = {
  rights: { organisation: [], template: [] },
  people: [],
  holdings: [],
  components: [],
  candidates: [],
  documents: [],
  votes: [],
  acknowledgements: [],
  checks: [],
  waivers: [],
  dependencies: {},
};
