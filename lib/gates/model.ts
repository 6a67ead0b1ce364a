import type { CriterionFact } from "@/lib/metrics/standing";
import type { DrillFact } from "./drills";
import type { ObligationFact } from "@/lib/gates/obligations";
import type { DelegationFact, Holding, PersonFact, RightsRow, Slot } from "@/lib/policy/model";
import type { ReviewOutcomeFact, ReviewPlan } from "@/lib/reviews/model";
import type { ExposureChange, Interruption } from "@/lib/rollouts/exposure-model";

export const voteKinds = [
  "approve",
  "needs-work",
  "reject",
  "not-applicable",
  "withdraw",
  "comment",
] as const;
export type VoteKind = (typeof voteKinds)[number];

/** When a requirement is asked; every condition given must hold. Absent: always. */
export interface When {
  tier?: number[] | undefined;
  changed?: string[] | undefined;
}

interface RequirementBase {
  key: string;
  title?: string | undefined;
  guidance?: string | undefined;
  dependsOn?: string[] | undefined;
  validForMs?: number | undefined;
  when?: When | undefined;
  due?: { before: "stage" | "target"; byMs: number } | undefined;
  controls?: string[] | undefined;
}

export type Requirement = RequirementBase &
  (
    | { kind: "item"; slots: Slot[]; selfCertify?: boolean | undefined }
    | { kind: "check"; check: string; components?: string[] | undefined }
    | { kind: "acknowledgement"; roles: string[] }
    | { kind: "bundle"; kinds: string[]; verified?: boolean | undefined }
    | { kind: "dependency"; component?: string | undefined; release?: string | undefined; stage: string }
    | { kind: "criterion"; criterion: string; percent?: number | undefined }
    | { kind: "soak"; percent: number; durationMs: number }
    | { kind: "drill"; level?: "tabletop" | "dry-run" | "staging" | undefined }
    | { kind: "review" }
  );
export type RequirementKind = Requirement["kind"];

export interface Gate {
  key: string;
  title: string;
  objective: string;
  purpose?: string | undefined;
  requirements: Requirement[];
  approval?: { when: "ready" | "any"; slots: Slot[]; validForMs?: number | undefined } | undefined;
  earlySignOff: boolean;
}

export interface Stage {
  key: string;
  title: string;
  inputs: string[];
  outputs: string[];
  exposure: { percent: number; soakMs: number }[];
  gates: Gate[];
}

/** A bundle as a component's candidate, from when to when; history included, because authorship and revival read it. */
export interface CandidateFact {
  component: string;
  digest: string;
  /** Digest of the artifacts of each kind present. */
  parts: Record<string, string>;
  from: number;
  to: number | null;
  /** People who count as authors of what this candidate changed: uploaders, the manifest's authors, whoever set it. */
  authors: string[];
}

export interface ComponentFact {
  key: string;
  tier: number;
  /** null: a first release; `changed` is then every kind. */
  baseline: { digest: string; parts: Record<string, string> } | null;
  /** Members of the owning team now. */
  owningTeam: string[];
}

/** A version of plan, criteria or rollback plan; half-open. `parts` maps part name to digest. */
export interface DocumentFact {
  kind: "plan" | "criteria" | "rollback-plan";
  parts: Record<string, string>;
  authors: string[];
  from: number;
  to: number | null;
}

export interface VoteFact {
  id: string;
  gate: string;
  /** null: the gate's approval. */
  requirement: string | null;
  role: string;
  vote: VoteKind;
  actorId: string;
  principalId: string;
  subjectDigest: string;
  reason: string | null;
  at: number;
  /** Order of record; later is larger. */
  order: number;
  /** Set where a veto was lifted or a needs-work dismissed. */
  closed: { at: number; by: string; reason: string } | null;
}

export interface AcknowledgementFact {
  gate: string;
  requirement: string;
  role: string;
  personId: string;
  /** Who gave it: the person, or a delegate of theirs. */
  actorId: string;
  subjectDigest: string;
  at: number;
}

export interface CheckFact {
  component: string;
  name: string;
  bundleDigest: string;
  /** Digest by artifact kind of the bundle the result is for. */
  parts: Record<string, string>;
  status: "passed" | "failed" | "error" | "running";
  summary: string | null;
  url: string | null;
  at: number;
  order: number;
}

export interface WaiverFact {
  id: string;
  gate: string;
  requirement: string;
  subjectDigest: string;
  digest: string;
  expiresAt: number;
  owner: string;
  reason: string;
  at: number;
}

export interface StagePassage {
  stage: string;
  kind: "passed" | "skipped" | "reopened";
  at: number;
  /** For passed: the subject digest of each gate as it stood. */
  gates: Record<string, string>;
  /** Id of the use of break-glass by which it was passed although not ready; null or absent: none. */
  breakGlass?: string | null | undefined;
}

/** Everything the evaluation of a release's gates reads; times are epoch ms. */
export interface GateFacts {
  stages: Stage[];
  rights: { organisation: RightsRow[]; template: RightsRow[] };
  people: PersonFact[];
  holdings: Holding[];
  /** Up to when shifts of rotas are among them; absent or null: there is no rota. */
  shiftsUntil?: number | null | undefined;
  components: ComponentFact[];
  candidates: CandidateFact[];
  documents: DocumentFact[];
  votes: VoteFact[];
  acknowledgements: AcknowledgementFact[];
  checks: CheckFact[];
  waivers: WaiverFact[];
  /** Absent: none, and votes on behalf of others do not count. */
  delegations?: DelegationFact[] | undefined;
  passages: StagePassage[];
  /** How readiness reviews ended for this release; absent: none did. */
  reviews?: ReviewOutcomeFact[] | undefined;
  /** Reviews that cover this release; absent: none is planned. */
  reviewPlans?: ReviewPlan[] | undefined;
  /** What was taken over on the release; absent: nothing. */
  obligations?: ObligationFact[] | undefined;
  /** What was decided and observed of its exposure, in that order; absent: it has none. */
  exposures?: ExposureChange[] | undefined;
  /** How its criteria stand for what is exposed; absent: it never was. */
  criteria?: CriterionFact[] | undefined;
  /** Its drills that ended; absent: none did. */
  drills?: DrillFact[] | undefined;
  /** Times in which a soak does not count; absent: none. */
  interruptions?: Interruption[] | undefined;
  /** How far each dependency requirement's other side is, by `gate/requirement`. */
  dependencies: Record<string, "reached" | "not-reached" | "rolled-back" | "unknown">;
}
