import { nextTelling, reachedLevel, type Rung, type Telling, type Wait } from "@/lib/policy/escalation-rule";
import type { Severity } from "@/lib/policy/model";
import { durationMs } from "@/lib/platform/durations";
import type { AttemptState, ExecutorType, RollbackState, StepState } from "./model";
import type { RollbackPlan, RollbackStep } from "./schemas";

export interface StepFact {
  key: string;
  state: StepState;
}

/** One try of a step; times in epoch ms. */
export interface AttemptFact {
  id: string;
  step: string;
  number: number;
  executor: ExecutorType;
  state: AttemptState;
  dueAt: number;
  verification: "passed" | "failed" | null;
}

/** What the course of a rollback is judged by; times in epoch ms. */
export interface CourseFacts {
  state: RollbackState;
  severity: Severity;
  plan: Pick<RollbackPlan, "steps" | "severities" | "objectives" | "stable">;
  /** Of a drill that is talked through: people carry out every step. */
  isTabletop: boolean;
  steps: readonly StepFact[];
  /** In the order of their numbers. */
  attempts: readonly AttemptFact[];
  decideBy: number;
  executedAt: number | null;
  /** Since when all that says stable has been so, without a gap; null: it is not. */
  stableSince: number | null;
  /** Criteria that steps are verified by and that hold for what was put back. */
  verified: readonly string[];
  escalation: EscalationFacts;
}

export interface EscalationFacts {
  /** The levels of the policy that held when it was proposed. */
  rungs: readonly Rung[];
  /** null: nobody is waited for. */
  wait: Wait | null;
  /** Which wait it is, from 1: the decision is the first. */
  number: number;
  /** The highest level that was reached in all of them. */
  reached: number;
}

/** What happens next by itself. */
export type CourseAct =
  | { act: "authorise" }
  | { act: "escalate"; telling: Telling }
  | { act: "move"; to: "executing" | "validating" | "stable" }
  | { act: "fail"; why: string }
  | { act: "begin"; step: string; number: number; executor: ExecutorType; dueAt: number }
  | { act: "time-out"; attempt: string; step: string }
  | { act: "step"; step: string; to: "verifying" | "done" }
  | { act: "fail-step"; step: string; why: string };

/** Attempts of a step that is tried again by itself; then it waits for people. */
export const mostAttempts = 3;

/**
 * The next thing that happens by itself, or null: people or a carrier are waited for. Steps of a group run side by side as their needs
 * allow, groups one after another. What failed stops what has not begun; what is under way goes on.
 * @param now epoch ms
 */
export function nextAct(facts: CourseFacts, now: number): CourseAct | null {
  const { state, severity, plan, decideBy } = facts;
  if (state === "endorsed" || state === "declined" || state === "cancelled") return null;
  if (state === "proposed" && plan.severities[severity].onSilence === "execute" && now >= decideBy)
    return { act: "authorise" };
  const telling = escalationDue(facts);
  if (telling !== null && telling.dueAt <= now) return { act: "escalate", telling };
  if (state === "authorised") return { act: "move", to: "executing" };
  if (state === "executing" || (state === "failed" && facts.executedAt === null))
    return stepAct(facts, now) ?? phaseAct(facts) ?? beginning(facts, now);
  if (state === "validating" || state === "failed") return stability(facts, now);
  return null;
}

/** The facts as they are after it; `id` is a new attempt's, `isReached` whether a level that was told reached anybody. */
export function afterAct(
  facts: CourseFacts,
  act: CourseAct,
  { now, id, isReached = true }: { now: number; id: string; isReached?: boolean | undefined },
): CourseFacts {
  const withStep = (key: string, state: StepState): CourseFacts => ({
    ...facts,
    steps: facts.steps.map((each) => (each.key === key ? { ...each, state } : each)),
  });
  switch (act.act) {
    case "authorise":
      return {
        ...facts,
        state: "authorised",
        escalation: waitedAnew(facts.escalation, now + durationMs(facts.plan.objectives.execute)),
      };
    case "escalate":
      return { ...facts, escalation: afterTelling(facts.escalation, act.telling, { now, isReached }) };
    case "move":
      return {
        ...facts,
        state: act.to,
        ...(act.to === "validating" && { executedAt: now }),
        ...(act.to !== "executing" && { escalation: { ...facts.escalation, wait: null } }),
      };
    case "fail":
      // Those who can help are told at once.
      return { ...facts, state: "failed", escalation: waitedAnew(facts.escalation, now) };
    case "begin": {
      const { step, number, executor, dueAt } = act;
      const begun: AttemptFact = {
        id,
        step,
        number,
        executor,
        state: "queued",
        dueAt,
        verification: null,
      };
      return { ...withStep(step, "running"), attempts: [...facts.attempts, begun] };
    }
    case "time-out":
      return {
        ...facts,
        attempts: facts.attempts.map((each) =>
          each.id === act.attempt ? { ...each, state: "failed" as const } : each,
        ),
      };
    case "step":
      return withStep(act.step, act.to);
    case "fail-step":
      return withStep(act.step, "failed");
  }
}

/** What is told next of the escalation; null: nobody is waited for, or all was told. */
export function escalationDue({
  escalation: { rungs, wait },
}: Pick<CourseFacts, "escalation">): Telling | null {
  return wait === null ? null : nextTelling(rungs, wait);
}

/** What is late or failed has been waited for: what was reached before is told at once, and one level further. */
export function waitedAnew(escalation: EscalationFacts, since: number): EscalationFacts {
  const atOnce = Math.min(escalation.reached + 1, escalation.rungs.length);
  return {
    ...escalation,
    number: escalation.number + 1,
    wait: { since, atOnce, told: [], silences: [] },
  };
}

