import { isVeto } from "@/lib/gates/finding";
import type { Stage } from "@/lib/gates/model";
import type { GateState } from "@/lib/gates/state-model";
import type { Party } from "@/lib/policy/model";
import {
  type CourseFacts,
  type CourseFault,
  type GrowthBlocker,
  hasDrifted,
  isObjectedTo,
  whyStopped,
} from "@/lib/releases/stage-course";
import type { Exposure, ExposureChange, Interruption } from "./exposure-model";
import { type Soak, soakAt, soakWords } from "./soak";

/** A step of a stage's ladder. */
export interface ExposureStep {
  stage: string;
  percent: number;
  soakMs: number;
}

/** How a criterion that the release agreed on stands; it applies from an exposure on. */
export interface CriterionStanding {
  key: string;
  verdict: string;
  from: number;
  severity?: "rollback" | "hold" | "warn" | undefined;
}

/** Another release that has exposure on one of the components; null: one that the reader may not see. */
export interface OtherExposure {
  component: string;
  release: { slug: string; title: string } | null;
}

/** What increasing exposure is judged by. */
export interface GrowthFacts {
  course: CourseFacts;
  exposure: Exposure;
  changes: readonly ExposureChange[];
  interruptions: readonly Interruption[];
  /** Digest of the candidates. */
  candidate: string;
  /** Components without one. */
  missing: readonly string[];
  pause: { reason: string } | null;
  /** Breaches that were overridden, while that keeps exposure as it is (epoch ms); absent: none. */
  overrides?: readonly { criterion: string; until: number }[] | undefined;
  criteria: readonly CriterionStanding[];
  others: readonly OtherExposure[];
  /** What stands against relying on what is gone back to, where the plan asks for that; absent: nothing. */
  target?: { message: string; isFirm: boolean; mayAsk: readonly Party[] } | null | undefined;
  /** Epoch ms. */
  now: number;
  mayResume: readonly Party[];
  mayConfirm: readonly Party[];
}

/** The step after the intended exposure on the current stage's ladder; null where it has none left. */
export function nextStep(
  stages: readonly Stage[],
  stage: string | null,
  intended: number,
): ExposureStep | null {
  const current = stages.find(({ key }) => key === stage);
  const step = current?.exposure.find(({ percent }) => percent > intended);
  return current === undefined || step === undefined ? null : { stage: current.key, ...step };
}

/** The step at which the release stands: the highest up to the intended exposure of the stages until now, the latest of equal ones; null below all. */
export function presentStep(
  stages: readonly Stage[],
  stage: string | null,
  intended: number,
): ExposureStep | null {
  const until = stages.slice(0, stages.findIndex(({ key }) => key === stage) + 1);
  const steps = until.flatMap(({ key, exposure }) => exposure.map((step) => ({ stage: key, ...step })));
  return steps
    .filter(({ percent }) => percent <= intended)
    .reduce<ExposureStep | null>((a, b) => (a === null || b.percent >= a.percent ? b : a), null);
}

/** How far the soak of the present step is; null at exposure 0, which asks for none. */
export function presentSoak(facts: GrowthFacts): { step: ExposureStep; soak: Soak } | null {
  const { course, exposure } = facts;
  const step = presentStep(course.stages, course.stage, exposure.intended);
  return step === null ? null : { step, soak: soakAt(facts, step) };
}

/** Why exposure cannot grow to this share now, or null: each thing that stands against it, and who could clear it. */
export function whyNotIncrease(facts: GrowthFacts, percent: number): CourseFault | null {
  const fault = whyNoStep(facts, percent) ?? whyStopped(facts.course);
  if (fault !== null) return fault;
  const gates = gatesAgainst(facts);
  const blockers = [...growthBlockers(facts), ...gates.flatMap((gate) => gateBlockers(gate))];
  if (blockers.length === 0 && gates.length === 0) return null;
  const message = blockers.map((each) => each.message).join(" ");
  return { code: "exposure-not-ready", message, blockers };
}

/** Another share than the next step, which nothing lets pass. */
export function whyNoStep({ course, exposure }: GrowthFacts, percent: number): CourseFault | null {
  const { state, stage: key, stages } = course;
  if (state !== "active") return refuse("release-not-active", `The release is ${state}.`);
  const stage = stages.find((each) => each.key === key);
  if (stage === undefined || stage.exposure.length === 0)
    return refuse("conflict", `${stage?.title ?? "The stage"} has no steps of exposure.`);
  const next = nextStep(stages, key, exposure.intended);
  if (next === null)
    return refuse("conflict", `${exposure.intended} % is intended, the last step of ${stage.title}.`);
  if (next.percent !== percent)
    return refuse(
      "conflict",
      `Exposure grows one step at a time; from ${exposure.intended} % the next of ${stage.title} is ${next.percent} %.`,
    );
  return null;
}

