import type { CandidateFact, DocumentFact, Gate, GateFacts, Stage, VoteFact } from "@/lib/gates/model";
import { byEmail, isEnabled, toParty } from "@/lib/policy/can";
import { covers, standingHolding } from "@/lib/policy/holdings";
import type { Decision, DelegationFact, Holding, Party, PersonFact, Slot } from "@/lib/policy/model";
import { rolesIn, rowsThatHold, type RightsContext } from "@/lib/policy/rights";

/** The facts as they stood at a moment, indexed once for all gates of a release. What happened later is not in it. */
export interface Reading {
  facts: GateFacts;
  now: number;
  people: ReadonlyMap<string, PersonFact>;
  /** By `role person`, for both below. */
  holdings: ReadonlyMap<string, readonly Holding[]>;
  delegations: ReadonlyMap<string, readonly DelegationFact[]>;
  holdersNow: ReadonlyMap<string, readonly PersonFact[]>;
  /** Holders now or later: a rota's next shift can still sign. */
  holdersEver: ReadonlyMap<string, readonly PersonFact[]>;
  /** Oldest first. */
  candidates: ReadonlyMap<string, readonly CandidateFact[]>;
  documents: ReadonlyMap<DocumentFact["kind"], readonly DocumentFact[]>;
  votes: ReadonlyMap<string, readonly VoteFact[]>;
  /** Next instant at which somebody begins or ceases to hold a role. */
  nextHolderChange: number | null;
  /** true: nothing runs out; tells what is missing through age alone. */
  ageless: boolean;
  /** Digests and authors already computed for this reading. */
  memo: Map<string, unknown>;
}

/** A gate and the stage it stands in. */
export interface Placed {
  gate: Gate;
  stage: Stage;
}

export function readFacts(facts: GateFacts, now: number): Reading {
  const people = new Map(facts.people.map((person) => [person.id, person]));
  const delegations = facts.delegations ?? [];
  const ends = [
    ...facts.holdings.flatMap(({ from, to }) => [from, to]),
    ...delegations.flatMap(({ from, to }) => [from, to]),
    ...facts.people.map((person) => person.disabledAt),
    facts.shiftsUntil ?? null,
  ];
  return {
    facts,
    now,
    people,
    holdings: groupBy(facts.holdings, (each) => pairKey(each.role, each.personId)),
    delegations: groupBy(delegations, (each) => pairKey(each.role, each.principalId)),
    holdersNow: holdersBy(facts.holdings, people, now, (holding) => covers(holding, now)),
    holdersEver: holdersBy(facts.holdings, people, now, (holding) => holding.to === null || holding.to > now),
    candidates: groupBy(begun(facts.candidates, now), (each) => each.component),
    documents: groupBy(begun(facts.documents, now), (each) => each.kind),
    votes: groupBy(
      facts.votes.filter((vote) => vote.at <= now).sort((a, b) => a.order - b.order),
      (vote) => voteKey(vote.gate, vote.requirement),
    ),
    nextHolderChange: earliestAfter(now, ends),
    ageless: false,
    memo: new Map(),
  };
}

/** Finds a gate by its key, which is unique in a template. */
export function placeOf(facts: GateFacts, gateKey: string): Placed {
  for (const stage of facts.stages) {
    const gate = stage.gates.find((each) => each.key === gateKey);
    if (gate !== undefined) return { gate, stage };
  }
  throw new Error(`no gate ${gateKey} in this release`);
}

export function votesOn(
  reading: Reading,
  gateKey: string,
  requirementKey: string | null,
): readonly VoteFact[] {
  return reading.votes.get(voteKey(gateKey, requirementKey)) ?? [];
}

/** Whether a person holds a role at the reading's moment. */
export function holdsNow(reading: Reading, personId: string, role: string): boolean {
  return reading.holdersNow.get(role)?.some((person) => person.id === personId) === true;
}

/** The delegation under which a delegate may act for a principal in a role at the reading's moment. */
export function delegationNow(
  reading: Reading,
  { actorId, principalId, role }: Voter,
): DelegationFact | null {
  const own = reading.delegations.get(pairKey(role, principalId)) ?? [];
  return own.find((each) => each.delegateId === actorId && isRunning(each, reading)) ?? null;
}

/** Delegations by which somebody may act for a holder of a role now, the longest first where one has several. */
export function delegationsOf(reading: Reading, principalId: string, role: string): DelegationFact[] {
  const own = reading.delegations.get(pairKey(role, principalId));
  if (own === undefined || !holdsNow(reading, principalId, role)) return [];
  const running = own.filter((each) => {
    const delegate = reading.people.get(each.delegateId);
    return delegate !== undefined && isEnabled(delegate, reading.now) && isRunning(each, reading);
  });
  const longestFirst = running.sort((a, b) => b.to - a.to);
  return longestFirst.filter(
    (each, at) => longestFirst.findIndex(({ delegateId }) => delegateId === each.delegateId) === at,
  );
}

/** People who sign in a role, by address, then those who may sign for one of them, marked as such; each once. */
export function withDelegates(
  reading: Reading,
  signers: readonly { personId: string; role: string }[],
  maySign: (act: Voter) => boolean = () => true,
): Party[] {
  const own = partiesOf(
    reading,
    signers.map(({ personId }) => personId),
  );
  const delegates = signers.flatMap(({ personId: principalId, role }) =>
    delegationsOf(reading, principalId, role)
      .filter(({ delegateId: actorId }) => maySign({ actorId, principalId, role }))
      .flatMap(({ delegateId }) => {
        const principal = reading.people.get(principalId);
        const onBehalfOf = principal && { email: principal.email, name: principal.name };
        return partiesOf(reading, [delegateId]).map((party): Party => ({ ...party, onBehalfOf }));
      }),
  );
  return eachOnce([...own, ...delegates.sort(byEmail)]);
}

