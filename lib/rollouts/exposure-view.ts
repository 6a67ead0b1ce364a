import type { Ability } from "@/lib/policy/ability";
import type { GlassView } from "@/lib/releases/glass-view";
import type { ExposureAnswer } from "./exposure-schemas";

/** The rollout of a release as its page shows it to one reader: what the API answers, and what they may do. */
export interface ExposureView extends ExposureAnswer {
  abilities: { increase: Ability; pause: Ability; resume: Ability; confirm: Ability; apply: Ability };
  /** What stands against having it set by the executor once more, whoever asks. */
  applyFault: string | null;
  /** What stands against resuming, whoever asks. */
  resumeFault: string | null;
  /** Breaking the glass for the next step; null for those who may not, or need not. */
  glass: GlassView | null;
  candidates: { component: string; digest: string }[];
}
