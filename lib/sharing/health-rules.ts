import type { ReleaseStatus } from "@/lib/gates/release-status";
import type { ReleaseState } from "@/lib/releases/model";

/** How a release fares, in one word for those who only look; the most pressing first, then how it ended. */
export const healths = [
  "going-back",
  "rollback-proposed",
  "in-breach",
  "on-hold",
  "frozen",
  "blocked",
  "needs-attention",
  "on-course",
  "ready",
  "draft",
  "completed",
  "rolled-back",
  "cancelled",
] as const;
export type Health = (typeof healths)[number];

/** The most pressing of what stands: going back before what proposes it, that before a breach, a breach before what holds it up, that before its gates. */
export function healthOf(of: {
  state: ReleaseState;
  /** null while nothing is asked. */
  status: ReleaseStatus | null;
  isGoingBack: boolean;
  isRollbackProposed: boolean;
  isInBreach: boolean;
  onHold: boolean;
  isFrozen: boolean;
}): Health {
  if (of.state !== "active") return of.state;
  if (of.isGoingBack) return "going-back";
  if (of.isRollbackProposed) return "rollback-proposed";
  if (of.isInBreach) return "in-breach";
  if (of.onHold) return "on-hold";
  if (of.isFrozen) return "frozen";
  switch (of.status) {
    case "blocked":
      return "blocked";
    case "stale":
    case "needs-work":
      return "needs-attention";
    case "ready":
      return "ready";
    case "open":
    case null:
      return "on-course";
  }
}
