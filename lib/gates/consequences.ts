import { covers } from "@/lib/policy/holdings";
import type { Decision, Holding, PersonFact } from "@/lib/policy/model";
import { type Held, outlooksOf } from "@/lib/policy/simulator";
import { askedAtGates, type Course, decisionsOn } from "./asked-on-release";
import { evaluateRelease } from "./evaluate";
import { isMet } from "./finding";
import type { GateFacts } from "./model";
import { readFacts, type Reading } from "./reading";
import type { EffectiveVote, GateState, RequirementState } from "./state-model";

/** What would be lost on one requirement (null: on the gate's approval), by the gate that it stands in. */
export interface LostPlace {
  gate: string;
  requirement: string | null;
}

export interface ReleaseConsequences {
  /** Who would no longer hold which role on the release. */
  roles: { role: string; personId: string }[];
  /** Votes that would stop counting. */
  votes: (LostPlace & Pick<EffectiveVote, "role" | "vote" | "principalId" | "at">)[];
  /** Met now, and no longer then. */
  reopened: LostPlace[];
  /** What those who still hold the roles could never fill. */
  unfillable: (LostPlace & { roles: string[] })[];
  /** Decisions on the release that would have nobody. */
  decisions: Decision[];
}

/** Who holds which role, and who is disabled, as it would be. */
export interface Then {
  holdings: Holding[];
  people: PersonFact[];
}

/** Where the release stands, and when. */
interface At {
  course: Course;
  now: number;
}

/**
 * What would change on a release if its roles were held otherwise, by evaluating its gates as they are and as they would be. What was
 * passed or skipped was decided, and stands.
 */
export function releaseConsequences(facts: GateFacts, then: Then, at: At): ReleaseConsequences {
  const { now } = at;
  const after: GateFacts = { ...facts, ...then };
  const before = evaluateRelease(facts, now).filter(isOpen);
  const later = new Map(evaluateRelease(after, now).map((gate) => [gate.key, gate]));
  const both = before.flatMap((gate) => pairsOf(gate, later.get(gate.key)));
  return {
    roles: lostRoles(facts, then, now),
    votes: both.flatMap(({ at, was, is }) =>
      stopped(was, is).map(({ role, vote, principalId, at: cast }) => ({
        ...at,
        role,
        vote,
        principalId,
        at: cast,
      })),
    ),
    reopened: both.filter(({ was, is }) => isMet(was.status) && !isMet(is.status)).map(({ at }) => at),
    unfillable: both
      .filter(({ was, is }) => is.unsatisfiable && !was.unsatisfiable)
      .map(({ at, is }) => ({ ...at, roles: [...new Set(is.slots.flatMap(({ roles }) => roles))] })),
    decisions: lostDecisions(facts, after, at),
  };
}

/** Whether nothing at all would change. */
export function isWithout(consequences: ReleaseConsequences): boolean {
  return Object.values(consequences).every((list) => list.length === 0);
}

interface Pair {
  at: LostPlace;
  was: RequirementState;
  is: RequirementState;
}

function isOpen({ status }: GateState): boolean {
  return status !== "passed" && status !== "skipped";
}

function pairsOf(before: GateState, after: GateState | undefined): Pair[] {
  const all = (gate: GateState) =>
    gate.approval === null ? gate.requirements : [...gate.requirements, gate.approval];
  const later = new Map((after === undefined ? [] : all(after)).map((state) => [state.key, state]));
  return all(before).flatMap((was) => {
    const is = later.get(was.key);
    return is === undefined ? [] : [{ at: { gate: before.key, requirement: was.key }, was, is }];
  });
}

const counting: readonly EffectiveVote["state"][] = ["current", "revived", "carried", "unconfirmed"];

function stopped(was: RequirementState, is: RequirementState): EffectiveVote[] {
  const later = new Map(is.votes.map((vote) => [vote.id, vote.state]));
  return was.votes.filter(
    ({ id, state }) => counting.includes(state) && !counting.includes(later.get(id) ?? "revoked"),
  );
}

function lostRoles(facts: GateFacts, then: Then, now: number): ReleaseConsequences["roles"] {
  const keysOf = (holdings: readonly Holding[]) =>
    new Map(
      holdings
        .filter((holding) => covers(holding, now))
        .map(({ role, personId }) => [`${role}\n${personId}`, { role, personId }]),
    );
  const later = keysOf(then.holdings);
  return [...keysOf(facts.holdings)].flatMap(([key, lost]) => (later.has(key) ? [] : [lost]));
}

function lostDecisions(facts: GateFacts, after: GateFacts, { course, now }: At): Decision[] {
  const reading = readFacts(facts, now);
  const tiers = facts.components.map(({ tier }) => tier);
  const asked = [
    ...decisionsOn({ rights: facts.rights, stages: facts.stages, tiers }, course),
    ...askedAtGates(reading, course),
  ];
  const outlooks = (then: Reading) => outlooksOf({ held: heldNow(then), asked });
  const later = outlooks(readFacts(after, now));
  const lost = outlooks(reading).flatMap(({ isPossible }, index) => {
    const decision = asked[index]?.decision;
    const isLost = isPossible && later[index]?.isPossible === false;
    return !isLost || decision === undefined || decision === "acknowledge" ? [] : [decision];
  });
  return [...new Set(lost)];
}

function heldNow({ holdersNow }: Reading): Held[] {
  return [...holdersNow].flatMap(([role, people]) => people.map(({ id }) => ({ personId: id, role })));
}
