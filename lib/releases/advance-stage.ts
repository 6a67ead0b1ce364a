import { policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { canOnRelease } from "./authority";
import { loadCourse, moveStage, refuseWith } from "./move-stage";
import { evidenceOf, stageAfter, whyNotAdvance } from "./stage-course";
import { stageAdvanced } from "./stage-events";
import { AdvanceStage } from "./stage-schemas";

/** Leaves the current stage for the next one, once its gates are ready. */
export const advanceStage = command({
  name: "stage.advance",
  input: AdvanceStage,
  scope: "releases",
  locks: (input) => ({ organisation: "shared", release: input.release }),
  load: (tx, input, { now, actor }) =>
    loadCourse(tx, { slug: input.release, stage: input.stage, actor, now }),
  allow: (actor, { loaded }, input) =>
    canOnRelease(loaded.authority, actor, "stage.advance", { stage: input.stage }),
  run: async ({ tx, input, actor, now, facts }) => {
    refuseWith(whyNotAdvance(facts.course, input.stage));
    const next = stageAfter(facts.course.stages, input.stage);
    if (next === null || actor.kind !== "person")
      throw new AppError("people-only", "Only people advance a stage.");
    await moveStage(tx, {
      facts,
      kind: "passed",
      stage: input.stage,
      next: next.key,
      by: actor.id,
      reason: input.reason,
      now,
    });
    const { authority } = facts.loaded;
    return {
      value: { stage: next.key, state: authority.version.state },
      entries: [
        stageAdvanced({
          releaseId: authority.release.id,
          stage: input.stage,
          next: next.key,
          reason: input.reason,
          gates: evidenceOf(facts.gates, input.stage),
          policy: policyOf(authority),
        }),
      ],
    };
  },
});
