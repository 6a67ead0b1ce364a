import type { Actor } from "@/lib/identity/actor";
import type { Reader, Tx } from "@/lib/platform/db";
import type { EntryDraft } from "@/lib/platform/ledger";
import type { Verdict } from "@/lib/policy/model";
import { canOnRelease } from "@/lib/releases/authority";
import { type LetPass, mayBreakGlass } from "@/lib/releases/break-glass";
import { breakGlass, refuseNeedless } from "@/lib/releases/break-glass-store";
import { requirePerson } from "@/lib/releases/rules";
import type { LoadedRollback } from "./load-rollback";
import { rightsOn } from "./rollback-rules";

/** What is done to steps is decided by one of these; a broken glass is for carrying the rollback out, which is both. */
export const stepDecisions = ["rollback.execute", "rollback.take-over"] as const;
export type StepDecision = (typeof stepDecisions)[number];

/**
 * By which somebody has broken the glass to carry a rollback out; null: they have not. One use covers all that they do to its steps,
 * until somebody's review finds that it was not justified.
 */
export async function findStepGlass(
  db: Reader,
  { rollback, actor }: { rollback: { id: string }; actor: Actor },
): Promise<string | null> {
  if (actor.kind !== "person") return null;
  const uses = await db.breakGlassUse.findMany({
    where: { decision: "rollback.execute", about: rollback.id, by: actor.id },
    orderBy: { at: "desc" },
    select: { id: true },
  });
  for (const { id } of uses) {
    const rejected = await db.obligation.count({
      where: { sourceKind: "break-glass", sourceId: id, closure: { outcome: "not-justified" } },
    });
    if (rejected === 0) return id;
  }
  return null;
}

/** Whether somebody may do something to a step: by right, or by the glass that they break now or have broken. */
export function mayOnStep(
  { authority, rollback }: LoadedRollback,
  actor: Actor,
  { decision, isGlass, use }: { decision: StepDecision; isGlass: boolean; use: string | null },
): Verdict {
  const right = canOnRelease(authority, actor, decision, rightsOn(rollback));
  if (!isGlass && (right.allowed || use === null)) return right;
  const glass = mayBreakGlass(authority, actor, { decision: "rollback.execute", authors: [] });
  return isGlass || glass.allowed ? glass : right;
}

interface Through extends LoadedRollback {
  decision: StepDecision;
  isGlass: boolean;
  use: string | null;
  actor: Actor;
  verdict: Verdict & { allowed: true };
  reason: string | undefined;
  now: Date;
}

/** The use of the glass by which something is done to a step, broken now where it was not before; undefined: it is done by right. */
export async function throughStepGlass(
  tx: Tx,
  through: Through,
): Promise<{ id: string | undefined; entries: EntryDraft[] }> {
  const { authority, rollback, decision, isGlass, use, actor, verdict, reason, now } = through;
  const open = (asked: StepDecision) => canOnRelease(authority, actor, asked, rightsOn(rollback));
  if (isGlass) refuseNeedless(open(decision).allowed, "do it");
  if (verdict.rule !== "break-glass") return { id: undefined, entries: [] };
  if (use !== null) return { id: use, entries: [] };
  const passes = stepDecisions.flatMap((asked): LetPass[] => {
    const right = open(asked);
    return right.allowed ? [] : [{ code: right.rule, gate: null, requirement: null, message: right.reason }];
  });
  return breakGlass(tx, {
    authority,
    decision: "rollback.execute",
    about: rollback.id,
    passes,
    by: requirePerson(actor),
    verdict,
    reason,
    now,
  });
}
