import { policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { AppError, fieldError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { reachedLevel } from "@/lib/policy/escalation-rule";
import { requirePerson } from "@/lib/releases/rules";
import { escalationDue } from "./course";
import { escalationColumns, loadEscalation } from "./escalation-store";
import { escalationSilenced } from "./events";
import { loadRollback } from "./load-rollback";
import { mayAcknowledge } from "./may-take-part";
import { toldOf } from "./telling-queries";
import { SilenceEscalation } from "./rollback-schemas";

const longestMs = 4 * 3_600_000;

/** Somebody is on it: nobody further is told until then. The clock of the decision runs on. */
export const silenceEscalation = command({
  name: "rollback.acknowledge",
  input: SilenceEscalation,
  scope: "rollbacks",
  locks: ({ rollback }) => ({ organisation: "shared", rollback }),
  load: async (tx, { rollback: id }, { now, actor }) => {
    const loaded = await loadRollback(tx, { id, now, actor });
    const escalation = await loadEscalation(tx, loaded.rollback);
    return { ...loaded, escalation, told: await toldOf(tx, loaded.rollback) };
  },
  allow: (actor, { authority, told }) => mayAcknowledge(authority, actor, told),
  run: async ({ tx, input, facts: { authority, rollback, escalation }, actor, now }) => {
    const until = new Date(input.until);
    const { wait } = escalation;
    if (wait === null || escalationDue({ escalation }) === null)
      throw new AppError("conflict", "Nothing is escalated now.");
    if (until <= now || until.getTime() > now.getTime() + longestMs)
      throw fieldError("/until", "It is silenced for a while to come.", "a time within the next four hours");
    const level = reachedLevel(wait);
    await tx.rollbackSilence.create({
      data: {
        id: newId(),
        rollbackId: rollback.id,
        wait: escalation.number,
        level,
        until,
        by: requirePerson(actor).id,
        at: now,
      },
    });
    const silences = [...wait.silences, { level, until: until.getTime() }];
    const silent = { ...escalation, wait: { ...wait, silences } };
    await tx.rollback.update({ where: { id: rollback.id }, data: escalationColumns(silent) });
    const silenced = escalationSilenced({
      releaseId: authority.release.id,
      rollback: rollback.id,
      drill: rollback.drillId,
      policy: policyOf(authority),
      level,
      until,
    });
    return { value: { id: rollback.id, state: rollback.state }, entries: [silenced] };
  },
});
