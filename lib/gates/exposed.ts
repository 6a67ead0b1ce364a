import { blocker } from "@/lib/gates/explain";
import { finding, listOr, titleOf, type Finding, type Question } from "@/lib/gates/finding";
import type { Requirement } from "@/lib/gates/model";
import { verdictAt } from "@/lib/metrics/standing";
import { memoised, peopleFor, type Reading } from "@/lib/gates/reading";
import type { Act } from "@/lib/gates/state-model";
import { candidateOf } from "@/lib/gates/subject";
import type { Decision } from "@/lib/policy/model";
import { candidateDigest, type ExposureChange, exposureOf } from "@/lib/rollouts/exposure-model";
import { type Soak, soakOf, soakWords } from "@/lib/rollouts/soak";

type Of<Kind extends Requirement["kind"]> = Question<Extract<Requirement, { kind: Kind }>>;

/** A soak: the candidate was exposed long enough without a break, by what was confirmed. */
export function evaluateSoak(question: Of<"soak">): Finding {
  const { reading, requirement } = question;
  const { percent, durationMs } = requirement;
  const soak = soakOf({
    changes: changesOf(reading),
    interruptions: reading.facts.interruptions ?? [],
    candidate: candidatesDigest(reading),
    percent,
    durationMs,
    now: reading.now,
  });
  if (soak.isMet) return finding("satisfied");
  const message = `${titleOf(question)} waits: ${soakWords(soak, { percent, soakMs: durationMs })}`;
  const act = soakAct(question, soak, message);
  return finding("open", {
    blockers: [
      blocker(question, soak.stoppedBy === "below" ? "exposure-below" : "soak-running", message, act.people),
    ],
    unblock: [act],
    times: [soak.metAt],
  });
}

/** A criterion counts while enough is confirmed; its verdicts are what is left to ask then. */
export function evaluateCriterion(question: Of<"criterion">): Finding {
  const { reading, stage, requirement } = question;
  const percent = requirement.percent ?? stage.exposure.at(-1)?.percent ?? 0;
  if (exposureOf(changesOf(reading)).confirmed < percent) {
    const message = `${titleOf(question)} counts once ${percent} % of exposure is confirmed.`;
    const act = growthAct(question, percent, message);
    return finding("open", {
      blockers: [blocker(question, "exposure-below", message, act.people)],
      unblock: [act],
    });
  }
  const fact = reading.facts.criteria?.find(({ key }) => key === requirement.criterion) ?? null;
  const verdict = fact === null ? "not-evaluated" : verdictAt(fact, reading.now);
  const times = [fact?.freshUntil ?? null];
  if (verdict === "ok") return finding("satisfied", { times });
  const message = `${titleOf(question)} waits: ${verdictWords[verdict]}`;
  return finding(verdict === "breach" ? "blocked" : "open", {
    blockers: [
      blocker(question, verdict === "breach" ? "criterion-breached" : "criterion-not-ok", message, []),
    ],
    unblock: [waitAct(question, message)],
    times,
  });
}

const verdictWords = {
  building: "its criterion meets the condition, and not for long enough yet.",
  breach: "its criterion is in breach.",
  withheld: "its criterion has had no data for too long.",
  invalid: "the samples of its criterion hold what is no number.",
  "no-data": "its criterion has no data.",
  stale: "the samples of its criterion are too old.",
  insufficient: "its criterion has too few samples yet.",
  "not-evaluated": "its criterion has not been evaluated lately.",
} as const;

const decisionsAgainst = {
  hold: { decision: "hold.lift", act: "lift-hold", words: "lifts the hold" },
  pause: { decision: "exposure.resume", act: "resume-exposure", words: "resumes exposure" },
} as const satisfies Record<string, { decision: Decision; act: Act["act"]; words: string }>;

function soakAct(question: Of<"soak">, { stoppedBy }: Soak, message: string): Act {
  if (stoppedBy === "below") return growthAct(question, question.requirement.percent, message);
  if (stoppedBy !== "hold" && stoppedBy !== "pause") return waitAct(question, message);
  const { decision, act, words } = decisionsAgainst[stoppedBy];
  return decided(question, { decision, act, words: `${words}; the soak begins anew`, message });
}

/** Bringing exposure up; where that is decided already, waiting until it is confirmed. */
function growthAct(question: Question<Requirement>, percent: number, message: string): Act {
  if (exposureOf(changesOf(question.reading)).intended >= percent) return waitAct(question, message);
  return decided(question, {
    decision: "exposure.increase",
    act: "increase-exposure",
    words: `increases exposure, step by step, to ${percent} %`,
    message,
  });
}

function decided(
  question: Question<Requirement>,
  { decision, act, words, message }: { decision: Decision; act: Act["act"]; words: string; message: string },
): Act {
  const { reading, stage, requirement } = question;
  const people = peopleFor(reading, { stage, decision, authors: new Set() });
  if (people.length === 0) return waitAct(question, message);
  const who = listOr(people.map(({ name }) => name));
  return { act, requirement: requirement.key, role: null, people, message: `${who} ${words}.` };
}

function waitAct({ requirement }: Question<Requirement>, message: string): Act {
  return { act: "wait", requirement: requirement.key, role: null, people: [], message };
}

/** As they stood at the reading's moment. */
function changesOf(reading: Reading): ExposureChange[] {
  return memoised(reading, "exposures", () =>
    (reading.facts.exposures ?? []).filter(({ at }) => at <= reading.now).sort((a, b) => a.order - b.order),
  );
}

function candidatesDigest(reading: Reading): string {
  return memoised(reading, "candidates digest", () =>
    candidateDigest(
      Object.fromEntries(
        reading.facts.components.map(({ key }) => [key, candidateOf(reading, key)?.digest ?? null]),
      ),
    ),
  );
}
