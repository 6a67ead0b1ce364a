import type { Rounds } from "./load";

/** How much is asked: all of it, or with `--quick` enough to see where one stands. */
export interface Effort {
  pages: Rounds;
  votes: number;
  evaluations: number;
  /** After how many requests memory is read. */
  requests: readonly [number, number];
  entries: number;
}

export const full: Effort = {
  pages: { rounds: 9, count: 40, warmUp: 200 },
  votes: 400,
  evaluations: 2_000,
  requests: [1_000, 10_000],
  entries: 200,
};

export const quick: Effort = {
  pages: { rounds: 5, count: 12, warmUp: 60 },
  votes: 80,
  evaluations: 300,
  requests: [200, 1_000],
  entries: 40,
};
