import { digestOf } from "@/lib/bundles/digest";
import { findPeople, namedPerson } from "@/lib/identity/store";
import { closeRange } from "@/lib/platform/close-range";
import type { Reader, Tx } from "@/lib/platform/db";
import { fieldError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import type { PoolMembers } from "./events";
import type { Organisation } from "./organisation";

/** Ids of what a pool's list names; refuses who or what is not there, and what stands twice. */
export async function readPool(
  tx: Reader,
  { pool, organisation }: { pool: readonly string[]; organisation: Organisation },
): Promise<PoolMembers> {
  const isTeam = (text: string) => text.startsWith("team:");
  const people = await findPeople(
    tx,
    pool.filter((text) => !isTeam(text)),
  );
  const ids = pool.map((text, at) => {
    const path = `/pool/${at}`;
    if (!isTeam(text)) return namedPerson(people, text, path).id;
    const team = organisation.teams.find(({ key }) => key === text.slice(5));
    if (team === undefined)
      throw fieldError(path, `${path}: there is no team ${text.slice(5)}.`, "the key of a team");
    return team.id;
  });
  const twice = ids.findIndex((id, at) => ids.indexOf(id) !== at);
  if (twice !== -1)
    throw fieldError(`/pool/${twice}`, `pool: ${pool[twice] ?? ""} stands twice.`, "each once");
  return {
    people: ids.filter((_, at) => !isTeam(pool[at] ?? "")).sort(),
    teams: ids.filter((_, at) => isTeam(pool[at] ?? "")).sort(),
  };
}

/** The members that hold now. */
export function poolOf({ pool }: Organisation, role: string): PoolMembers {
  const own = pool.filter((entry) => entry.role === role);
  return {
    people: own.flatMap(({ personId }) => (personId === null ? [] : [personId])).sort(),
    teams: own.flatMap(({ teamId }) => (teamId === null ? [] : [teamId])).sort(),
  };
}

/** By what a pool is known to have stayed what it was when somebody read it. */
export function poolDigest({ people, teams }: PoolMembers): string {
  return digestOf({ people, teams });
}

/** What is in the first and not in the second. */
export function without(one: PoolMembers, other: PoolMembers): PoolMembers {
  return {
    people: one.people.filter((id) => !other.people.includes(id)),
    teams: one.teams.filter((id) => !other.teams.includes(id)),
  };
}

export async function addToPool(
  tx: Tx,
  { role, members, now }: { role: string; members: PoolMembers; now: Date },
): Promise<void> {
  for (const personId of members.people) {
    const validFrom = await closeEntry(tx, { role, id: personId, now });
    await tx.poolEntry.create({ data: { id: newId(), roleKey: role, personId, validFrom } });
  }
  for (const teamId of members.teams) {
    const validFrom = await closeEntry(tx, { role, id: teamId, now });
    await tx.poolEntry.create({ data: { id: newId(), roleKey: role, teamId, validFrom } });
  }
}

export async function removeFromPool(
  tx: Tx,
  { role, members, now }: { role: string; members: PoolMembers; now: Date },
): Promise<void> {
  for (const id of [...members.people, ...members.teams]) await closeEntry(tx, { role, id, now });
}

function closeEntry(tx: Tx, { role, id, now }: { role: string; id: string; now: Date }): Promise<Date> {
  return closeRange(tx, {
    table: "pool_entries",
    series: Prisma.sql`role_key = ${role} AND COALESCE(person_id, team_id) = ${id}::uuid`,
    now,
  });
}
