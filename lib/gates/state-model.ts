import type { Party } from "@/lib/policy/model";
import type { RequirementKind, VoteKind } from "./model";

export type RequirementStatus =
  | "satisfied"
  | "waived"
  | "blocked"
  | "stale"
  | "needs-work"
  | "open"
  /** Its `when` does not hold: not asked of anyone. */
  | "not-asked";

export type GateStatus =
  | "skipped"
  | "passed"
  | "blocked"
  | "stale"
  | "needs-work"
  | "open"
  | "ready"
  | "upcoming";

export interface Blocker {
  code:
    | "slots-open"
    | "veto"
    | "needs-work"
    | "stale-votes"
    | "check-missing"
    | "check-running"
    | "check-error"
    | "check-failed"
    | "check-stale"
    | "no-candidate"
    | "acknowledgement-missing"
    | "acknowledgement-stale"
    | "artifacts-missing"
    | "verification-missing"
    | "verification-failed"
    | "dependency-not-reached"
    | "dependency-rolled-back"
    | "review-missing"
    | "review-stale"
    | "review-no-go"
    | "review-conditions"
    | "soak-running"
    | "exposure-below"
    | "criterion-breached"
    | "criterion-not-ok"
    | "drill-missing"
    | "drill-stale"
    | "drill-failed"
    | "stage-upcoming"
    | "unsatisfiable"
    | "drift";
  /** null: the gate's approval or the gate itself. */
  requirement: string | null;
  message: string;
  canBeClearedBy: Party[];
}

/** One act of the smallest set that would make the gate ready. */
export interface Act {
  act:
    | "approve"
    | "not-applicable"
    | "withdraw"
    | "lift-veto"
    | "acknowledge"
    | "waive"
    | "report-check"
    | "register-bundle"
    | "set-candidate"
    | "conclude-review"
    | "start-drill"
    | "meet-condition"
    | "increase-exposure"
    | "resume-exposure"
    | "lift-hold"
    | "wait";
  requirement: string | null;
  role: string | null;
  people: Party[];
  message: string;
}

export interface SlotState {
  roles: string[];
  count: number;
  meaning: string | null;
  /** "template", "organisation": who asks for it. */
  source: string;
  /** Slots of one group are filled together; a person fills at most one slot per group. */
  group: number;
  filledBy: { personId: string; role: string; voteId: string }[];
}

export interface EffectiveVote {
  id: string;
  role: string;
  vote: VoteKind;
  principalId: string;
  actorId: string;
  at: number;
  subjectDigest: string;
  reason: string | null;
  state: "current" | "revived" | "carried" | "stale" | "expired" | "revoked" | "unconfirmed" | "author";
}

export interface RequirementState {
  /** null: the gate's approval. */
  key: string | null;
  kind: RequirementKind | "approval";
  status: RequirementStatus;
  subjectDigest: string;
  /** Parts that the subject covers and their digests; what a difference since a signature compares. */
  subject: Record<string, string | null>;
  slots: SlotState[];
  votes: EffectiveVote[];
  blockers: Blocker[];
  unblock: Act[];
  /** Number of acts in the smallest set; null where no set of votes can. */
  least: number | null;
  /** false where the search bound was exceeded: `unblock` is then one way, not the smallest. */
  exact: boolean;
  unsatisfiable: boolean;
  /** What a reader should know: carried over, revived, not applicable because … */
  notes: string[];
  /** Epoch ms at which the waiver in force ends: a time is data, each reader has their own zone. */
  waivedUntil: number | null;
  changesAt: number | null;
}

export interface GateState {
  key: string;
  stage: string;
  status: GateStatus;
  /** Only for passed gates. */
  drift: "none" | "subject-changed" | "evidence-aged" | null;
  /** Id of the use of break-glass by which it passed; null: it was ready, or has not passed. */
  breakGlass: string | null;
  subjectDigest: string;
  requirements: RequirementState[];
  approval: RequirementState | null;
  blockers: Blocker[];
  unblock: Act[];
  least: number | null;
  exact: boolean;
  unsatisfiable: string[];
  changesAt: number | null;
}
