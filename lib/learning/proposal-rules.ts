export const proposalStates = ["open", "published", "stale", "withdrawn"] as const;
export type ProposalState = (typeof proposalStates)[number];

interface Standing {
  before: string;
  after: string;
  /** Epoch ms. */
  at: number;
  isWithdrawn: boolean;
}

interface Version {
  version: number;
  digest: string;
  publishedAt: number;
}

/**
 * How a proposal stands, by the versions that its template has. It needs no row of its own: published is it once a version that was
 * published since reads just so, and stale once another than the one that it was written from is the latest.
 */
export function proposalStanding(
  proposal: Standing,
  versions: readonly Version[],
): { state: ProposalState; version: number | null } {
  const published = versions.find(
    ({ digest, publishedAt }) => digest === proposal.after && publishedAt >= proposal.at,
  );
  if (published !== undefined) return { state: "published", version: published.version };
  if (proposal.isWithdrawn) return { state: "withdrawn", version: null };
  const latest = versions.reduce<Version | null>(
    (most, each) => (most === null || each.version > most.version ? each : most),
    null,
  );
  return { state: latest?.digest === proposal.before ? "open" : "stale", version: null };
}
