import { blocker } from "@/lib/gates/explain";
import { finding, listOr, titleOf, type Finding, type Question } from "@/lib/gates/finding";
import type { Requirement } from "@/lib/gates/model";
import { isOpen, type ObligationFact } from "@/lib/gates/obligations";
import { memoised, partiesOf, peopleFor } from "@/lib/gates/reading";
import type { Act, Blocker } from "@/lib/gates/state-model";
import { authorsOf } from "@/lib/gates/subject";
import { localTimeOf } from "@/lib/platform/recurrence";
import type { Occurrence, ReviewOutcomeFact } from "@/lib/reviews/model";
import { nextReview, planAt } from "@/lib/reviews/occurrences";

type ReviewQuestion = Question<Extract<Requirement, { kind: "review" }>>;

/** A review: it ended in go for this very content, or on conditions that are met, and not too long ago. */
export function evaluateReview(question: ReviewQuestion): Finding {
  const { reading, gate, requirement, subject } = question;
  const place = `${gate.key}/${requirement.key}`;
  const given = (reading.facts.reviews ?? [])
    .filter(({ at, digests }) => at <= reading.now && digests[place] !== undefined)
    .sort((a, b) => a.order - b.order);
  const current = given.findLast(({ digests }) => digests[place] === subject.digest);
  const later = given.at(-1);
  if (current === undefined || later === undefined)
    return later === undefined
      ? missing(question)
      : stale(question, `The review “${later.title}” was about earlier content`);
  if (current.outcome === "no-go") return refused(question, current);
  if (later !== current && later.outcome === "no-go")
    return stale(question, `The review “${later.title}” has since ended in no-go`);
  const end = requirement.validForMs === undefined ? null : current.at + requirement.validForMs;
  if (end !== null && reading.now >= end && !reading.ageless)
    return stale(question, `The review “${current.title}” was too long ago`);
  const notes =
    later === current ? [] : [`The review “${current.title}” counts again: the content is as it was then.`];
  const open = current.outcome === "go" ? [] : conditionsOf(question, current).filter(isOpen);
  if (open.length === 0) return finding("satisfied", { notes, times: [end] });
  return conditional(question, current, { open, notes, end });
}

/** What was taken over with an outcome. */
function conditionsOf({ reading }: ReviewQuestion, { id }: ReviewOutcomeFact): ObligationFact[] {
  return (reading.facts.obligations ?? [])
    .filter(({ source, at }) => source.kind === "review" && source.id === id && at <= reading.now)
    .map((each) =>
      each.closure !== null && each.closure.at > reading.now ? { ...each, closure: null } : each,
    );
}

function missing(question: ReviewQuestion): Finding {
  return waiting(question, "open", "review-missing", `${titleOf(question)} waits for a readiness review.`);
}

function stale(question: ReviewQuestion, why: string): Finding {
  return waiting(
    question,
    "stale",
    "review-stale",
    `${titleOf(question)} must be reviewed again: ${lowerFirst(why)}.`,
  );
}

function refused(question: ReviewQuestion, { title, reason }: ReviewOutcomeFact): Finding {
  const message = `The review “${title}” ended in no-go: ${reason ?? "no reason given"}`;
  return waiting(question, "blocked", "review-no-go", message);
}

/** A review has to end in go; who concludes one, and when the next is. */
function waiting(
  question: ReviewQuestion,
  status: "open" | "stale" | "blocked",
  code: Blocker["code"],
  message: string,
): Finding {
  const { reading, stage, requirement } = question;
  const people = peopleFor(reading, {
    stage,
    decision: "review.conclude",
    authors: authorsOf(reading, requirement),
  });
  const next = memoised(reading, "next review", () => {
    const known = (reading.facts.reviewPlans ?? []).flatMap((plan) => planAt(plan, reading.now) ?? []);
    return nextReview(known, reading.now);
  });
  const when = next === null ? "No review that covers this release is planned." : plannedWords(next);
  const who = people.length === 0 ? "nobody" : listOr(people.map(({ name }) => name));
  const act: Act = {
    act: people.length === 0 ? "wait" : "conclude-review",
    requirement: requirement.key,
    role: null,
    people,
    message: `A readiness review ends in go for ${titleOf(question)}, concluded by ${who}. ${when}`,
  };
  return finding(status, {
    blockers: [blocker(question, code, `${message} ${when}`, people)],
    unblock: [act],
    times: [next?.end ?? null],
  });
}

function plannedWords({ title, start, zone }: Occurrence): string {
  return `The next review that covers this release is “${title}” on ${localTimeOf(start, zone).replace("T", " at ")} (${zone}).`;
}

function conditional(
  question: ReviewQuestion,
  { title }: ReviewOutcomeFact,
  { open, notes, end }: { open: readonly ObligationFact[]; notes: string[]; end: number | null },
): Finding {
  const blockers = open.map((each) =>
    blocker(
      question,
      "review-conditions",
      `The review “${title}” asked for this: ${each.title}, due ${new Date(each.dueAt).toISOString().slice(0, 10)}.`,
      partiesOf(question.reading, each.owner === null ? [] : [each.owner]),
    ),
  );
  const unblock = open.map((each): Act => {
    const people = partiesOf(question.reading, each.owner === null ? [] : [each.owner]);
    const message = `${people[0]?.name ?? "Its owner"} meets the condition: ${each.title}.`;
    return { act: "meet-condition", requirement: question.requirement.key, role: null, people, message };
  });
  return finding("open", { blockers, unblock, notes, times: [end] });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