/** The first of each person. */
export function eachOnce(people: readonly Party[]): Party[] {
  return people.filter(({ id }, at) => people.findIndex((other) => other.id === id) === at);
}

/** Holders of a role now, as who signs in it. */
export function signersIn(reading: Reading, role: string): { personId: string; role: string }[] {
  return (reading.holdersNow.get(role) ?? []).map(({ id }) => ({ personId: id, role }));
}

function isRunning(delegation: DelegationFact, { now }: Reading): boolean {
  return delegation.isHidden !== true && covers(delegation, now);
}

interface Voter {
  actorId: string;
  principalId: string;
  role: string;
}

/** Whether an act in a role still counts: its holding (and delegation) stands, and neither person is disabled. */
export function stillCounts(reading: Reading, act: Voter & { at: number }): boolean {
  const { now } = reading;
  const enabled = [act.principalId, act.actorId].every((id) => {
    const person = reading.people.get(id);
    return person !== undefined && isEnabled(person, now);
  });
  if (!enabled) return false;
  const held = standingHolding(reading.holdings.get(pairKey(act.role, act.principalId)) ?? [], act.at, now);
  if (held === null || act.actorId === act.principalId) return held !== null;
  const delegated = reading.delegations.get(pairKey(act.role, act.principalId)) ?? [];
  return delegated.some(
    (each) =>
      each.delegateId === act.actorId && covers(each, act.at) && (each.to > now || each.ended === "time"),
  );
}

export function rightsContext(reading: Reading, stage: Stage): RightsContext {
  const steps = stage.exposure.map((step) => step.percent);
  return {
    stage: stage.key,
    tier: reading.facts.components.map((component) => component.tier),
    ...(steps.length > 0 && { exposure: Math.max(...steps) }),
  };
}

/** Slots that rights rows ask for at a stage, one group a row. */
export function rowsAt(
  reading: Reading,
  stage: Stage,
  decision: Decision,
): { source: string; slots: readonly Slot[] }[] {
  const rows = rowsThatHold({
    rights: reading.facts.rights,
    decision,
    context: rightsContext(reading, stage),
  });
  return rows.map(({ source, row }) => ({ source, slots: row.slots }));
}

/** Roles that rights rows name for a decision at a stage. */
export function rolesFor(reading: Reading, stage: Stage, decision: Decision): string[] {
  return rolesIn(
    rowsThatHold({ rights: reading.facts.rights, decision, context: rightsContext(reading, stage) }),
  );
}

/** People who could take part in a decision now: none who wrote what it is about, unless the place lets authors in. */
export function peopleFor(
  reading: Reading,
  { stage, decision, authors }: { stage: Stage; decision: Decision; authors: ReadonlySet<string> },
): Party[] {
  const able = rowsAt(reading, stage, decision)
    .flatMap(({ slots }) => slots)
    .flatMap(({ roles, allowAuthor }) =>
      roles
        .flatMap((role) => reading.holdersNow.get(role) ?? [])
        .filter(({ id }) => allowAuthor === true || !authors.has(id)),
    );
  return [...new Set(able)].sort(byEmail).map(toParty);
}

/** People who now hold one of the roles, by address, each once. */
export function peopleIn(reading: Reading, roles: readonly string[]): Party[] {
  const found = new Set(roles.flatMap((role) => reading.holdersNow.get(role) ?? []));
  return [...found].sort(byEmail).map(toParty);
}

/** The named people, by address; ids that nobody has are left out. */
export function partiesOf(reading: Reading, ids: readonly string[]): Party[] {
  const found = [...new Set(ids)].flatMap((id) => reading.people.get(id) ?? []);
  return found.sort(byEmail).map(toParty);
}

/** The first of the times that lies after `now`. */
export function earliestAfter(now: number, times: readonly (number | null)[]): number | null {
  const later = times.filter((time): time is number => time !== null && time > now);
  return later.length === 0 ? null : later.reduce((a, b) => Math.min(a, b));
}

/** Computes a value once per reading. */
export function memoised<T>(reading: Reading, key: string, compute: () => T): T {
  if (reading.memo.has(key)) return reading.memo.get(key) as T;
  const value = compute();
  reading.memo.set(key, value);
  return value;
}

function begun<T extends { from: number }>(facts: readonly T[], now: number): T[] {
  return facts.filter((fact) => fact.from <= now).sort((a, b) => a.from - b.from);
}

function holdersBy(
  holdings: readonly Holding[],
  people: ReadonlyMap<string, PersonFact>,
  now: number,
  counts: (holding: Holding) => boolean,
): Map<string, PersonFact[]> {
  const holders = new Map<string, Set<PersonFact>>();
  for (const holding of holdings) {
    const person = people.get(holding.personId);
    if (person === undefined || !isEnabled(person, now) || !counts(holding)) continue;
    const known = holders.get(holding.role);
    if (known === undefined) holders.set(holding.role, new Set([person]));
    else known.add(person);
  }
  return new Map([...holders].map(([role, found]) => [role, [...found].sort(byEmail)]));
}

function voteKey(gate: string, requirement: string | null): string {
  return requirement === null ? gate : `${gate}\n${requirement}`;
}

function pairKey(role: string, personId: string): string {
  return `${role}\n${personId}`;
}

function groupBy<K, T>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
