import { policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { AppError, fieldError } from "@/lib/platform/errors";
import { escalationSilenced } from "./events";
import { loadRollback } from "./load-rollback";
import { holdsAnyRole } from "./may-take-part";
import { SilenceEscalation } from "./rollback-schemas";

const longestMs = 4 * 3_600_000;

/** Somebody is on it: nobody further is told until then. The clock of the decision runs on. */
export const silenceEscalation = command({
  name: "rollback.acknowledge",
  input: SilenceEscalation,
  scope: "rollbacks",
  locks: ({ rollback }) => ({ organisation: "shared", rollback }),
  load: (tx, { rollback }, { now, actor }) => loadRollback(tx, { id: rollback, now, actor }),
  allow: (actor, { authority }) => holdsAnyRole(authority, actor),
  run: async ({ tx, input, facts: { authority, rollback }, now }) => {
    const until = new Date(input.until);
    if (rollback.escalateAt === null) throw new AppError("conflict", "Nothing is escalated now.");
    if (until <= now || until.getTime() > now.getTime() + longestMs)
      throw fieldError("/until", "It is silenced for a while to come.", "a time within the next four hours");
    await tx.rollback.update({ where: { id: rollback.id }, data: { escalateAt: until } });
    const silenced = escalationSilenced({
      releaseId: authority.release.id,
      rollback: rollback.id,
      drill: rollback.drillId,
      policy: policyOf(authority),
      until,
    });
    return { value: { id: rollback.id, state: rollback.state }, entries: [silenced] };
  },
});
