import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { canOnRelease, onRelease } from "./authority";
import { leaveStage, loadCourse, refuseWith, contentOf, digestsOf } from "./move-stage";
import { stageAfter, whyNotAdvance } from "./stage-course";
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
  subject: ({ loaded, gates }, { stage }) =>
    onRelease(loaded.authority, { stage, gates: digestsOf(gates, stage), content: contentOf(loaded) }),
  run: async ({ tx, input, actor, now, facts }) => {
    refuseWith(whyNotAdvance(facts.course, input.stage));
    const next = stageAfter(facts.course.stages, input.stage);
    if (next === null) throw new AppError("conflict", "There is no stage after this one.");
    return leaveStage(tx, {
      facts,
      kind: "passed",
      stage: input.stage,
      next: next.key,
      actor,
      reason: input.reason,
      now,
    });
  },
});
