import type { Gate, GateFacts, Requirement, Stage, VoteFact } from "@/lib/gates/model";
import { subjectAt } from "@/lib/gates/subject";
import type { ReleasePast } from "./history";
import { type Fact, fact, inTemplate, took } from "./model";
import { contentMoments, readySince } from "./ready-since";
import { firstEntered, type Visit } from "./visits";

interface Placed {
  past: ReleasePast;
  visits: readonly Visit[];
  stage: Stage;
  gate: Gate;
}

/** What a release's gates tell: how long they took, what went stale, what was waived, what they caught. */
export function gateFacts(past: ReleasePast, visits: readonly Visit[]): Fact[] {
  const placed = past.gates.stages.flatMap((stage) =>
    stage.gates.map((gate) => ({ past, visits, stage, gate })),
  );
  return [
    ...readiness(past, visits),
    ...placed.flatMap((each) => [...waits(each), ...staleVotes(each), ...waivers(each), ...catches(each)]),
  ];
}

/**
 * From entering a stage to the moment since which its gates were ready, of the last time that it was left by them; and of a completed
 * release from its start to the last of these. A stage that was skipped or left through a broken glass was never ready: it has no such
 * time, and a release with a broken glass has none.
 */
function readiness({ template, startedAt, gates }: ReleasePast, visits: readonly Visit[]): Fact[] {
  const ready = gates.stages.flatMap((stage) => {
    const left = visits.findLast((visit) => visit.stage === stage.key);
    if (left?.how !== "passed" || left.to === null || stage.gates.length === 0) return [];
    const { to } = left;
    const at = Math.max(...stage.gates.map(({ key }) => readySince(gates, key, { ...left, to })));
    return [{ stage: stage.key, from: firstEntered(visits, stage.key) ?? left.from, at }];
  });
  const stages = ready.map(({ stage, from, at }) =>
    took({ measure: "stage-readiness", subject: inTemplate(template, stage), at, from, to: at }),
  );
  const isComplete = visits.at(-1)?.how === "passed" && visits.every(({ how }) => how !== "broken-glass");
  if (!isComplete || startedAt === null || ready.length === 0) return stages;
  const at = Math.max(...ready.map((each) => each.at));
  return [...stages, took({ measure: "readiness", at, from: startedAt, to: at })];
}

const decides = new Set<VoteFact["vote"]>(["approve", "not-applicable", "reject"]);

/** What somebody in a role was asked, and what they did about it. */
interface Asked {
  role: string;
  requirement: string | null;
  votes: VoteFact[];
}

/**
 * From when a stage first began to a role's first decision on each of its requirements. It stands still while work is asked for: until
 * content of the release changes, the request is dismissed, or the role votes again. What was decided before it was asked took nothing.
 */
function waits({ past, visits, stage, gate }: Placed): Fact[] {
  const asked = firstEntered(visits, stage.key);
  if (asked === null) return [];
  const on = { measure: "wait", detail: inTemplate(past.template, gate.key) } as const;
  const votes = askedIn(past.gates, gate).flatMap(({ role, requirement, votes: own }) => {
    const decided = own.find(({ vote }) => decides.has(vote));
    if (decided === undefined) return [];
    const still = pausedMs(past.gates, own, { from: asked, to: decided.at });
    const to = Math.max(asked, decided.at - still);
    return [took({ ...on, subject: role, about: requirement ?? "", at: decided.at, from: asked, to })];
  });
  return [
    ...votes,
    ...acknowledgements(past.gates, gate).map(({ role, requirement, at }) =>
      took({ ...on, subject: role, about: requirement, at, from: asked, to: at }),
    ),
  ];
}

function askedIn({ votes }: GateFacts, gate: Gate): Asked[] {
  const found = new Map<string, Asked>();
  for (const vote of votes) {
    if (vote.gate !== gate.key) continue;
    const { role, requirement } = vote;
    const key = `${role}\n${requirement ?? ""}`;
    const asked = found.get(key) ?? { role, requirement, votes: [] };
    asked.votes.push(vote);
    found.set(key, asked);
  }
  return [...found.values()];
}

/** The first of each role on each requirement. */
function acknowledgements(facts: GateFacts, gate: Gate): { role: string; requirement: string; at: number }[] {
  const own = facts.acknowledgements.filter((each) => each.gate === gate.key);
  const first = new Map<string, { role: string; requirement: string; at: number }>();
  for (const { role, requirement, at } of own.toSorted((a, b) => a.at - b.at)) {
    const key = `${role}\n${requirement}`;
    if (!first.has(key)) first.set(key, { role, requirement, at });
  }
  return [...first.values()];
}

