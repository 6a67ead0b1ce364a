import { command } from "@/lib/platform/command";
import { canOnRelease, onRelease } from "./authority";
import { leaveStage, loadCourse, refuseWith, contentOf, digestsOf } from "./move-stage";
import { stageAfter, whyNotSkip } from "./stage-course";
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
  subject: ({ loaded, gates }, { stage }) =>
    onRelease(loaded.authority, { stage, gates: digestsOf(gates, stage), content: contentOf(loaded) }),
  run: async ({ tx, input, actor, now, facts }) => {
    refuseWith(whyNotSkip(facts.course, input.stage));
    // The last stage stays the current one: nothing comes after it but completing.
    const next = stageAfter(facts.course.stages, input.stage) ?? { key: input.stage };
    return leaveStage(tx, {
      facts,
      kind: "skipped",
      stage: input.stage,
      next: next.key,
      actor,
      reason: input.reason,
      now,
    });
  },
});
