import { type AskedDecision, decisionAsked, type Reach } from "@/lib/policy/asked-decisions";
import type { Decision, Slot } from "@/lib/policy/model";
import type { Rights } from "@/lib/policy/rights";
import { releaseDecisions } from "@/lib/policy/rights-schema";
import type { Asked } from "@/lib/policy/simulator";
import type { ReleaseState } from "@/lib/releases/model";
import { refusalByState, type StateDecision, stateDecisions } from "@/lib/releases/rules";
import { stageStates } from "./course";
import { electorateOf } from "./items";
import { groupsOf } from "./matching";
import type { Gate, Requirement, Stage } from "./model";
import { rightsContext, type Reading } from "./reading";
import { askedIn, authorsOf, authorsOfGate } from "./subject";

/** Where on a release something is asked; `requirement` null: the gate's approval. */
export interface AskedPlace {
  gate: string;
  requirement: string | null;
}

/** Something that people decide or sign on a release. */
export interface AskedOnRelease extends Asked {
  /** `acknowledge` takes a role and no right. */
  decision: Decision | "acknowledge";
  when: string | null;
  roles: readonly string[];
  /** What it is about; empty: the release. */
  about: readonly AskedPlace[];
}

/** How far a release is. */
export interface Course {
  state: ReleaseState;
  stage: string | null;
  exposurePercent: number;
}

const byAuthors: readonly Decision[] = ["requirement.waive", "needs-work.dismiss"];

/** Decisions that can still come to a release in this state, as its rights ask them; those kept from authors are in `askedAtGates`. */
export function decisionsOn(
  { rights, stages, tiers }: { rights: Rights; stages: readonly Stage[]; tiers: readonly number[] },
  course: Course,
): AskedOnRelease[] {
  return releaseDecisions
    .filter((decision) => !byAuthors.includes(decision) && comesTo(decision, course))
    .flatMap((decision) => decisionAsked(rights, decision, reachOf(decision, { stages, tiers, course })))
    .map((each) => ({ ...each, about: [] }));
}

function comesTo(decision: Decision, { state }: Course): boolean {
  const byState = stateDecisions.find((each): each is StateDecision & Decision => each === decision);
  // Exposure can be brought down; the state is what it is.
  if (byState !== undefined) return refusalByState(byState, { state, exposurePercent: 0 }) === null;
  return state === "active";
}

/** Stages to come, with the current one; a stage is reopened where it lies behind. */
function reachOf(
  decision: Decision,
  { stages, tiers, course }: { stages: readonly Stage[]; tiers: readonly number[]; course: Course },
): Reach {
  const at = stages.findIndex(({ key }) => key === course.stage);
  const ahead = decision === "stage.reopen" ? stages : stages.slice(Math.max(at, 0));
  const steps = ahead.flatMap(({ exposure }) => exposure.map(({ percent }) => percent));
  return {
    stages: ahead.map(({ key }) => key),
    exposures: [...new Set([course.exposurePercent, ...steps])],
    tiers,
  };
}

/**
 * What is signed, approved and acknowledged at the gates that a release has not passed.
 * @param isSettled whether a requirement is let pass without
 */
export function signaturesOn(
  reading: Reading,
  isSettled: (gate: Gate, requirement: Requirement) => boolean,
): AskedOnRelease[] {
  return stagesAhead(reading).flatMap(({ stage, gates }) =>
    gates.flatMap((gate) => [
      ...askedIn(reading, gate)
        .filter((requirement) => !isSettled(gate, requirement))
        .flatMap((requirement) => signatureOn(reading, { stage, gate, requirement })),
      ...approvalOn(reading, stage, gate),
    ]),
  );
}

function signatureOn(
  reading: Reading,
  { stage, gate, requirement }: { stage: Stage; gate: Gate; requirement: Requirement },
): AskedOnRelease[] {
  const about = [{ gate: gate.key, requirement: requirement.key }];
  if (requirement.kind === "acknowledgement")
    return requirement.roles.map((role) => acknowledged(role, about));
  if (requirement.kind !== "item") return [];
  return [signed("requirement.sign", electorateOf({ reading, stage, gate, requirement }), about)];
}

function approvalOn(reading: Reading, stage: Stage, gate: Gate): AskedOnRelease[] {
  const electorate = electorateOf({ reading, stage, gate, requirement: null });
  if (electorate.groups.length === 0) return [];
  return [signed("gate.approve", electorate, [{ gate: gate.key, requirement: null }])];
}

function signed(
  decision: "requirement.sign" | "gate.approve",
  electorate: ReturnType<typeof electorateOf>,
  about: AskedPlace[],
): AskedOnRelease {
  const groups = electorate.groups.filter(({ places }) => places.length > 0);
  const roles = [...new Set(groups.flatMap(({ places }) => places.flatMap((place) => place.roles)))];
  return { ...electorate, groups, roles, decision, about, when: null, joint: "each" };
}

/** Authors may. */
function acknowledged(role: string, about: AskedPlace[]): AskedOnRelease {
  const slots: Slot[] = [{ roles: [role], count: 1, allowAuthor: true }];
  const groups = groupsOf([{ source: "template", slots }]);
  const nobody: ReadonlySet<string> = new Set();
  return {
    decision: "acknowledge",
    when: null,
    roles: [role],
    about,
    groups,
    joint: "each",
    authors: nobody,
    owners: nobody,
  };
}

/** Waiving and dismissing, which whoever wrote what it is about may not: once for each set of authors. */
export function askedAtGates(reading: Reading, { exposurePercent }: Course): AskedOnRelease[] {
  const found = new Map<string, AskedOnRelease & { about: AskedPlace[] }>();
  const rows = new Map<AskedDecision["groups"][number] | undefined, number>();
  const add = (asked: AskedDecision, authors: ReadonlySet<string>, place: AskedPlace): void => {
    const [row] = asked.groups;
    rows.set(row, rows.get(row) ?? rows.size);
    const key = [rows.get(row), ...[...authors].sort()].join();
    const known = found.get(key);
    if (known === undefined) found.set(key, { ...asked, authors, about: [place] });
    else known.about.push(place);
  };
  for (const { stage, gates } of stagesAhead(reading)) {
    const { exposure = 0 } = rightsContext(reading, stage);
    const tiers = reading.facts.components.map(({ tier }) => tier);
    const reach: Reach = { stages: [stage.key], exposures: [...new Set([exposurePercent, exposure])], tiers };
    const [waive = [], dismiss = []] = byAuthors.map((each) =>
      decisionAsked(reading.facts.rights, each, reach),
    );
    for (const gate of gates) {
      for (const requirement of askedIn(reading, gate)) {
        const place = { gate: gate.key, requirement: requirement.key };
        const authors = authorsOf(reading, requirement);
        for (const asked of waive) add(asked, authors, place);
        if (requirement.kind === "item") for (const asked of dismiss) add(asked, authors, place);
      }
      const authors = authorsOfGate(reading, gate);
      if (gate.approval !== undefined)
        for (const asked of dismiss) add(asked, authors, { gate: gate.key, requirement: null });
    }
  }
  return [...found.values()];
}

function stagesAhead(reading: Reading): { stage: Stage; gates: Gate[] }[] {
  const done = stageStates(reading);
  return reading.facts.stages
    .filter(({ key }) => !done.has(key))
    .map((stage) => ({ stage, gates: stage.gates }));
}
