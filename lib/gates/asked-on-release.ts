import { type AskedDecision, decisionAsked, type Reach } from "@/lib/policy/asked-decisions";
import type { Decision, Slot } from "@/lib/policy/model";
import type { Rights } from "@/lib/policy/rights";
import { roleWords } from "@/lib/policy/role-words";
import { releaseDecisions } from "@/lib/policy/rights-schema";
import type { Asked } from "@/lib/policy/simulator";
import type { ReleaseState } from "@/lib/releases/model";
import { refusalByState, type StateDecision, stateDecisions } from "@/lib/releases/rules";
import { stageStates } from "./course";
import { keptFrom, placesOf } from "./items";
import { type Group, groupsOf } from "./matching";
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
    .flatMap((decision) => {
      const reach = reachOf(decision, { stages, tiers, course });
      const asked = decisionAsked(rights, decision, reach);
      return decision === "veto.lift"
        ? liftingAsked(asked, decisionAsked(rights, "gate.veto", reach))
        : asked;
    })
    .map((each) => ({ ...each, about: [] }));
}

/** A veto is lifted by right or by most of its own role: asked for each role that can raise one. */
function liftingAsked(
  lifting: readonly AskedDecision[],
  vetoing: readonly AskedDecision[],
): (AskedDecision & Pick<Asked, "orMostOf">)[] {
  const raising = [...new Set(vetoing.flatMap(({ roles }) => roles))];
  if (raising.length === 0) return [...lifting];
  return lifting.flatMap((each) =>
    raising.map((role) => {
      const words = [each.when, raising.length > 1 ? `a veto of ${roleWords(role)}` : null];
      return {
        ...each,
        when: words.filter((word) => word !== null).join("; ") || null,
        roles: [...new Set([...each.roles, role])],
        orMostOf: role,
      };
    }),
  );
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

/** Places and rows that releases of one template, rights and tiers share, object for object. */
export interface SharedAsks {
  signed: Map<Requirement | Gate, readonly SharedSignature[]>;
  byAuthors: Map<Stage, { waive: AskedDecision[]; dismiss: AskedDecision[] }>;
}

export function sharedAsks(): SharedAsks {
  return { signed: new Map(), byAuthors: new Map() };
}

/**
 * What is signed, approved and acknowledged at the gates that a release has not passed.
 * @param isSettled whether a requirement is let pass without
 */
export function signaturesOn(
  reading: Reading,
  isSettled: (gate: Gate, requirement: Requirement) => boolean,
  shared: SharedAsks = sharedAsks(),
): AskedOnRelease[] {
  return stagesAhead(reading).flatMap((stage) =>
    stage.gates.flatMap((gate) => [
      ...askedIn(reading, gate)
        .filter((requirement) => !isSettled(gate, requirement))
        .flatMap((requirement) => signatureOn({ reading, stage, gate, requirement }, shared)),
      ...signatureOn({ reading, stage, gate, requirement: null }, shared),
    ]),
  );
}

interface Signed {
  reading: Reading;
  stage: Stage;
  gate: Gate;
  /** null: the gate's approval. */
  requirement: Requirement | null;
}

function signatureOn(signed: Signed, shared: SharedAsks): AskedOnRelease[] {
  const of = signed.requirement ?? signed.gate;
  const found = shared.signed.get(of) ?? sharedSignatures(signed);
  shared.signed.set(of, found);
  return found.map((each) =>
    each.decision === "acknowledge" ? { ...each, ...kept } : { ...each, ...keptFrom(signed) },
  );
}

/** What is signed, but for whom it is kept from. */
type SharedSignature = Omit<AskedOnRelease, "authors" | "owners">;

const nobody: ReadonlySet<string> = new Set();
/** Authors acknowledge too. */
const kept = { authors: nobody, owners: nobody };

function sharedSignatures(signed: Signed): SharedSignature[] {
  const { requirement, ...at } = signed;
  const rest = {
    about: [{ gate: at.gate.key, requirement: requirement?.key ?? null }],
    when: null,
    joint: "each" as const,
  };
  if (requirement?.kind === "acknowledgement")
    return requirement.roles.map((role) => {
      const slots: Slot[] = [{ roles: [role], count: 1, allowAuthor: true }];
      const groups = groupsOf([{ source: "template", slots }]);
      return { ...rest, decision: "acknowledge", roles: [role], groups };
    });
  if (requirement !== null && requirement.kind !== "item") return [];
  const groups = placesOf({ ...at, requirement }).filter(({ places }) => places.length > 0);
  // A gate without an approval needs none; an item without a place is never met.
  if (requirement === null && groups.length === 0) return [];
  const roles = [...new Set(groups.flatMap(({ places }) => places.flatMap((place) => place.roles)))];
  return [{ ...rest, decision: requirement === null ? "gate.approve" : "requirement.sign", roles, groups }];
}

/** Waiving and dismissing, which whoever wrote what it is about may not: once for each set of authors. */
export function askedAtGates(
  reading: Reading,
  course: Course,
  shared: SharedAsks = sharedAsks(),
): AskedOnRelease[] {
  const found = new Map<Group | undefined, Map<string, AskedOnRelease & { about: AskedPlace[] }>>();
  const add = (asked: AskedDecision, authors: ReadonlySet<string>, place: AskedPlace): void => {
    const [row] = asked.groups;
    const byAuthor = found.get(row) ?? new Map<string, AskedOnRelease & { about: AskedPlace[] }>();
    found.set(row, byAuthor);
    const key = authorsKey(authors);
    const known = byAuthor.get(key);
    if (known === undefined) byAuthor.set(key, { ...asked, authors, about: [place] });
    else known.about.push(place);
  };
  for (const stage of stagesAhead(reading)) {
    const { waive, dismiss } = shared.byAuthors.get(stage) ?? askedAt(reading, stage, course);
    shared.byAuthors.set(stage, { waive, dismiss });
    for (const gate of stage.gates) {
      for (const requirement of askedIn(reading, gate)) {
        const place = { gate: gate.key, requirement: requirement.key };
        const authors = authorsOf(reading, requirement);
        for (const asked of waive) add(asked, authors, place);
        if (requirement.kind === "item") for (const asked of dismiss) add(asked, authors, place);
      }
      if (gate.approval === undefined) continue;
      const authors = authorsOfGate(reading, gate);
      for (const asked of dismiss) add(asked, authors, { gate: gate.key, requirement: null });
    }
  }
  return [...found.values()].flatMap((byAuthor) => [...byAuthor.values()]);
}

function askedAt(reading: Reading, stage: Stage, { exposurePercent }: Course) {
  const { exposure = 0 } = rightsContext(reading, stage);
  const tiers = reading.facts.components.map(({ tier }) => tier);
  const reach: Reach = { stages: [stage.key], exposures: [...new Set([exposurePercent, exposure])], tiers };
  const { rights } = reading.facts;
  return {
    waive: decisionAsked(rights, "requirement.waive", reach),
    dismiss: decisionAsked(rights, "needs-work.dismiss", reach),
  };
}

const authorsKeys = new WeakMap<ReadonlySet<string>, string>();

function authorsKey(authors: ReadonlySet<string>): string {
  const key = authorsKeys.get(authors) ?? [...authors].sort().join();
  authorsKeys.set(authors, key);
  return key;
}

function stagesAhead(reading: Reading): Stage[] {
  const done = stageStates(reading);
  return reading.facts.stages.filter(({ key }) => !done.has(key));
}
