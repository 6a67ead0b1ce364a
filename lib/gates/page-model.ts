import type { PartChange } from "@/lib/gates/change-since";
import type { GateAnswer, RequirementAnswer } from "@/lib/gates/schemas";
import type { Ability } from "@/lib/policy/ability";
import type { Party } from "@/lib/policy/model";

/** For whom somebody acts, and until when (epoch ms). */
export type Principal = Party & { until: number };

/** A role in which the reader can speak; `onBehalfOf` null: for themselves. */
export interface SpeakingRole {
  role: string;
  onBehalfOf: Principal | null;
}

/** A role in which the reader can sign, and what a signature in it states. */
export interface SigningRole extends SpeakingRole {
  meaning: string | null;
}

/** What the reader last said here, and what changed since. */
export interface OwnWord {
  vote: string;
  /** Epoch ms. */
  at: number;
  changes: PartChange[];
  /** Candidates as they were then, by component. */
  candidates: Record<string, string>;
}

export interface CheckAttempt {
  id: string;
  component: string;
  status: "passed" | "failed" | "error" | "running";
  bundleDigest: string;
  /** The bundle is the component's candidate now. */
  current: boolean;
  summary: string | null;
  url: string | null;
  evidence: unknown;
  reportedBy: string;
  at: string;
}

/** What somebody fears about a release; times in epoch ms. */
export interface ConcernView {
  id: string;
  text: string;
  by: Party;
  at: number;
  isOwn: boolean;
  /** `role` null: taken back by whoever raised it. */
  answer: { text: string; by: Party; role: string | null; at: number } | null;
  mayAnswer: Ability;
}

/** One that waits for an answer, with the name of whoever raised it. */
export interface OpenConcern {
  id: string;
  text: string;
  by: string;
  at: number;
}

export interface AcknowledgementView {
  role: string;
  person: Party;
  /** Who gave it for them; null: themselves. */
  castBy: string | null;
  at: string;
  current: boolean;
}

/** What pages show of a requirement's state: digests of parts and ways out of one requirement alone are for programs. */
type Shown = Omit<RequirementAnswer, "subject" | "unblock" | "least" | "exact" | "votes"> & {
  votes: Omit<RequirementAnswer["votes"][number], "subjectDigest">[];
};

export interface RequirementView extends Shown {
  /** Names of the parts that it depends on. */
  parts: string[];
  /** Roles in which the reader can approve now; for an acknowledgement, acknowledge. */
  sign: SigningRole[];
  /** Why the reader, who holds a role that is asked here, cannot sign now. */
  refusal: { reason: string; whoMay: Party[] } | null;
  /** Roles in which the reader can object or comment. */
  speak: SpeakingRole[];
  own: OwnWord | null;
  checks: CheckAttempt[];
  /** Which check it asks for, and of which components; null components: of all that it depends on. */
  check: { name: string; components: string[] | null } | null;
  acknowledgements: AcknowledgementView[];
  waivers: { reason: string; owner: Party; expiresAt: string; current: boolean }[];
  dependsOn: string[] | null;
  controls: string[];
  waive: Ability | null;
  /** Objections that stand, and whether the reader may end them; a request for work by its own author ends by their next vote. */
  objections: { vote: string; kind: "veto" | "needs-work"; by: string; end: Ability }[];
}

export interface GateView extends Omit<GateAnswer, "requirements" | "approval"> {
  objective: string;
  purpose: string | null;
  requirements: RequirementView[];
  approval: RequirementView | null;
}
