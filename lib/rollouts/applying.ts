import type { AttemptState } from "@/lib/rollbacks/model";

/** One try of having an intended exposure set by its stage's executor; times in epoch ms. */
export interface ApplyingAttempt {
  id: string;
  /** Order of the intention that it is for. */
  intention: number;
  number: number;
  state: AttemptState;
  /** From when on it may be taken. */
  at: number;
  dueAt: number;
  claimedAt: number | null;
  endedAt: number | null;
  /** The share that was seen to be set; null: nothing else than what was asked for was told. */
  observed: number | null;
  /** Trying again would not mend it, or is not wanted. */
  isFinal: boolean;
  /** A person asked for it. */
  isAsked: boolean;
  /** What it set is recorded as observed. */
  isRecorded: boolean;
}

/** What is judged by when an intended exposure is applied. */
export interface ApplyingFacts {
  /** Decided last, with what was intended before; null: nothing was. */
  intention: { order: number; percent: number; before: number } | null;
  /** It has been observed since, by whomever, and nothing older that was taken ended after that: it may have set another share. */
  isConfirmed: boolean;
  /** The stage that it was decided in names somebody else than people to set it. */
  hasExecutor: boolean;
  /** Why executors of stages do nothing; null: they may. */
  ends: "rollback" | "release" | null;
  /** Exposure is paused, or the release on hold: what would raise exposure is left waiting. */
  isStopped: boolean;
  /** By intention, then by number. */
  attempts: readonly ApplyingAttempt[];
}

/** Why what nobody had taken yet is not done any more. */
export type Withdrawal = "superseded" | "rollback" | "release" | "confirmed";

/** What happens next by itself. */
export type ApplyingAct =
  | { act: "withdraw"; attempt: string; why: Withdrawal }
  | { act: "time-out"; attempt: string }
  | { act: "observe"; attempt: string; percent: number }
  | { act: "begin"; number: number; at: number; why: "failed" | "overtaken" };

/** How long an attempt may take, ms. */
export const applyWithinMs = 600_000;
/** How long after each failure it is tried again by itself, ms; after the last it waits for people. */
export const backOffMs: readonly number[] = [30_000, 120_000, 600_000];

/**
 * The next thing that happens by itself, or null: people or a carrier are waited for. Only the latest intention is applied. What was
 * taken cannot be called back; one that ends late may have set another share, so the latest intention is then applied once more,
 * and nothing counts as observed while an older one is under way.
 * @param now epoch ms
 */
export function nextApplyingAct(facts: ApplyingFacts, now: number): ApplyingAct | null {
  const { intention, ends, isConfirmed } = facts;
  for (const attempt of facts.attempts) {
    const found = openAct(facts, attempt, now);
    if (found !== null) return found;
  }
  const last = lastOf(facts);
  if (intention === null || last === null || ends !== null || isConfirmed) return null;
  if (last.state === "succeeded") return succeededAct(facts, { last, percent: intention.percent, now });
  return last.state === "failed" ? failedAct(facts, last, now) : null;
}

/** The facts as they are after it; `id` is a new attempt's. */
export function afterApplying(
  facts: ApplyingFacts,
  act: ApplyingAct,
  { now, id }: { now: number; id: string },
): ApplyingFacts {
  const changed = (attempt: string, change: Partial<ApplyingAttempt>): ApplyingFacts => ({
    ...facts,
    attempts: facts.attempts.map((each) => (each.id === attempt ? { ...each, ...change } : each)),
  });
  switch (act.act) {
    case "withdraw":
      return changed(act.attempt, { state: "failed", endedAt: now, isFinal: true });
    case "time-out":
      return changed(act.attempt, { state: "failed", endedAt: now });
    case "observe":
      return {
        ...changed(act.attempt, { isRecorded: true }),
        isConfirmed: act.percent === facts.intention?.percent,
      };
    case "begin":
      return { ...facts, attempts: [...facts.attempts, begun(facts, act, id)] };
  }
}

/** The last attempt at the latest intention; null: none was begun. */
export function lastOf({ intention, attempts }: ApplyingFacts): ApplyingAttempt | null {
  return attempts.findLast((each) => each.intention === intention?.order) ?? null;
}

/** Whether the latest intention waits for what keeps exposure from growing. */
export function isHeldBack({ intention, isStopped }: ApplyingFacts): boolean {
  return isStopped && intention !== null && intention.percent > intention.before;
}

