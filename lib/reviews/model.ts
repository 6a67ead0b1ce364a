export const reviewOutcomes = ["go", "conditional", "no-go"] as const;
export type ReviewOutcomeName = (typeof reviewOutcomes)[number];

/** When people meet, as far as time is concerned; epoch ms. */
export interface ReviewPlan {
  id: string;
  title: string;
  /** RRULE; null: once. */
  rule: string | null;
  zone: string;
  /** Local time of the first occurrence, `2026-12-03T15:00`. */
  start: string;
  minutes: number;
  /** It has no occurrence from the earliest of these moments on. */
  ends: { before: number; at: number }[];
  /** What was said about single occurrences, the latest last. */
  changes: ReviewChangeFact[];
  at: number;
}

export interface ReviewChangeFact {
  /** When the occurrence was to begin. */
  original: number;
  /** null: cancelled. */
  startAt: number | null;
  minutes: number | null;
  at: number;
}

/** One meeting, held or not; half-open. */
export interface Occurrence {
  series: string;
  title: string;
  zone: string;
  /** By which it is known, wherever it was moved. */
  original: number;
  start: number;
  end: number;
  isCancelled: boolean;
  /** How often it was moved or cancelled. */
  sequence: number;
}

/** Where an occurrence stands: nothing was recorded of it, somebody recorded something, or it does not take place. */
export type ReviewState = "scheduled" | "held" | "cancelled";

/** How a review ended for a release; times in epoch ms. */
export interface ReviewOutcomeFact {
  id: string;
  /** Name of the occurrence in addresses. */
  review: string;
  title: string;
  outcome: ReviewOutcomeName;
  reason: string | null;
  /** Subject digest of each review requirement as it stood, by `gate/requirement`. */
  digests: Record<string, string>;
  by: string;
  at: number;
  order: number;
}
