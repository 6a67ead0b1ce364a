import type { Reader } from "@/lib/platform/db";
import { loadDirectory } from "@/lib/policy/escalation-directory";
import type { EscalationLevel } from "@/lib/policy/escalation-model";
import type { PersonFact } from "@/lib/policy/model";
import { loadOrganisation } from "@/lib/policy/queries";
import { peopleAt, whoSee } from "./escalation";
import type { LoadedRollback } from "./load-rollback";
import type { RollbackState } from "./model";

/** Whom a level tells of a rollback as things stand: whoever it means now, who sees the release. It may be nobody. */
export async function toldPeople(
  db: Reader,
  { rollback, authority }: LoadedRollback,
  { level, state }: { level: EscalationLevel; state: RollbackState },
): Promise<PersonFact[]> {
  const { now, release } = authority;
  const directory = await loadDirectory(db, await loadOrganisation(db, now), [level]);
  const meant = peopleAt({ authority, rollback, state, directory }, level, now.getTime());
  const seeing = await whoSee(db, release.id, meant);
  return meant.filter(({ id }) => seeing.has(id));
}
