import { digestOf } from "@/lib/bundles/digest";
import type { PersonActor } from "@/lib/identity/actor";
import type { QuorumQuestion, Verdict } from "@/lib/policy/model";
import type { PendingAnswer, PendingVoteKind } from "@/lib/policy/pending-schemas";
import type { EntryDraft } from "./ledger";

/** What the caller says to a pending decision. */
export interface Voting {
  pendingDecision: string;
  vote: PendingVoteKind;
  /** Absent: in whichever of the caller's roles it is asked for. */
  role?: string | undefined;
  reason?: string | undefined;
  /** Address of whom the caller speaks for, as their delegate; absent: for themselves. */
  onBehalfOf?: string | undefined;
}

/** A decision that its caller cannot take alone, with what exactly is decided. */
export interface Gathering {
  command: string;
  /** Kept, so that whoever completes it brings about what was proposed. */
  input: unknown;
  subject: Subject;
  /** null: the caller could take it alone. */
  quorum: QuorumQuestion | null;
  actor: PersonActor;
  now: Date;
  voting: Voting | undefined;
  /** Of whoever proposes. */
  reason: string | undefined;
}

/** null: the caller has no place in it. */
export type Gathered = {
  entries: EntryDraft[];
  verdict: Verdict & { allowed: true };
  answer: PendingAnswer;
  /** Id of a person. */
  proposedBy: string;
} | null;

/** What is decided, as data; `releaseId` where it is about one. */
export interface Subject {
  releaseId: string | null;
  of: unknown;
}

/** What was said is recorded, and the decision waits for others or has ended; committed. Thrown, so that nobody takes it for the effect. */
export class DecisionPending extends Error {
  override readonly name = "DecisionPending";
  constructor(readonly answer: PendingAnswer) {
    super(`The decision ${answer.pendingDecision.decision} is ${answer.pendingDecision.state}.`);
  }
}

/** A decision as it would be asked for now. */
export interface AskedNow {
  subjectDigest: string;
  /** null: no row gives it, or one person takes it. */
  quorum: QuorumQuestion | null;
}

/** One digest per decision: nothing else can be taken for it. */
export function subjectDigest(command: string, { releaseId, of }: Subject): string {
  return digestOf({ command, release: releaseId, of });
}
