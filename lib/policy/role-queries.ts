import type { Reader } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { holdersOf } from "./can";
import { loadOrganisation } from "./queries";
import { warningsOf } from "./rights-warnings";
import type { RightsRow } from "./model";
import type { RoleAnswer, Warning } from "./schemas";

/** Every role with its pool and those who are in it now. */
export async function listRoles(db: Reader, now: Date): Promise<RoleAnswer[]> {
  const organisation = await loadOrganisation(db, now);
  const { people, teams, holdings } = organisation;
  const emails = new Map(people.map(({ id, email }) => [id, email]));
  const keys = new Map(teams.map(({ id, key }) => [id, `team:${key}`]));
  return organisation.roles.map(({ key, title }) => {
    const own = organisation.pool.filter(({ role }) => role === key);
    const pool = own.flatMap(
      ({ personId, teamId }) => emails.get(personId ?? "") ?? keys.get(teamId ?? "") ?? [],
    );
    const holders = holdersOf({ role: key, holdings, people, now: now.getTime() });
    return { key, title, pool: pool.sort(), holders: holders.map(({ name, email }) => ({ name, email })) };
  });
}

/** The organisation's table in force, with what it leaves to nobody. */
export async function getRights(
  db: Reader,
  now: Date,
): Promise<{ version: number; digest: string; rights: RightsRow[]; warnings: Warning[]; validFrom: string }> {
  const organisation = await loadOrganisation(db, now);
  const { rights } = organisation;
  if (rights === null) throw notFound("table of rights yet; PUT /rights gives the first one");
  const { validFrom } = await db.rightsVersion.findUniqueOrThrow({ where: { id: rights.id } });
  return {
    version: rights.version,
    digest: rights.digest,
    rights: rights.rows,
    warnings: warningsOf(organisation),
    validFrom: validFrom.toISOString(),
  };
}