export const applyingStates = [
  "none",
  "waiting",
  "held-back",
  "retrying",
  "under-way",
  "unsettled",
  "applied",
  "confirmed",
  "differs",
  "failed",
] as const;
/**
 * How far applying the latest intention is. none: nobody began; unsettled: done while an older one is under way; confirmed: somebody
 * said that it is so; differs: done, and another share was seen; failed: it waits for people.
 */
export type ApplyingState = (typeof applyingStates)[number];

/** @param now epoch ms */
export function applyingState(facts: ApplyingFacts, now: number): ApplyingState {
  const last = lastOf(facts);
  if (last === null) return "none";
  const { state } = last;
  if (state === "claimed") return "under-way";
  if (state === "queued") return isHeldBack(facts) ? "held-back" : last.at > now ? "retrying" : "waiting";
  if (facts.isConfirmed) return state === "succeeded" ? "applied" : "confirmed";
  if (state === "failed") return "failed";
  return last.isRecorded ? "differs" : "unsettled";
}

/** Whether it is over without what was intended, and only people bring it on. */
export function waitsForPeople(state: ApplyingState): state is "failed" | "differs" {
  return state === "failed" || state === "differs";
}

/** Why the latest intention cannot be applied by its executor now, whoever asks; null: it can. */
export function whyNotApply(facts: ApplyingFacts): string | null {
  const { intention, isConfirmed, hasExecutor, ends } = facts;
  if (ends === "release") return "The release is not active.";
  if (intention === null) return "No exposure was decided; there is nothing to apply.";
  if (!hasExecutor) return "The stage names no executor: it is set by hand, and confirmed.";
  if (isConfirmed) return `${intention.percent} % is confirmed; there is nothing to apply.`;
  if (ends === "rollback") return "It is rolled back; its steps set the exposure.";
  const state = lastOf(facts)?.state;
  if (state === "queued" || state === "claimed") return "It is being applied already.";
  if (isHeldBack(facts)) return "Exposure is paused, or the release on hold; nothing raises it meanwhile.";
  return null;
}

function openAct(facts: ApplyingFacts, attempt: ApplyingAttempt, now: number): ApplyingAct | null {
  const { id, state, intention, dueAt } = attempt;
  if (state !== "queued" && state !== "claimed") return null;
  const why = state === "queued" ? whyWithdraw(facts, intention) : null;
  if (why !== null) return { act: "withdraw", attempt: id, why };
  const isKept = state === "queued" && isHeldBack(facts);
  return now < dueAt || isKept ? null : { act: "time-out", attempt: id };
}

function whyWithdraw({ intention, ends, isConfirmed }: ApplyingFacts, order: number): Withdrawal | null {
  if (ends !== null) return ends;
  if (order !== intention?.order) return "superseded";
  return isConfirmed ? "confirmed" : null;
}

interface Ended {
  last: ApplyingAttempt;
  percent: number;
  now: number;
}

function succeededAct(facts: ApplyingFacts, { last, percent, now }: Ended): ApplyingAct | null {
  if (last.isRecorded) return null;
  const older = facts.attempts.filter((each) => each.intention !== last.intention && each.claimedAt !== null);
  if (older.some(({ state }) => state === "claimed")) return null;
  const since = last.claimedAt ?? last.at;
  if (older.some(({ endedAt }) => endedAt !== null && endedAt >= since))
    return facts.hasExecutor ? { act: "begin", number: last.number + 1, at: now, why: "overtaken" } : null;
  return { act: "observe", attempt: last.id, percent: last.observed ?? percent };
}

/** Tried again by itself after a while, and not for ever; what a person asked for is tried once. */
function failedAct(facts: ApplyingFacts, last: ApplyingAttempt, now: number): ApplyingAct | null {
  if (last.isFinal || last.isAsked || !facts.hasExecutor) return null;
  const own = facts.attempts.filter((each) => each.intention === last.intention);
  const failures = own.length - 1 - own.findLastIndex(({ state, isAsked }) => state !== "failed" || isAsked);
  const wait = backOffMs[failures - 1];
  if (wait === undefined) return null;
  return { act: "begin", number: last.number + 1, at: (last.endedAt ?? now) + wait, why: "failed" };
}

function begun(
  { intention }: ApplyingFacts,
  { number, at }: Extract<ApplyingAct, { act: "begin" }>,
  id: string,
): ApplyingAttempt {
  return {
    id,
    intention: intention?.order ?? 0,
    number,
    state: "queued",
    at,
    dueAt: at + applyWithinMs,
    claimedAt: null,
    endedAt: null,
    observed: null,
    isFinal: false,
    isAsked: false,
    isRecorded: false,
  };
}
