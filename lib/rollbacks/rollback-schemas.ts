import { z } from "zod";
import { fields, oneOf } from "@/lib/platform/cross-checks";
import { Digest, Key, markdown, Slug } from "@/lib/platform/names";
import { severities } from "@/lib/policy/model";
import { BreakGlass } from "@/lib/releases/stage-schemas";
import { failureModes } from "@/lib/metrics/failure-modes";
import { drillLevels, rollbackStates } from "./model";

const rollback = z.string().max(64);
const Reason = markdown(4_000);
const Moment = z.iso.datetime({ offset: true, error: () => "expected a time such as 2026-12-01T12:00:00Z" });

export const ProposeRollback = fields({
  release: Slug,
  severity: oneOf(severities),
  reason: Reason,
});
export const AuthoriseRollback = fields({ rollback, reason: Reason.optional(), breakGlass: BreakGlass });
export const DeclineRollback = fields({
  rollback,
  reason: Reason,
  /** Until then exposure stays as it is, and nothing is proposed again for the same breach. */
  until: Moment,
});
export const CancelRollback = fields({ rollback, reason: Reason });
export const EndorseRollback = fields({ rollback, reason: Reason.optional() });
/** A step by its key, or by its place in the plan, counted from 1. */
const step = z.string().min(1).max(64);
export const CompleteStep = fields({
  rollback,
  step,
  outcome: oneOf(["done", "failed"]),
  note: Reason,
  servingDigest: Digest.optional(),
  breakGlass: BreakGlass,
  reason: Reason.optional().describe("Why the glass is broken; only with breakGlass"),
});
export const RetryStep = fields({ rollback, step, reason: Reason, breakGlass: BreakGlass });
export const TakeOverStep = fields({ rollback, step, reason: Reason, breakGlass: BreakGlass });
export const PostUpdate = fields({
  rollback,
  text: markdown(4_000),
  /** Whether it stands on the status page and behind share links; absent: as the plan's communication says, of a restricted release it does not. */
  statusPage: z.boolean({ error: () => "expected true or false" }).optional(),
});
export const SilenceEscalation = fields({ rollback, until: Moment });
export const OverrideBreach = fields({
  release: Slug,
  criterion: Key,
  reason: Reason,
  /** Exposure does not grow before. */
  until: Moment,
});

export const StartDrill = fields({
  release: Slug,
  level: oneOf(drillLevels),
  severity: oneOf(severities).default("sev1"),
  /** What is made up, and the criterion that should find it; absent: the rollback is proposed at once. */
  failure: fields({ mode: oneOf(failureModes), criterion: Key }).optional(),
});
export const CancelDrill = fields({ release: Slug, drill: z.string().max(64), reason: Reason });

/** What each act on a rollback answers. */
export const RollbackStands = z.strictObject({
  id: z.string(),
  state: z.enum(rollbackStates),
});
export type RollbackStands = z.output<typeof RollbackStands>;