/** For how long the ball was with the other side. */
function pausedMs(
  facts: GateFacts,
  votes: readonly VoteFact[],
  { from, to }: { from: number; to: number },
): number {
  const resumes = [
    ...contentMoments(facts),
    ...votes.flatMap(({ vote, at, closed }) => [
      ...(vote === "comment" ? [] : [at]),
      ...(closed === null ? [] : [closed.at]),
    ]),
  ];
  let paused = 0;
  for (const { vote, at } of votes) {
    if (vote !== "needs-work" || at >= to) continue;
    const end = Math.min(to, ...resumes.filter((each) => each > at));
    paused += Math.max(0, end - Math.max(at, from));
  }
  return paused;
}

/** Approvals, and those whose content changed before their stage was left: when it first did, and how old they were. */
function staleVotes({ past, visits, stage, gate }: Placed): Fact[] {
  const subject = inTemplate(past.template, gate.key);
  const moments = [...contentMoments(past.gates), ...past.gates.waivers.map(({ at }) => at)].sort(
    (a, b) => a - b,
  );
  const own = past.gates.votes.filter(
    (vote) => vote.gate === gate.key && (vote.vote === "approve" || vote.vote === "not-applicable"),
  );
  return own.flatMap((vote) => {
    const about = vote.requirement ?? "";
    const approval = fact({ measure: "approval", subject, about, at: vote.at });
    if (!isPartOf(gate, vote.requirement)) return [approval];
    const until =
      visits.find((visit) => visit.stage === stage.key && (visit.to ?? Infinity) >= vote.at)?.to ?? Infinity;
    const at = moments.find(
      (moment) =>
        moment > vote.at &&
        moment <= until &&
        subjectAt(past.gates, gate.key, vote.requirement, moment).digest !== vote.subjectDigest,
    );
    if (at === undefined) return [approval];
    return [approval, took({ measure: "stale-vote", subject, about, at, from: vote.at, to: at })];
  });
}

/** What was signed in an earlier version of the template may not be there any more. */
function isPartOf({ requirements }: Gate, requirement: string | null): boolean {
  return requirement === null || requirements.some(({ key }) => key === requirement);
}

function waivers({ past, gate }: Placed): Fact[] {
  return past.gates.waivers
    .filter((waiver) => waiver.gate === gate.key)
    .map(({ requirement, at }) =>
      fact({ measure: "waiver", subject: inTemplate(past.template, gate.key), detail: requirement, at }),
    );
}

/** That a gate was passed, and whatever it kept from passing: objections, failed checks and drills, a review's no-go, a breach. */
function catches({ past, visits, stage, gate }: Placed): Fact[] {
  const subject = inTemplate(past.template, gate.key);
  const passed = visits
    .filter(({ stage: key, how, to }) => key === stage.key && how === "passed" && to !== null)
    .map(({ to }) => fact({ measure: "gate-passed", subject, at: to ?? 0 }));
  const objections = past.gates.votes
    .filter(({ gate: key, vote }) => key === gate.key && (vote === "needs-work" || vote === "reject"))
    .map(({ vote, requirement, at }) => ({ detail: vote, about: requirement ?? "", at }));
  const found = [...objections, ...gate.requirements.flatMap((each) => caughtBy(past, each))];
  return [...passed, ...found.map((each) => fact({ measure: "gate-caught", subject, ...each }))];
}

function caughtBy(
  { gates, breaches }: ReleasePast,
  requirement: Requirement,
): { detail: string; about: string; at: number }[] {
  const about = requirement.key;
  switch (requirement.kind) {
    case "check":
      return gates.checks
        .filter(
          ({ name, status }) => name === requirement.check && (status === "failed" || status === "error"),
        )
        .map(({ at }) => ({ detail: "check-failed", about, at }));
    case "review":
      return (gates.reviews ?? [])
        .filter(({ outcome }) => outcome === "no-go")
        .map(({ at }) => ({ detail: "no-go", about, at }));
    case "drill":
      return (gates.drills ?? [])
        .filter(({ isPassed }) => !isPassed)
        .map(({ at }) => ({ detail: "drill-failed", about, at }));
    case "criterion":
      return breaches
        .filter(({ criterion }) => criterion === requirement.criterion)
        .map(({ at }) => ({ detail: "breach", about, at }));
    case "item":
    case "acknowledgement":
    case "bundle":
    case "dependency":
    case "soak":
      return [];
  }
}