/** Who carries a step out: of a drill that is talked through people do. */
export function executorOf(step: Pick<RollbackStep, "executor">, isTabletop: boolean): ExecutorType {
  return isTabletop ? "manual" : step.executor.type;
}

/** Whether a person has to say that the step succeeded. */
export function isVerifiedByPeople({ verify }: Pick<RollbackStep, "verify">): boolean {
  return verify.person !== undefined || verify.from === "confirm";
}

/** Whether anything is served once it has gone back: not after the first release of all its components. */
export function hasTarget({ target }: { target: Readonly<Record<string, string | null>> }): boolean {
  return Object.values(target).some((digest) => digest !== null);
}

/** The last attempt of a step; null: none was begun. */
export function lastAttempt(facts: Pick<CourseFacts, "attempts">, step: string): AttemptFact | null {
  return facts.attempts.findLast((each) => each.step === step) ?? null;
}

function afterTelling(
  escalation: EscalationFacts,
  { level, dueAt }: Telling,
  { now, isReached }: { now: number; isReached: boolean },
): EscalationFacts {
  if (escalation.wait === null) return escalation;
  const wait = { ...escalation.wait, told: [...escalation.wait.told, { level, dueAt, at: now, isReached }] };
  return { ...escalation, wait, reached: Math.max(escalation.reached, reachedLevel(wait)) };
}

function stepAct(facts: CourseFacts, now: number): CourseAct | null {
  for (const { key, state } of facts.steps) {
    const step = facts.plan.steps.find((each) => each.key === key);
    const last = lastAttempt(facts, key);
    if (step === undefined || last === null) continue;
    const found =
      state === "running"
        ? runningAct(facts, { step, last, now })
        : state === "verifying"
          ? verifyingAct(facts, { step, last, now })
          : null;
    if (found !== null) return found;
  }
  return null;
}

interface Under {
  step: RollbackStep;
  last: AttemptFact;
  now: number;
}

function runningAct(facts: CourseFacts, { step, last, now }: Under): CourseAct | null {
  const { key } = step;
  if (last.state === "succeeded") return { act: "step", step: key, to: "verifying" };
  if (last.state === "failed") return failedAct(facts, { step, last, now }, "The attempt failed.");
  // A person is not cut off: who is late is escalated to, not refused.
  if (last.executor === "manual" || now < last.dueAt) return null;
  return { act: "time-out", attempt: last.id, step: key };
}

function verifyingAct(facts: CourseFacts, { step, last, now }: Under): CourseAct | null {
  const { verify, key } = step;
  const isPassed =
    last.verification === "passed" ||
    (verify.criterion !== undefined && !facts.isTabletop && facts.verified.includes(verify.criterion));
  if (isPassed) return { act: "step", step: key, to: "done" };
  if (last.verification === "failed")
    return failedAct(facts, { step, last, now }, "It did not have its effect.");
  if (facts.isTabletop || isVerifiedByPeople(step) || last.executor === "manual" || now < last.dueAt)
    return null;
  return failedAct(facts, { step, last, now }, "Its effect was not seen within its time.");
}

/** Tried again by itself where the plan says so and nothing else failed; else it waits for people. */
function failedAct(facts: CourseFacts, { step, last, now }: Under, why: string): CourseAct {
  const { key, onFailure } = step;
  const isRetried =
    onFailure === "retry" &&
    facts.state === "executing" &&
    last.executor !== "manual" &&
    last.number < mostAttempts;
  return isRetried ? begin(facts, step, last.number + 1, now) : { act: "fail-step", step: key, why };
}

function phaseAct({ state, steps }: CourseFacts): CourseAct | null {
  const failed = steps.find((each) => each.state === "failed");
  if (failed !== undefined)
    return state === "failed" ? null : { act: "fail", why: `The step ${failed.key} failed.` };
  if (state === "failed") return { act: "move", to: "executing" };
  return steps.every((each) => each.state === "done") ? { act: "move", to: "validating" } : null;
}

/** The first step of the lowest group that is not through whose needs are done. */
function beginning(facts: CourseFacts, now: number): CourseAct | null {
  if (facts.state !== "executing") return null;
  const stateOf = new Map(facts.steps.map(({ key, state }) => [key, state]));
  const open = facts.plan.steps.filter(({ key }) => stateOf.get(key) !== "done");
  const group = Math.min(...open.map((each) => each.group));
  const next = open.find(
    (step) =>
      step.group === group &&
      stateOf.get(step.key) === "waiting" &&
      step.needs.every((need) => stateOf.get(need) === "done"),
  );
  return next === undefined ? null : begin(facts, next, 1, now);
}

function begin({ isTabletop }: CourseFacts, step: RollbackStep, number: number, now: number): CourseAct {
  const executor = executorOf(step, isTabletop);
  return { act: "begin", step: step.key, number, executor, dueAt: now + durationMs(step.timeLimit) };
}

/** Stable once everything has held for the plan's time since execution ended; failed where that is not so within the objective. */
function stability(facts: CourseFacts, now: number): CourseAct | null {
  const { state, plan, executedAt, stableSince, isTabletop } = facts;
  if (executedAt === null) return null;
  const forMs = isTabletop ? 0 : durationMs(plan.stable.for);
  if (stableSince !== null && now >= Math.max(stableSince, executedAt) + forMs)
    return { act: "move", to: "stable" };
  if (state === "failed" || now < executedAt + durationMs(plan.objectives.stable)) return null;
  return { act: "fail", why: `It was not stable within ${plan.objectives.stable}.` };
}
