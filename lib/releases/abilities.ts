import { nextStep } from "@/lib/rollouts/exposure";
import { toAbility, type Ability } from "@/lib/policy/ability";
import type { Actor } from "@/lib/identity/actor";
import type { Decision } from "@/lib/policy/model";
import { shownMissing } from "@/lib/policy/quorum";
import { takesBeside } from "@/lib/policy/taking-part";
import { type Authority, canOnRelease, type DecisionContext } from "./authority";
import type { ReleaseDetail } from "./answers";
import type { ActAbility, ReleaseView } from "./page-model";
import { refusalByState, type StateDecision, stateDecisions } from "./rules";
import { type CourseFacts, type CourseFault, whyNotReopen, whyNotSkip } from "./stage-course";
import { whyNotComplete } from "./why-not-complete";

/** For each decision whether the actor may take it now; the same rules that refuse the request. */
export function abilitiesOf(authority: Authority, actor: Actor): NonNullable<ReleaseDetail["abilities"]> {
  return Object.fromEntries(
    stateDecisions.map((decision) => {
      const verdict = canOnRelease(authority, actor, decision, askedContext(decision, authority));
      const beside = actor.kind === "person" ? takesBeside(verdict, actor.id) : null;
      if (!verdict.allowed && beside === null) {
        const whoMay = verdict.whoMay.map(({ name, email }) => ({ name, email }));
        return [decision, { allowed: false as const, code: verdict.rule, reason: verdict.reason, whoMay }];
      }
      const refusal = refusalByState(decision, authority.version);
      if (refusal === null) {
        const takes = beside?.map(shownMissing);
        return [decision, { allowed: true as const, ...(takes !== undefined && { takes }) }];
      }
      return [decision, { allowed: false as const, code: refusal.code, reason: refusal.message, whoMay: [] }];
    }),
  );
}

/** A change is asked as if it loosened; an increase for the step that comes next. */
function askedContext(decision: StateDecision, { version, template }: Authority): DecisionContext {
  if (decision.endsWith(".change")) return { loosening: true };
  if (decision === "rollback.propose" || decision === "drill.start") return { severity: "sev1" };
  if (decision !== "exposure.increase") return {};
  const next = nextStep(template.parsed.stages, version.stage, version.exposurePercent);
  return next === null ? {} : { exposure: next.percent };
}

interface Asking {
  authority: Authority;
  actor: Actor;
}

/** Whether somebody may take a decision on the release, as the page's control needs it. */
export function abilityOn(
  { authority, actor }: Asking,
  decision: StateDecision & Decision,
  context: DecisionContext = {},
): Ability {
  const refusal = refusalByState(decision, authority.version);
  if (refusal !== null) return { allowed: false, reason: refusal.message, whoMay: [] };
  return toAbility(canOnRelease(authority, actor, decision, context), actor);
}

/** Whether a change tightens is known only when it is written; the form is offered where either way is allowed. */
export function eitherWay(asking: Asking, decision: StateDecision & Decision): Ability {
  const tightening = abilityOn(asking, decision, { loosening: false });
  return tightening.allowed ? tightening : abilityOn(asking, decision, { loosening: true });
}

/** Completing, skipping and reopening: by right, and by the same rules about gates and holds that refuse the command. */
export function courseAbilities(asking: Asking & { course: CourseFacts }): ReleaseView["course"] {
  const { authority, course } = asking;
  const { state, stage } = authority.version;
  if (state !== "active" || stage === null) return null;
  const act = (decision: StateDecision & Decision, at: string, fault: CourseFault | null): ActAbility => ({
    ability: abilityOn(asking, decision, { stage: at }),
    fault: fault?.message ?? null,
  });
  const current = course.stages.findIndex(({ key }) => key === stage);
  return {
    complete: act("release.complete", stage, whyNotComplete({ course, components: authority.components })),
    skip: act("stage.skip", stage, whyNotSkip(course, stage)),
    reopen: course.stages.slice(0, Math.max(0, current)).map(({ key, title }, index) => ({
      ...act("stage.reopen", key, whyNotReopen(course, key)),
      stage: key,
      title,
      gates: course.stages
        .slice(index, current)
        .flatMap(({ gates }) => gates)
        .filter((gate) => course.gates.some((one) => one.key === gate.key && one.status === "passed"))
        .map((gate) => gate.title),
    })),
  };
}
