import type { RollbackState } from "@/lib/rollbacks/model";

export const releaseStates = ["draft", "active", "completed", "rolled-back", "cancelled"] as const;
export type ReleaseState = (typeof releaseStates)[number];

export const documentKinds = ["plan", "criteria", "rollback-plan"] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** The role of whoever drives a release; each release has one. */
export const championRole = "release-champion";

/** States that a release can reach from each state. */
export const releaseTransitions: Record<ReleaseState, readonly ReleaseState[]> = {
  draft: ["active", "cancelled"],
  active: ["completed", "rolled-back", "cancelled"],
  completed: [],
  "rolled-back": [],
  cancelled: [],
};

/** What a release is, apart from what changes. */
export interface ReleaseRow {
  id: string;
  slug: string;
  title: string;
  restricted: boolean;
  createdBy: string;
  createdAt: Date;
  startedAt: Date | null;
  templateVersionId: string;
  /** Pinned at start. */
  rightsVersionId: string | null;
}

/** What of a release changes, as it stands. */
export interface ReleaseVersionRow {
  id: string;
  state: ReleaseState;
  /** null while a draft. */
  stage: string | null;
  exposurePercent: number;
  /** `2026-12-01`. */
  targetDate: string | null;
  /** By a stage's key the day on which it is planned to be left. */
  plannedDays: Record<string, string>;
  /** Of the rollback that is under way; null: none is. */
  rollback: RollbackState | null;
}

/** Whether no decision changes the release any more. */
export function isEnded(state: ReleaseState): boolean {
  return releaseTransitions[state].length === 0;
}
