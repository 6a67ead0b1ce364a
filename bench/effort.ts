import type { Rounds } from "./load";

/** How much is asked: all of it, or with `--quick` enough to see where one stands. */
export interface Effort {
  pages: Rounds;
  votes: number;
  /** Of each of 32 writers in a round. */
  writes: number;
  evaluations: number;
  /** Each on a release of its own. */
  breaches: number;
  /** After how many requests memory is read. */
  requests: readonly [number, number];
  entries: number;
  /** Decisions at a steady pace while the worker numbers them. */
  steady: number;
  /** Entries of the short ledger and of the long one. */
  lengths: readonly [number, number];
  /** Requests of 10,000 samples in each round. */
  batches: number;
  /** Stored while criteria are evaluated. */
  samples: number;
  /** Entries of a ledger's archive. */
  verified: number;
  /** Of history that a criterion is run over. */
  minutes: number;
}

export const full: Effort = {
  pages: { rounds: 9, count: 40, warmUp: 200 },
  votes: 400,
  writes: 12,
  evaluations: 2_000,
  breaches: 11,
  requests: [1_000, 10_000],
  entries: 200,
  steady: 1_200,
  lengths: [1_000, 1_000_000],
  batches: 6,
  samples: 10_000_000,
  verified: 1_000_000,
  minutes: 525_600,
};

export const quick: Effort = {
  pages: { rounds: 5, count: 12, warmUp: 60 },
  votes: 80,
  writes: 5,
  evaluations: 300,
  breaches: 5,
  requests: [200, 1_000],
  entries: 40,
  steady: 200,
  lengths: [1_000, 100_000],
  batches: 2,
  samples: 1_000_000,
  verified: 100_000,
  minutes: 43_200,
};
