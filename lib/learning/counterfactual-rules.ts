import type { EpisodeAnswer } from "@/lib/rollbacks/rollback-answers";

export interface Counterfactual {
  criterion: string;
  rollback: string | null;
  reason: string | null;
  at: string;
  until: string;
  looks: number;
  hits: number;
  verdict: "right" | "wrong" | "open";
}

/**
 * Breaches against which somebody decided, by declining the rollback or overriding the criterion, with what was measured afterwards: what
 * going back would have spared, or not.
 */
export function counterfactualsOf(episodes: readonly EpisodeAnswer[]): Counterfactual[] {
  return episodes.flatMap(({ criterion, rollback, reason, score, breachedAt, closedAt, until }) =>
    score === null || until === null
      ? []
      : [{ criterion, rollback, reason, at: closedAt ?? breachedAt, until, ...score }],
  );
}
