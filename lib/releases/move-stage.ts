import { evaluateRelease } from "@/lib/gates/evaluate";
import { loadGates, type LoadedGates } from "@/lib/gates/load-gates";
import type { GateState } from "@/lib/gates/state-model";
import type { Actor } from "@/lib/identity/actor";
import type { Tx } from "@/lib/platform/db";
import { AppError, notFound } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { whoMayOnRelease } from "./authority";
import type { CourseFacts, CourseFault } from "./stage-course";
import { replaceVersion } from "./store";

export interface StageFacts {
  loaded: LoadedGates;
  gates: GateState[];
  course: CourseFacts;
}

/** What advancing, skipping and reopening read, under the release's lock. */
export async function loadCourse(
  tx: Tx,
  { slug, stage, actor, now }: { slug: string; stage: string; actor: Actor; now: Date },
): Promise<StageFacts> {
  const loaded = await loadGates(tx, { slug, actor, now });
  if (!loaded.facts.stages.some(({ key }) => key === stage)) throw notFound(`stage ${stage} in this release`);
  const gates = evaluateRelease(loaded.facts, loaded.at);
  const { version } = loaded.authority;
  return {
    loaded,
    gates,
    course: {
      state: version.state,
      stage: version.stage,
      exposurePercent: version.exposurePercent,
      stages: loaded.facts.stages,
      gates,
      holds: loaded.rows.holds,
      mayLift: whoMayOnRelease(loaded.authority, "hold.lift"),
    },
  };
}

export function refuseWith(fault: CourseFault | null): void {
  if (fault !== null) throw new AppError(fault.code, fault.message, { blockers: fault.blockers });
}

/** Records the passage with the gates' digests as they stand, and moves the release's pointer. */
export async function moveStage(
  tx: Tx,
  {
    facts,
    kind,
    stage,
    next,
    by,
    reason,
    now,
  }: {
    facts: StageFacts;
    kind: "passed" | "skipped" | "reopened";
    stage: string;
    next: string;
    by: string;
    reason: string | undefined;
    now: Date;
  },
): Promise<void> {
  const { authority } = facts.loaded;
  await tx.stagePassage.create({
    data: {
      id: newId(),
      releaseId: authority.release.id,
      stageKey: stage,
      kind,
      gates: Object.fromEntries(
        facts.gates.filter((gate) => gate.stage === stage).map((gate) => [gate.key, gate.subjectDigest]),
      ),
      by,
      reason: reason ?? null,
      at: now,
    },
  });
  await replaceVersion(tx, {
    releaseId: authority.release.id,
    current: authority.version,
    change: { stage: next },
    now,
  });
}
