import type { EntryDraft } from "@/lib/platform/ledger";
import type { RollbackDecision } from "./model";

interface About {
  releaseId: string;
  /** Id of the rollback. */
  rollback: string;
  /** Id of the drill that it belongs to; null: the real thing. */
  drill: string | null;
  policy: { template: string; rights: string | null };
}

interface Proposed extends About {
  severity: string;
  planDigest: string;
  target: Record<string, string | null>;
  candidates: Record<string, string | null>;
  decideBy: Date;
  reason: string;
  /** Key of the criterion that breached; absent: a person proposed it. */
  criterion?: string | undefined;
}

export function rollbackProposed(proposed: Proposed): EntryDraft {
  const { severity, planDigest, target, candidates, decideBy, reason, criterion } = proposed;
  return {
    ...entry("rollback.proposed", proposed),
    payload: {
      severity,
      planDigest,
      target,
      candidates,
      decideBy: decideBy.toISOString(),
      ...(criterion !== undefined && { criterion }),
    },
    texts: { reason },
  };
}

/** A second proposal is part of the first. */
export function rollbackJoined(
  joined: About & { reason: string; criterion?: string | undefined },
): EntryDraft {
  const { reason, criterion } = joined;
  return {
    ...entry("rollback.joined", joined),
    payload: { ...(criterion !== undefined && { criterion }) },
    texts: { reason },
  };
}

type Authorised = About & {
  decision: Extract<RollbackDecision, "authorised" | "silence" | "automatic">;
  severity: string;
  planDigest: string;
  reason: string | undefined;
  /** Id of the use by which it was. */
  breakGlass?: string | undefined;
};

export function rollbackAuthorised(authorised: Authorised): EntryDraft {
  const { decision, severity, planDigest, reason, breakGlass } = authorised;
  return {
    ...entry("rollback.authorised", authorised),
    payload: { decision, severity, planDigest, ...(breakGlass !== undefined && { breakGlass }) },
    texts: { reason },
  };
}

export function rollbackEnded(
  how: "declined" | "cancelled" | "endorsed",
  ended: About & {
    before: string;
    reason: string | undefined;
    payload?: Record<string, unknown> | undefined;
  },
): EntryDraft {
  const { before, reason, payload } = ended;
  return {
    ...entry(`rollback.${how}`, ended),
    before,
    after: how,
    ...(payload !== undefined && { payload }),
    texts: { reason },
  };
}

/** The course went on by itself. */
export function rollbackMoved(
  to: "started" | "executed" | "stable" | "failed",
  moved: About & { before: string; after: string; why?: string | undefined },
): EntryDraft {
  const { before, after, why } = moved;
  return {
    ...entry(`rollback.${to}`, moved),
    before,
    after,
    ...(why !== undefined && { payload: { why } }),
  };
}

/** Nobody did what was due; `people` by id are told now: none where the level reaches nobody. By which version of the policy stands in it. */
export function rollbackEscalated(
  escalated: About & {
    policy: About["policy"] & { escalation: string };
    level: number;
    /** 0: it is told the first time. */
    repetition: number;
    channel: string;
    state: string;
    people: readonly string[];
  },
): EntryDraft {
  const { level, repetition, channel, state, people } = escalated;
  return {
    ...entry("rollback.escalated", escalated),
    version: 2,
    payload: { level, repetition, channel, state, people: [...people] },
  };
}

interface Step extends About {
  step: string;
  /** Id of the attempt. */
  attempt: string | null;
}

/** What a person does to a step; `breakGlass`: id of the use by which. */
type ByPerson = Step & { breakGlass?: string | undefined };

/** An attempt of a step begins; `by` it was asked for: the plan, or a person who retried or took it over. */
export function stepBegun(
  begun: ByPerson & {
    number: number;
    executor: string;
    by: "plan" | "retry" | "take-over";
    reason?: string;
  },
): EntryDraft {
  const { number, executor, by, reason, breakGlass } = begun;
  return {
    ...ofStep("rollback.step-begun", begun),
    payload: { number, executor, by, ...(breakGlass !== undefined && { breakGlass }) },
    texts: { reason },
  };
}

/** Carried out, and to be verified; done, or failed. */
export function stepMoved(
  to: "verifying" | "done" | "failed",
  moved: Step & { why?: string | undefined },
): EntryDraft {
  const { why } = moved;
  const type = `rollback.step-${to === "verifying" ? "carried-out" : to}`;
  return { ...ofStep(type, moved), ...(why !== undefined && { payload: { why } }) };
}

/** What a person says of a step that they carried out, or whose effect they looked at. */
export function stepReported(
  reported: ByPerson & {
    outcome: "done" | "failed";
    servingDigest: string | null;
    note: string | undefined;
  },
): EntryDraft {
  const { outcome, servingDigest, note, breakGlass } = reported;
  return {
    ...ofStep("rollback.step-reported", reported),
    payload: { outcome, servingDigest, ...(breakGlass !== undefined && { breakGlass }) },
    texts: { note },
  };
}

/** Nobody ended an attempt within its time. */
export function attemptTimedOut(step: Step): EntryDraft {
  return ofStep("rollback.attempt-timed-out", step);
}

/** `isPublic`: it stands on the status page, too. */
export function updatePosted(
  posted: About & { update: string; text: string; isPublic: boolean },
): EntryDraft {
  const { update, text, isPublic } = posted;
  const { subjects, ...rest } = entry("rollback.update-posted", posted);
  return {
    ...rest,
    subjects: { ...subjects, update },
    ...(isPublic && { payload: { statusPage: true } }),
    texts: { text },
  };
}

/** Somebody is on it; `level` was reached then, 0: none yet. */
export function escalationSilenced(silenced: About & { level: number; until: Date }): EntryDraft {
  const { level, until } = silenced;
  return {
    ...entry("rollback.acknowledged", silenced),
    version: 2,
    payload: { level, until: until.toISOString() },
  };
}

interface Episode {
  releaseId: string;
  /** Id of the episode. */
  episode: string;
  criterion: string;
  policy: About["policy"];
}

export function breachOpened(
  opened: Episode & {
    kind: "breach" | "withheld";
    severity: string;
    blames: "candidate" | "baseline";
    criterionDigest: string;
    candidate: string;
    value: string | null;
    since: Date;
  },
): EntryDraft {
  const { kind, severity, blames, criterionDigest, candidate, value, since } = opened;
  return {
    ...ofEpisode("breach.opened", opened),
    payload: { kind, severity, blames, criterionDigest, candidate, value, since: since.toISOString() },
  };
}

/** What was withheld has data again. */
export function breachRecovered(recovered: Episode): EntryDraft {
  return ofEpisode("breach.recovered", recovered);
}

export function breachOverridden(overridden: Episode & { until: Date; reason: string }): EntryDraft {
  const { until, reason } = overridden;
  return {
    ...ofEpisode("breach.overridden", overridden),
    payload: { until: until.toISOString() },
    texts: { reason },
  };
}

function ofEpisode(type: string, { releaseId, episode, criterion, policy }: Episode): EntryDraft {
  return { type, version: 1, releaseId, subjects: { episode, criterion }, policy: { ...policy } };
}

function entry(type: string, { releaseId, rollback, drill, policy }: About): EntryDraft {
  return {
    type,
    version: 1,
    releaseId,
    subjects: { rollback, ...(drill !== null && { drill }) },
    policy: { ...policy },
  };
}

function ofStep(type: string, step: Step): EntryDraft {
  const { subjects, ...rest } = entry(type, step);
  return { ...rest, subjects: { ...subjects, step: step.step, attempt: step.attempt } };
}