/** What stands against growing, apart from holds, freezes and gates; each named. */
export function growthBlockers(facts: GrowthFacts): GrowthBlocker[] {
  return [
    ...missingBlockers(facts),
    ...othersBlockers(facts),
    ...pauseBlockers(facts),
    ...confirmationBlockers(facts),
    ...soakBlockers(facts),
    ...criteriaBlockers(facts),
    ...overrideBlockers(facts),
    ...targetBlockers(facts),
  ];
}

function missingBlockers({ missing }: GrowthFacts): GrowthBlocker[] {
  if (missing.length === 0) return [];
  return [growthBlocker("no-candidate", `There is no candidate of ${missing.join(", ")}.`)];
}

function othersBlockers({ others }: GrowthFacts): GrowthBlocker[] {
  return others.map(({ component, release }) =>
    growthBlocker(
      "component-exposed",
      `${release === null ? "Another release" : `“${release.title}” (${release.slug})`} has exposure on ${component}; one release at a time does.`,
    ),
  );
}

function pauseBlockers({ pause, mayResume }: GrowthFacts): GrowthBlocker[] {
  return pause === null
    ? []
    : [growthBlocker("exposure-paused", `Exposure is paused: ${pause.reason}`, mayResume)];
}

function confirmationBlockers({ exposure, mayConfirm }: GrowthFacts): GrowthBlocker[] {
  const { intended, confirmed, isConfirmed } = exposure;
  if (isConfirmed) return [];
  const message = `${intended} % is intended and has not been confirmed since; ${confirmed} % was confirmed last.`;
  return [growthBlocker("exposure-unconfirmed", message, mayConfirm)];
}

function soakBlockers(facts: GrowthFacts): GrowthBlocker[] {
  const present = presentSoak(facts);
  if (present === null || present.soak.isMet) return [];
  return [growthBlocker("soak-running", soakWords(present.soak, present.step))];
}

/** Criteria that apply at the present exposure; from 0 what the gates before require is what counts. */
function criteriaBlockers({ criteria, exposure }: GrowthFacts): GrowthBlocker[] {
  if (exposure.intended === 0) return [];
  return criteria
    .filter(({ from, verdict }) => from <= exposure.intended && verdict !== "ok")
    .map((criterion) => ({
      ...growthBlocker("criterion-not-ok", `The criterion ${criterion.key} is ${criterion.verdict}, not ok.`),
      criterion: criterion.key,
      isFirm: criterion.verdict === "breach" && criterion.severity === "rollback",
    }));
}

/** Who overrides a breach says until when exposure stays as it is. */
function overrideBlockers({ overrides = [] }: GrowthFacts): GrowthBlocker[] {
  return overrides.map(({ criterion, until }) => ({
    ...growthBlocker(
      "breach-overridden",
      `The breach of ${criterion} was overridden; exposure stays as it is until ${new Date(until).toISOString().slice(0, 16).replace("T", " ")} UTC.`,
    ),
    criterion,
    isFirm: true,
  }));
}

/** Nobody more is exposed to a candidate from which there may be no way back. */
function targetBlockers({ target = null }: GrowthFacts): GrowthBlocker[] {
  if (target === null) return [];
  const { message, isFirm, mayAsk } = target;
  return [{ ...growthBlocker("target-unverified", message, mayAsk), isFirm }];
}

/** Going on is hard: each gate that passed still covers what it passed with. */
export function whyNotResume(gates: readonly GateState[]): CourseFault | null {
  const stale = gates.filter(({ drift }) => drift === "subject-changed");
  if (stale.length === 0) return null;
  return {
    code: "subject-changed",
    message: `${stale.map(({ key }) => key).join(", ")} passed with other content; reopen the stage and sign anew first.`,
    blockers: stale.flatMap(({ blockers }) => blockers),
  };
}

/** Gates that passed and do not stand any more, and those of the current stage that are vetoed. */
export function gatesAgainst({ course }: Pick<GrowthFacts, "course">): GateState[] {
  return course.gates.filter(
    (gate) =>
      hasDrifted(gate) || isObjectedTo(gate) || (gate.stage === course.stage && gate.blockers.some(isVeto)),
  );
}

function gateBlockers(gate: GateState): CourseFault["blockers"] {
  return hasDrifted(gate) ? gate.blockers : gate.blockers.filter(isVeto);
}

function growthBlocker(
  code: GrowthBlocker["code"],
  message: string,
  canBeClearedBy: readonly Party[] = [],
): GrowthBlocker {
  return { code, requirement: null, message, canBeClearedBy: [...canBeClearedBy] };
}

function refuse(code: CourseFault["code"], message: string): CourseFault {
  return { code, message, blockers: [] };
}
