import { policyOf } from "@/lib/gates/load-gates";
import type { Tx } from "@/lib/platform/db";
import type { EntryDraft } from "@/lib/platform/ledger";
import type { Telling } from "@/lib/policy/escalation-rule";
import { keptLevels, writeTelling } from "./escalation-store";
import { rollbackEscalated } from "./events";
import type { LoadedRollback } from "./load-rollback";
import type { RollbackState } from "./model";
import { toldPeople } from "./told-people";

/** Tells a level of the escalation: whoever it means at this moment and who sees the release. It may be nobody, which is recorded. */
export async function tellLevel(
  tx: Tx,
  {
    loaded,
    state,
    wait,
    telling,
    now,
  }: { loaded: LoadedRollback; state: RollbackState; wait: number; telling: Telling; now: Date },
): Promise<{ isReached: boolean; draft: EntryDraft }> {
  const { rollback, authority } = loaded;
  const { levels, policy } = await keptLevels(tx, rollback);
  const level = levels[telling.level - 1];
  if (level === undefined) throw new Error(`the policy has no level ${telling.level}`);
  const told = await toldPeople(tx, loaded, { level, state });
  const people = told.map(({ id }) => id).sort();
  const { channel } = level;
  await writeTelling(tx, { rollback: rollback.id, wait, telling, channel, people, now });
  const draft = rollbackEscalated({
    releaseId: authority.release.id,
    rollback: rollback.id,
    drill: rollback.drillId,
    policy: { ...policyOf(authority), escalation: String(policy.version) },
    level: telling.level,
    repetition: telling.number,
    channel,
    state,
    people,
  });
  return { isReached: people.length > 0, draft };
}
