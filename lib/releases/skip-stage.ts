import { policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { canOnRelease } from "./authority";
import { loadCourse, moveStage, refuseWith } from "./move-stage";
import { evidenceOf, stageAfter, whyNotSkip } from "./stage-course";
import { stageSkipped } from "./stage-events";
import { SkipStage } from "./stage-schemas";

/** Leaves the current stage without its gates, by a right of its own; marks nothing as passed. */
export const skipStage = command({
  name: "stage.skip",
  input: SkipStage,
  scope: "releases",
  locks: (input) => ({ organisation: "shared", release: input.release }),
  load: (tx, input, { now, actor }) =>
    loadCourse(tx, { slug: input.release, stage: input.stage, actor, now }),
  allow: (actor, { loaded }, input) =>
    canOnRelease(loaded.authority, actor, "stage.skip", { stage: input.stage }),
  run: async ({ tx, input, actor, now, facts }) => {
    refuseWith(whyNotSkip(facts.course, input.stage));
    if (actor.kind !== "person") throw new AppError("people-only", "Only people skip a stage.");
    // The last stage stays the current one: nothing comes after it but completing.
    const next = stageAfter(facts.course.stages, input.stage) ?? { key: input.stage };
    await moveStage(tx, {
      facts,
      kind: "skipped",
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
        stageSkipped({
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
