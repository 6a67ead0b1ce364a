import { policyOf } from "@/lib/gates/load-gates";
import { endRestoredTracks } from "@/lib/metrics/own-tracks";
import { command } from "@/lib/platform/command";
import { canOnRelease, onRelease } from "@/lib/releases/authority";
import { requirePerson } from "@/lib/releases/rules";
import { endDrillOf } from "./drill-store";
import { rollbackEnded } from "./events";
import { loadRollback } from "./load-rollback";
import { CancelRollback } from "./rollback-schemas";
import { refusalByRollback, refuse, rightsOn } from "./rollback-rules";
import { endRollback } from "./rollback-store";

/** Ends it where it stands. What its steps did stays done; the release stays on hold. */
export const cancelRollback = command({
  name: "rollback.cancel",
  input: CancelRollback,
  scope: "rollbacks",
  locks: ({ rollback }) => ({ organisation: "shared", rollback }),
  load: (tx, { rollback }, { now, actor }) => loadRollback(tx, { id: rollback, now, actor }),
  allow: (actor, { authority, rollback }) =>
    canOnRelease(authority, actor, "rollback.cancel", rightsOn(rollback)),
  subject: ({ authority, rollback: { id, state } }) => onRelease(authority, { rollback: id, state }),
  run: async ({ tx, input: { reason }, facts: { authority, rollback }, actor, now }) => {
    refuse(refusalByRollback("rollback.cancel", rollback));
    await endRollback(tx, { rollback, how: "cancelled", reason, actor: requirePerson(actor), now });
    await endRestoredTracks(tx, rollback.id);
    const cancelled = rollbackEnded("cancelled", {
      releaseId: authority.release.id,
      rollback: rollback.id,
      drill: rollback.drillId,
      policy: policyOf(authority),
      before: rollback.state,
      reason,
    });
    const drill = await endDrillOf(tx, { authority, rollback, how: "cancelled", now });
    return { value: { id: rollback.id, state: "cancelled" as const }, entries: [cancelled, ...drill] };
  },
});
