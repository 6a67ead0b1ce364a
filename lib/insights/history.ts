import type { GateFacts } from "@/lib/gates/model";
import type { Moments } from "@/lib/rollbacks/phases";
import type { RollbackPlan } from "@/lib/rollbacks/schemas";

/** A rollback in earnest. */
export interface RollbackPast {
  id: string;
  severity: string;
  /** Keys of the components that were exposed. */
  components: string[];
  moments: Pick<Moments, "breachedAt" | "proposedAt" | "decidedAt" | "executedAt" | "stableAt">;
  decision: "authorised" | "silence" | "automatic" | "declined" | "cancelled" | null;
  objectives: RollbackPlan["objectives"];
}

export interface DrillPast {
  id: string;
  /** passed, failed or cancelled. */
  state: string;
  endedAt: number;
  gaps: string[];
}

/** All of a release that its facts are computed from; times are epoch ms. */
export interface ReleasePast {
  template: string;
  startedAt: number | null;
  endedAt: number | null;
  gates: GateFacts;
  breakGlass: { id: string; decision: string; at: number }[];
  rollbacks: RollbackPast[];
  /** Those that ended. */
  drills: DrillPast[];
  /** Versions of its criteria, with the keys that each has. */
  criteria: { keys: string[]; to: number | null }[];
  /** Criteria that came to stand in breach while it was exposed. */
  breaches: { criterion: string; at: number }[];
}
