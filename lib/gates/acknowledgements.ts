import { blocker, unsatisfiableBlocker, waiverActs } from "@/lib/gates/explain";
import { finding, titleOf, type Finding, type Question } from "@/lib/gates/finding";
import type { AcknowledgementFact, Requirement } from "@/lib/gates/model";
import type { Act } from "@/lib/gates/state-model";
import { signersIn, stillCounts, withDelegates } from "@/lib/gates/reading";

type Acknowledgement = Question<Extract<Requirement, { kind: "acknowledgement" }>>;

interface RoleProgress {
  role: string;
  state: "done" | "stale" | "missing";
}

/** Acknowledgements that count, for whatever content; of them those of this one, and what has not run out. */
export function acknowledgementsOn(
  question: Acknowledgement,
): Record<"given" | "current" | "fresh", AcknowledgementFact[]> {
  const { reading, requirement, subject, gate } = question;
  const given = reading.facts.acknowledgements.filter(
    (each) => each.gate === gate.key && each.requirement === requirement.key && counts(question, each),
  );
  const current = given.filter((each) => each.subjectDigest === subject.digest);
  const fresh = current.filter(
    (each) =>
      reading.ageless ||
      requirement.validForMs === undefined ||
      reading.now < each.at + requirement.validForMs,
  );
  return { given, current, fresh };
}

/** Each named role has acknowledged this very content; authors may. */
export function evaluateAcknowledgement(question: Acknowledgement): Finding {
  const { reading, requirement } = question;
  const { given, current, fresh } = acknowledgementsOn(question);
  const roles = requirement.roles.map((role): RoleProgress => {
    if (fresh.some((each) => each.role === role)) return { role, state: "done" };
    return { role, state: given.some((each) => each.role === role) ? "stale" : "missing" };
  });
  const times = current.map((each) =>
    requirement.validForMs === undefined ? null : each.at + requirement.validForMs,
  );
  const open = roles.filter(({ state }) => state !== "done");
  const unsatisfiable = open.some(({ role }) => (reading.holdersEver.get(role) ?? []).length === 0);
  if (open.length === 0 && roles.length > 0) return finding("satisfied", { times });
  return explained(question, open, { times, unsatisfiable: unsatisfiable || roles.length === 0 });
}

function counts({ reading }: Acknowledgement, { personId, actorId, role, at }: AcknowledgementFact): boolean {
  return at <= reading.now && stillCounts(reading, { actorId, principalId: personId, role, at });
}

function explained(
  question: Acknowledgement,
  open: readonly RoleProgress[],
  rest: Pick<Finding, "times" | "unsatisfiable">,
): Finding {
  const { reading, requirement } = question;
  const acts = open.map(({ role }): Act => {
    const people = withDelegates(reading, signersIn(reading, role));
    const holders = people.filter(({ onBehalfOf }) => onBehalfOf === undefined);
    const message = `${holders.map(({ name }) => name).join(" or ") || "Nobody"} (${role}) acknowledges ${titleOf(question)}.`;
    return { act: "acknowledge", requirement: requirement.key, role, people, message };
  });
  const blockers = open.map(({ role, state }) => {
    const said = state === "stale" ? "acknowledged an earlier version of" : "has not acknowledged";
    const code = state === "stale" ? "acknowledgement-stale" : "acknowledgement-missing";
    const people = withDelegates(reading, signersIn(reading, role));
    return blocker(question, code, `${role} ${said} ${titleOf(question)}.`, people);
  });
  const isReachable = !rest.unsatisfiable && acts.every(({ people }) => people.length > 0);
  return finding(open.some(({ state }) => state === "stale") ? "stale" : "open", {
    ...rest,
    blockers: rest.unsatisfiable ? [...blockers, unsatisfiableBlocker(question)] : blockers,
    unblock: [
      ...acts.filter(({ people }) => people.length > 0),
      ...(rest.unsatisfiable ? waiverActs(question) : []),
    ],
    least: isReachable ? acts.length : null,
  });
}
