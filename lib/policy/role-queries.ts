import type { Reader } from "@/lib/platform/db";
import { digestOf } from "@/lib/bundles/digest";
import { notFound } from "@/lib/platform/errors";
import { forcedOn, shownForced } from "@/lib/releases/forced-tightening";
import { loadRunning } from "@/lib/releases/running-store";
import { holdersOf } from "./can";
import type { Actor } from "@/lib/identity/actor";
import { poolDigest, poolOf } from "./pool-members";
import { mayPutRights, refuseUnknownRoles } from "./put-rights";
import { loadOrganisation } from "./queries";
import { rightsDifference } from "./rights-difference";
import { warningsOf } from "./rights-warnings";
import type { RightsRow } from "./model";
import type { RightsDifferenceAnswer, RoleAnswer, Warning } from "./schemas";

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
    return {
      key,
      title,
      pool: pool.sort(),
      poolDigest: poolDigest(poolOf(organisation, key)),
      holders: holders.map(({ name, email }) => ({ name, email })),
    };
  });
}

export interface RightsInForce {
  version: number;
  digest: string;
  rights: RightsRow[];
  warnings: Warning[];
  validFrom: string;
  by: { name: string; email: string } | null;
}

/** The organisation's table in force, with what it leaves to nobody. */
export async function getRights(db: Reader, now: Date): Promise<RightsInForce> {
  const organisation = await loadOrganisation(db, now);
  const { rights } = organisation;
  if (rights === null) throw notFound("table of rights yet; PUT /rights gives the first one");
  const { validFrom, changedBy } = await db.rightsVersion.findUniqueOrThrow({ where: { id: rights.id } });
  const by =
    changedBy === null
      ? null
      : await db.person.findUnique({ where: { id: changedBy }, select: { name: true, email: true } });
  return {
    version: rights.version,
    digest: rights.digest,
    rights: rights.rows,
    warnings: warningsOf(organisation),
    validFrom: validFrom.toISOString(),
    by,
  };
}

/** What putting a table would change, whether that loosens, what it would leave to nobody, and who may put it. */
export async function differenceToRights(
  db: Reader,
  { rights: rows, actor, now }: { rights: RightsRow[]; actor: Actor; now: Date },
): Promise<RightsDifferenceAnswer> {
  const organisation = await loadOrganisation(db, now);
  refuseUnknownRoles(organisation, rows);
  const verdict = mayPutRights(organisation, actor, rows);
  const then = { id: "", version: 0, digest: "", rows };
  const inForce = organisation.rights;
  const difference = rightsDifference(inForce?.rows ?? [], rows);
  const isSame = inForce !== null && inForce.digest === digestOf({ rights: rows });
  return {
    ...difference,
    runningReleases: difference.tightens
      ? shownForced(forcedOn(await loadRunning(db, actor), { id: isSame ? inForce.id : null, rows }))
      : null,
    warnings: warningsOf({ ...organisation, rights: then }),
    may: verdict.allowed,
    reason: verdict.allowed ? null : verdict.reason,
    whoMay: verdict.allowed ? [] : verdict.whoMay.map(({ name, email }) => ({ name, email })),
  };
}
