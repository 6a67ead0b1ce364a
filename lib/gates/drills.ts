import { blocker } from "@/lib/gates/explain";
import { finding, listOr, titleOf, type Finding, type Question } from "@/lib/gates/finding";
import type { Requirement } from "@/lib/gates/model";
import { peopleFor } from "@/lib/gates/reading";
import type { Act, Blocker } from "@/lib/gates/state-model";
import { drillLevels, type DrillLevel } from "@/lib/rollbacks/model";

/** A drill that ended, passed or failed; epoch ms. */
export interface DrillFact {
  id: string;
  level: DrillLevel;
  /** Digest of the rollback plan that was rehearsed. */
  planDigest: string;
  isPassed: boolean;
  at: number;
  order: number;
}

type DrillQuestion = Question<Extract<Requirement, { kind: "drill" }>>;

/** A drill: the last one of this very plan, at the level asked for or above, passed, and not too long ago. */
export function evaluateDrill(question: DrillQuestion): Finding {
  const { reading, requirement } = question;
  const plan = planDigest(question);
  if (plan === null)
    return waiting(question, "open", "drill-missing", `${titleOf(question)} waits for a rollback plan.`);
  const given = drillsFor(question);
  const current = given.findLast((drill) => drill.planDigest === plan);
  if (current === undefined)
    return given.length === 0
      ? waiting(
          question,
          "open",
          "drill-missing",
          `${titleOf(question)} waits for a drill of the rollback plan${levelWords(requirement.level)}.`,
        )
      : waiting(
          question,
          "stale",
          "drill-stale",
          `${titleOf(question)} must be drilled again: the rollback plan has changed since.`,
        );
  if (!current.isPassed)
    return waiting(
      question,
      "blocked",
      "drill-failed",
      `${titleOf(question)} is blocked: the last drill of this plan failed.`,
    );
  const end = drillCountsUntil(question);
  if (end !== null && reading.now >= end && !reading.ageless)
    return waiting(
      question,
      "stale",
      "drill-stale",
      `${titleOf(question)} must be drilled again: the last one was too long ago.`,
    );
  return finding("satisfied", { times: [end] });
}

/** Drills that ended at the level asked for or above, of whatever plan, in order. */
function drillsFor({ reading, requirement }: Pick<DrillQuestion, "reading" | "requirement">): DrillFact[] {
  return (reading.facts.drills ?? [])
    .filter(({ at, level }) => at <= reading.now && isAtLeast(level, requirement.level ?? "tabletop"))
    .sort((a, b) => a.order - b.order);
}

/** Until when (epoch ms) the drill counts that meets a requirement; null: for good, or none does. */
export function drillCountsUntil(question: Pick<DrillQuestion, "reading" | "requirement">): number | null {
  const { validForMs } = question.requirement;
  const plan = planDigest(question);
  const current = drillsFor(question).findLast((drill) => drill.planDigest === plan);
  return current === undefined || !current.isPassed || validForMs === undefined
    ? null
    : current.at + validForMs;
}

/** Of two levels the one that goes further comes later. */
export function isAtLeast(level: DrillLevel, least: DrillLevel): boolean {
  return drillLevels.indexOf(level) >= drillLevels.indexOf(least);
}

/** Digest of the plan as it stands at the reading's moment. */
function planDigest({ reading }: Pick<DrillQuestion, "reading">): string | null {
  const { now, facts } = reading;
  const current = facts.documents.find(
    ({ kind, from, to }) => kind === "rollback-plan" && from <= now && (to === null || now < to),
  );
  return current?.parts["rollback-plan"] ?? null;
}

function levelWords(level: DrillLevel | undefined): string {
  return level === undefined || level === "tabletop" ? "" : ` at the level ${level} or above`;
}

function waiting(
  question: DrillQuestion,
  status: "open" | "stale" | "blocked",
  code: Blocker["code"],
  message: string,
): Finding {
  const { reading, stage, requirement } = question;
  const people = peopleFor(reading, { stage, decision: "drill.start", authors: new Set() });
  const who = people.length === 0 ? "nobody" : listOr(people.map(({ name }) => name));
  const act: Act = {
    act: people.length === 0 ? "wait" : "start-drill",
    requirement: requirement.key,
    role: null,
    people,
    message: `A drill of the rollback plan passes${levelWords(requirement.level)}, started by ${who}.`,
  };
  return finding(status, { blockers: [blocker(question, code, message, people)], unblock: [act] });
}
