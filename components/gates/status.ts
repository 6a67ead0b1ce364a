import type { ShapeName } from "@/components/ui/shape";
import type { Tone } from "@/components/ui/tone";
import type { RequirementKind, VoteKind } from "@/lib/gates/model";
import type { EffectiveVote, GateStatus, RequirementStatus } from "@/lib/gates/state-model";
import type { ReleaseState } from "@/lib/releases/model";

/** How a state is said: by word, by shape and by colour. */
export interface Saying {
  word: string;
  tone: Tone;
  shape: ShapeName;
}

export const gateSayings: Record<GateStatus, Saying> = {
  blocked: { word: "Blocked", tone: "stop", shape: "stop" },
  stale: { word: "Stale", tone: "aged", shape: "half" },
  "needs-work": { word: "Needs work", tone: "work", shape: "triangle" },
  open: { word: "Open", tone: "idle", shape: "ring" },
  ready: { word: "Ready", tone: "go", shape: "play" },
  passed: { word: "Passed", tone: "good", shape: "check-stamp" },
  skipped: { word: "Skipped", tone: "idle", shape: "skip" },
  upcoming: { word: "Upcoming", tone: "idle", shape: "dots" },
};

export const requirementSayings: Record<RequirementStatus, Saying> = {
  satisfied: { word: "Satisfied", tone: "good", shape: "check-disc" },
  waived: { word: "Waived", tone: "spared", shape: "diamond" },
  blocked: { word: "Blocked", tone: "stop", shape: "stop" },
  stale: { word: "Stale", tone: "aged", shape: "half" },
  "needs-work": { word: "Needs work", tone: "work", shape: "triangle" },
  open: { word: "Open", tone: "idle", shape: "ring" },
  "not-asked": { word: "Not asked", tone: "idle", shape: "dash" },
};

export const checkSayings: Record<"passed" | "failed" | "error" | "running", Saying> = {
  passed: { word: "Passed", tone: "good", shape: "check-disc" },
  failed: { word: "Failed", tone: "stop", shape: "stop" },
  error: { word: "Error", tone: "work", shape: "triangle" },
  running: { word: "Running", tone: "go", shape: "clock" },
};

export const releaseSayings: Record<ReleaseState, Saying> = {
  draft: { word: "Draft", tone: "idle", shape: "dots" },
  active: { word: "In flight", tone: "accent", shape: "play" },
  completed: { word: "Completed", tone: "good", shape: "check-stamp" },
  "rolled-back": { word: "Rolled back", tone: "stop", shape: "back" },
  cancelled: { word: "Cancelled", tone: "idle", shape: "skip" },
};

export const kindWords: Record<RequirementKind | "approval", string> = {
  item: "Sign-off",
  check: "Check",
  acknowledgement: "Acknowledgement",
  bundle: "Bundle",
  dependency: "Dependency",
  criterion: "Criterion",
  soak: "Soak",
  drill: "Drill",
  review: "Review",
  approval: "Gate approval",
};

export const voteWords: Record<VoteKind, string> = {
  approve: "approved",
  "needs-work": "asks for work",
  reject: "rejected",
  "not-applicable": "says it does not apply",
  withdraw: "withdrew",
  comment: "commented",
};

/** What a vote counts for now. */
export const voteStateWords: Record<EffectiveVote["state"], { word: string; explained: string; tone: Tone }> =
  {
    current: { word: "counts", explained: "Given for the content as it stands", tone: "good" },
    revived: {
      word: "revived",
      explained: "The content returned to what was signed, so it counts again",
      tone: "good",
    },
    carried: {
      word: "carried over",
      explained: "Raised on an earlier content and still standing",
      tone: "work",
    },
    stale: { word: "stale", explained: "Given for an earlier content; it no longer counts", tone: "aged" },
    expired: { word: "expired", explained: "Older than the requirement allows", tone: "aged" },
    revoked: {
      word: "role revoked",
      explained: "The role was taken away, so it stopped counting",
      tone: "idle",
    },
    unconfirmed: { word: "unconfirmed", explained: "Waits for a second person of the role", tone: "aged" },
    author: { word: "own work", explained: "An author's signature does not fill this slot", tone: "idle" },
  };

/** A key such as `technical-lead` as words. */
export function roleWords(role: string): string {
  return role.replaceAll("-", " ");
}

/** A part of a subject in words. */
export function partWords(part: string): string {
  const at = part.indexOf(":");
  if (at < 0) return partNames[part] ?? part.replaceAll("-", " ");
  const head = part.slice(0, at);
  const rest = part.slice(at + 1);
  if (head === "bundle") return `bundle of ${rest}`;
  if (head === "requirement") return `requirement “${rest}”`;
  if (head === "waiver") return "a waiver";
  return `${head}: ${rest.replaceAll("-", " ")}`;
}

const partNames: Record<string, string> = {
  objective: "plan: objective",
  "user-impact": "plan: user impact",
  performance: "plan: performance",
  risk: "plan: risk",
  "impact-analysis": "plan: impact analysis",
  rollout: "plan: rollout",
  alternatives: "plan: alternatives",
  criteria: "criteria",
  "rollback-plan": "rollback plan",
};
