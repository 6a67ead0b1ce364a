import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { canOnRelease, onRelease } from "./authority";
import { advanceThroughGlass, authorsOfPassed, mayBreakGlass } from "./break-glass";
import { breakGlass, refuseNeedless } from "./break-glass-store";
import { leaveStage, loadCourse, refuseWith, contentOf, digestsOf } from "./move-stage";
import { requirePerson } from "./rules";
import { stageAfter, whyNotAdvance } from "./stage-course";
import { AdvanceStage } from "./stage-schemas";

/** Leaves the current stage for the next one, once its gates are ready; by break-glass alone and past what is unmet. */
export const advanceStage = command({
  name: "stage.advance",
  input: AdvanceStage,
  scope: "releases",
  locks: (input) => ({ organisation: "shared", release: input.release }),
  load: (tx, input, { now, actor }) =>
    loadCourse(tx, { slug: input.release, stage: input.stage, actor, now }),
  allow: (actor, { loaded, course }, { stage, breakGlass: isGlass }) =>
    isGlass === true
      ? mayBreakGlass(loaded.authority, actor, {
          decision: "stage.advance",
          authors: authorsOfPassed(loaded, advanceThroughGlass(course, stage).passes ?? []),
        })
      : canOnRelease(loaded.authority, actor, "stage.advance", { stage }),
  subject: ({ loaded, gates }, { stage }) =>
    onRelease(loaded.authority, { stage, gates: digestsOf(gates, stage), content: contentOf(loaded) }),
  run: async ({ tx, input, actor, now, facts, verdict }) => {
    const { stage, reason, breakGlass: isGlass = false } = input;
    const { course, loaded } = facts;
    const through = advanceThroughGlass(course, stage);
    const ordinary = whyNotAdvance(course, stage);
    refuseWith(isGlass ? through.fault : ordinary);
    const next = stageAfter(course.stages, stage);
    if (next === null) throw new AppError("conflict", "There is no stage after this one.");
    const use = isGlass ? await useGlass() : null;
    const passed = { facts, kind: "passed", stage, next: next.key, actor, reason, now } as const;
    const { value, entries } = await leaveStage(tx, { ...passed, breakGlass: use?.id });
    return { value, entries: [...entries, ...(use?.entries ?? [])] };

    async function useGlass() {
      const { authority } = loaded;
      const right = canOnRelease(authority, actor, "stage.advance", { stage });
      refuseNeedless(right.allowed && ordinary === null, "advance");
      const about = { decision: "stage.advance", about: stage, passes: through.passes ?? [] } as const;
      return breakGlass(tx, { authority, ...about, by: requirePerson(actor), verdict, reason, now });
    }
  },
});
