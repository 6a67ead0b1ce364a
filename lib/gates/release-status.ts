import type { GateState, GateStatus } from "./state-model";

/** What a release's gates come to, the most pressing first. */
export const releaseStatuses = ["blocked", "stale", "needs-work", "open", "ready"] as const;
export type ReleaseStatus = (typeof releaseStatuses)[number];

type Judged = Pick<GateState, "stage" | "status" | "drift">;

/** The most pressing of the current stage's gates; a gate passed earlier whose content or evidence changed counts as stale, what is owed before the next stage as open. */
export function statusOfRelease(
  gates: readonly Judged[],
  current: string | null,
  { isOwed = false }: { isOwed?: boolean } = {},
): ReleaseStatus {
  const found = new Set<GateStatus>(
    gates.flatMap((gate) => {
      if (gate.drift !== null && gate.drift !== "none") return ["stale" as const];
      return gate.stage === current ? [gate.status] : [];
    }),
  );
  if (isOwed) found.add("open");
  return releaseStatuses.find((status) => found.has(status)) ?? "ready";
}
