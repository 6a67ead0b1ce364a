import type { Tx } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import type { Organisation, TeamFact } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";

export interface MachineFacts {
  organisation: Organisation;
  machine: { id: string; key: string; disabledAt: Date | null };
  team: TeamFact;
}

/** A machine with the team that owns it. */
export async function loadMachine(tx: Tx, key: string, now: Date): Promise<MachineFacts> {
  const machine = await tx.machine.findUnique({ where: { key } });
  if (machine === null) throw notFound("machine with this key");
  const organisation = await loadOrganisation(tx, now);
  const team = organisation.teams.find(({ id }) => id === machine.ownerTeamId);
  if (team === undefined) throw new Error("a machine without its team");
  return { organisation, machine, team };
}
