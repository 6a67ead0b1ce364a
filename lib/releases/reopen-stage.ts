import { policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { canOnRelease, onRelease } from "./authority";
import { loadCourse, moveStage, refuseWith, contentOf, digestsOf } from "./move-stage";
import { whyNotReopen } from "./stage-course";
import { stageReopened } from "./stage-events";
import { ReopenStage } from "./stage-schemas";

/** Goes back to a stage that was left: it and all later gates are no longer passed. */
export const reopenStage = command({
  name: "stage.reopen",
  input: ReopenStage,
  scope: "releases",
  locks: (input) => ({ organisation: "shared", release: input.release }),
  load: (tx, input, { now, actor }) =>
    loadCourse(tx, { slug: input.release, stage: input.stage, actor, now }),
  allow: (actor, { loaded }, input) =>
    canOnRelease(loaded.authority, actor, "stage.reopen", { stage: input.stage }),
  subject: ({ loaded, gates }, { stage }) =>
    onRelease(loaded.authority, { stage, gates: digestsOf(gates, stage), content: contentOf(loaded) }),
  run: async ({ tx, input, actor, now, facts }) => {
    refuseWith(whyNotReopen(facts.course, input.stage));
    if (actor.kind !== "person") throw new AppError("people-only", "Only people reopen a stage.");
    await moveStage(tx, {
      facts,
      kind: "reopened",
      stage: input.stage,
      next: input.stage,
      by: actor.id,
      reason: input.reason,
      now,
    });
    const { authority } = facts.loaded;
    return {
      value: { stage: input.stage, state: authority.version.state },
      entries: [
        stageReopened({
          releaseId: authority.release.id,
          stage: authority.version.stage ?? input.stage,
          next: input.stage,
          reason: input.reason,
          policy: policyOf(authority),
        }),
      ],
    };
  },
});
