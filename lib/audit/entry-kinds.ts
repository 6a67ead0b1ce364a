/** Kinds of entries of a release in words, each with the types of the ledger that it stands for. */
export const entryKinds = {
  decisions: {
    title: "Sign-offs and objections",
    types: [
      "vote.cast",
      "concern.raised",
      "concern.answered",
      "concern.taken-back",
      "obligation.imposed",
      "obligation.met",
      "obligation.dropped",
      "break-glass.used",
      "break-glass.reviewed",
      "veto.lifted",
      "needs-work.dismissed",
      "requirement.acknowledged",
      "requirement.waived",
      "decision.proposed",
      "decision.approved",
      "decision.rejected",
      "decision.withdrawn",
      "decision.taken-back",
      "decision.expired",
      "decision.void",
    ],
  },
  checks: { title: "Checks", types: ["check.reported"] },
  stages: { title: "Stages", types: ["stage.advanced", "stage.skipped", "stage.reopened"] },
  exposure: {
    title: "Exposure",
    types: [
      "exposure.increased",
      "exposure.confirmed",
      "exposure.lowered",
      "exposure.paused",
      "exposure.resumed",
    ],
  },
  content: {
    title: "Changed content",
    types: [
      "candidate.set",
      "bundle.registered",
      "plan.changed",
      "plan.confirmed",
      "criteria.changed",
      "criteria.confirmed",
      "rollback-plan.changed",
      "rollback-plan.confirmed",
    ],
  },
  reviews: {
    title: "Readiness reviews",
    types: [
      "review.concluded",
      "review.scheduled",
      "review.moved",
      "review.cancelled",
      "review.series-ended",
      "review.attended",
      "review.minutes-written",
    ],
  },
  dates: { title: "Dates and reminders", types: ["dates.changed", "reminder.sent"] },
  holds: { title: "Holds", types: ["hold.placed", "hold.lifted", "freeze.overridden"] },
  roles: { title: "Roles", types: ["roles.assigned", "role.delegated", "delegation.revoked"] },
  course: {
    title: "Beginning and end",
    types: [
      "release.created",
      "release.started",
      "release.completed",
      "release.rolled-back",
      "release.cancelled",
      "release.migrated",
      "release.tightened",
    ],
  },
} as const satisfies Record<string, { title: string; types: readonly string[] }>;

export type EntryKind = keyof typeof entryKinds;
export const entryKindNames = Object.keys(entryKinds) as [EntryKind, ...EntryKind[]];
