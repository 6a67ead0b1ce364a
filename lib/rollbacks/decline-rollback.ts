import { policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { fieldError } from "@/lib/platform/errors";
import { canOnRelease, onRelease } from "@/lib/releases/authority";
import { requirePerson } from "@/lib/releases/rules";
import { rollbackEnded } from "./events";
import { loadRollback } from "./load-rollback";
import { endDrillOf } from "./drill-store";
import { DeclineRollback } from "./rollback-schemas";
import { refusalByRollback, refuse, rightsOn } from "./rollback-rules";
import { endRollback } from "./rollback-store";

/** Decides against going back. The breach stands, is looked at further, and is proposed anew at the time named; exposure stays paused. */
export const declineRollback = command({
  name: "rollback.decline",
  input: DeclineRollback,
  scope: "rollbacks",
  locks: ({ rollback }) => ({ organisation: "shared", rollback }),
  load: (tx, { rollback }, { now, actor }) => loadRollback(tx, { id: rollback, now, actor }),
  allow: (actor, { authority, rollback }) =>
    canOnRelease(authority, actor, "rollback.decline", rightsOn(rollback)),
  subject: ({ authority, rollback: { id } }, { until }) => onRelease(authority, { rollback: id, until }),
  run: async ({ tx, input: { reason, until }, facts: { authority, rollback }, actor, now }) => {
    refuse(refusalByRollback("rollback.decline", rollback));
    const again = new Date(until);
    if (again <= now) throw fieldError("/until", "This is in the past.", "a time to come");
    await endRollback(tx, { rollback, how: "declined", reason, actor: requirePerson(actor), now });
    await tx.rollback.update({ where: { id: rollback.id }, data: { againAt: again } });
    await tx.breachEpisode.updateMany({
      where: { rollbackId: rollback.id, closedAt: null },
      data: { until: again },
    });
    const declined = rollbackEnded("declined", {
      releaseId: authority.release.id,
      rollback: rollback.id,
      drill: rollback.drillId,
      policy: policyOf(authority),
      before: rollback.state,
      reason,
      payload: { until: again.toISOString() },
    });
    const drill = await endDrillOf(tx, { authority, rollback, how: "declined", now });
    return { value: { id: rollback.id, state: "declined" as const }, entries: [declined, ...drill] };
  },
});
