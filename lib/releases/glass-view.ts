import type { LoadedGates } from "@/lib/gates/load-gates";
import type { Actor } from "@/lib/identity/actor";
import { canOnRelease } from "./authority";
import {
  advanceThroughGlass,
  authorsOfPassed,
  type LetPass,
  liftThroughGlass,
  mayBreakGlass,
} from "./break-glass";
import { type CourseFacts, whyNotAdvance } from "./stage-course";

/** What breaking the glass would let pass, and by when it is reviewed. */
export interface GlassView {
  passes: string[];
  reviewWithinMs: number;
}

/** For those who may break it and need to; null for everybody else. By the rules that judge the commands. */
export interface GlassViews {
  advance: GlassView | null;
  lift: GlassView | null;
}

export function glassViews(loaded: LoadedGates, course: CourseFacts, actor: Actor): GlassViews {
  const { authority } = loaded;
  const within = authority.template.parsed.breakGlass?.reviewWithinMs;
  const { stage } = course;
  if (within === undefined || stage === null || course.state !== "active")
    return { advance: null, lift: null };
  const view = (decision: "stage.advance" | "hold.lift", passes: LetPass[], isOpen: boolean) => {
    const authors = authorsOfPassed(loaded, passes);
    if (isOpen || !mayBreakGlass(authority, actor, { decision, authors }).allowed) return null;
    return { passes: passes.map(({ message }) => message), reviewWithinMs: within };
  };
  const may = (decision: "stage.advance" | "hold.lift") =>
    canOnRelease(authority, actor, decision, { stage }).allowed;
  const through = advanceThroughGlass(course, stage);
  const stale = liftThroughGlass(course.gates);
  return {
    advance:
      through.passes === null
        ? null
        : view(
            "stage.advance",
            through.passes,
            may("stage.advance") && whyNotAdvance(course, stage) === null,
          ),
    lift: course.holds.every(({ isOrganisation, component = null }) => isOrganisation || component !== null)
      ? null
      : view("hold.lift", stale, may("hold.lift") && stale.length === 0),
  };
}
