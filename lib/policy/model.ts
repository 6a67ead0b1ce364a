/** Decisions that the rights tables know, in the words of the design. What has no row is nobody's. */
export const decisions = [
  "release.create",
  "release.start",
  "release.migrate",
  "release.cancel",
  "release.complete",
  "role.assign",
  "pool.change",
  "candidate.set",
  "plan.change",
  "criteria.change",
  "rollback-plan.change",
  "requirement.sign",
  "requirement.waive",
  "needs-work.dismiss",
  "gate.approve",
  "gate.veto",
  "veto.lift",
  "stage.advance",
  "stage.skip",
  "stage.reopen",
  "exposure.increase",
  "exposure.pause",
  "exposure.resume",
  "hold.place",
  "hold.lift",
  "freeze.set",
  "freeze.override",
  "breach.override",
  "rollback.propose",
  "rollback.authorise",
  "rollback.execute",
  "rollback.decline",
  "rollback.cancel",
  "rollback.take-over",
  "rollback.endorse",
  "drill.start",
  "component.register",
  "component.pause",
  "component.resume",
  "review.conclude",
  "template.publish",
  "rights.change",
  "escalation.change",
  "break-glass.review",
  "post-mortem.publish",
] as const;
export type Decision = (typeof decisions)[number];

/** Stopping is easy: for these the organisation's row is the most that may be asked, a template only adds holders. */
export const stoppingDecisions: readonly Decision[] = [
  "hold.place",
  "exposure.pause",
  "component.pause",
  "rollback.propose",
  "gate.veto",
];

export const severities = ["sev1", "sev2", "sev3", "sev4"] as const;
export type Severity = (typeof severities)[number];

/** A place in a quorum: `count` different people, each in one of `roles`. */
export interface Slot {
  roles: string[];
  count: number;
  /** What a signature in this slot states. */
  meaning?: string | undefined;
  allowAuthor?: boolean | undefined;
  independentOf?: "owning-team" | undefined;
}

export interface RightsRow {
  decision: Decision;
  slots: Slot[];
  severity?: Severity[] | undefined;
  stage?: string[] | undefined;
  /** Percent; the row applies to exposures above it. */
  exposureAbove?: number | undefined;
  tier?: number[] | undefined;
  loosening?: boolean | undefined;
  irreversible?: boolean | undefined;
}

/** Time in which a person holds a role on a release (or, with no release, in the organisation), half-open, epoch ms. */
export interface Holding {
  personId: string;
  role: string;
  from: number;
  to: number | null;
  /** How it ended: by time, its votes stand; by revocation, they stop counting. */
  ended: "time" | "revoked" | null;
  /** The rows that give it: assignment, pool entry, team memberships, version and override of a rota. */
  grant: string[];
  /** By a shift of a rota: it may begin in the future. */
  scheduled?: true | undefined;
}

export interface PersonFact {
  id: string;
  email: string;
  name: string;
  /** Epoch ms since when the person is disabled. */
  disabledAt: number | null;
}

/** Somebody may vote for the principal in a role for a time; half-open. */
export interface DelegationFact {
  id: string;
  role: string;
  principalId: string;
  delegateId: string;
  from: number;
  to: number;
  /** By time, the votes cast under it stand; by revocation, they stop counting. */
  ended: "time" | "revoked" | null;
  /** The delegate cannot see the release now: they do nothing on it, and what they did stands. */
  isHidden?: boolean | undefined;
}

interface AskedRow {
  source: string;
  slots: readonly Slot[];
}

/** What a decision asks of several people, with who holds which role now. */
export interface QuorumQuestion {
  decision: Decision;
  rows: readonly AskedRow[];
  /** Another way: these rows filled in place of the others. */
  or?: readonly AskedRow[] | undefined;
  holdings: readonly Holding[];
  people: readonly PersonFact[];
  /** By which somebody's delegate may speak for them; absent: none does. */
  delegations?: readonly DelegationFact[] | undefined;
  authors: readonly string[];
  owningTeam: readonly string[];
  /** Epoch ms. */
  now: number;
}

/** Answer of `can()`: the rule that decided, and who may where the caller may not. */
export type Verdict =
  | { allowed: true; rule: string; role: string | null; grant: string[] }
  | {
      allowed: false;
      rule: string;
      reason: string;
      whoMay: Party[];
      /** The field at fault, as a JSON Pointer into the body, where one is. */
      field?: string | undefined;
      /** What it asks, where several people can take it together. */
      quorum?: QuorumQuestion | undefined;
    };

/** A person as pages and the API name one. */
export interface Party {
  id: string;
  email: string;
  name: string;
  /** As whose delegate; absent: for themselves. */
  onBehalfOf?: { email: string; name: string } | undefined;
}
