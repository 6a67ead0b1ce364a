import { closeRange } from "@/lib/platform/close-range";
import type { Reader, Tx } from "@/lib/platform/db";
import { AppError, fieldError, notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { emailKey } from "@/lib/platform/names";
import { holdsNow } from "@/lib/platform/ranges";
import { endDelegationsOf } from "@/lib/policy/delegation-store";
import { type AccessLevelName, levelOf } from "./actor";

export interface StoredPerson {
  id: string;
  name: string;
  email: string;
  /** null: disabled. */
  access: AccessLevelName | null;
  /** Whether it stands for nobody any more. */
  isErased: boolean;
}

/** People by address as they stand; those who are not there are left out. */
export async function findPeople(db: Reader, emails: readonly string[]): Promise<Map<string, StoredPerson>> {
  const keys = emails.map(emailKey);
  const rows = await db.$queryRaw<(Omit<StoredPerson, "access"> & { level: string | null })[]>(Prisma.sql`
    SELECT p.id, p.name, p.email, p.erased_at IS NOT NULL AS "isErased", a.level FROM people p LEFT JOIN access_levels a ON a.person_id = p.id AND ${holdsNow("a")}
    WHERE p.email = ANY(${keys})`);
  return new Map(
    rows.map(({ level, ...row }) => [row.email, { ...row, access: level === null ? null : levelOf(level) }]),
  );
}

/** A person by address; refused where nobody has it. */
export async function getPerson(db: Reader, email: string): Promise<StoredPerson> {
  const person = (await findPeople(db, [email])).get(emailKey(email));
  if (person === undefined) throw notFound("person with this address");
  return person;
}

/** A person that a field names, who must be enabled. */
export function namedPerson(
  people: ReadonlyMap<string, StoredPerson>,
  email: string,
  path: string,
): StoredPerson {
  const person = people.get(emailKey(email));
  if (person === undefined)
    throw fieldError(path, `${path}: nobody here has the address ${email}.`, "the address of a person");
  if (person.access === null)
    throw fieldError(path, `${path}: ${email} is disabled.`, "the address of a person who is not disabled");
  return person;
}

/** Gives an access level from now on; null takes it away. */
export async function setAccessLevel(
  tx: Tx,
  { personId, level, now }: { personId: string; level: AccessLevelName | null; now: Date },
): Promise<void> {
  const validFrom = await closeRange(tx, {
    table: "access_levels",
    series: Prisma.sql`person_id = ${personId}::uuid`,
    now,
  });
  if (level !== null) await tx.accessLevel.create({ data: { id: newId(), personId, level, validFrom } });
}

interface Place {
  teamId: string;
  personId: string;
  now: Date;
}

export async function addMember(
  tx: Tx,
  { lead, source = "hand", ...place }: Place & { lead: boolean; source?: "hand" | "provider" },
): Promise<void> {
  const validFrom = await removeMember(tx, place);
  const { teamId, personId } = place;
  await tx.teamMember.create({ data: { id: newId(), teamId, personId, lead, source, validFrom } });
}

/** Ends a place by somebody's decision: where a group of the provider gave it, that group does not bring the person back. */
export async function removeMemberByHand(tx: Tx, { teamId, personId, now }: Place): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    UPDATE team_members m SET valid_to = GREATEST(valid_from, ${now}), ended = CASE source WHEN 'provider' THEN 'hand' END
    WHERE team_id = ${teamId}::uuid AND person_id = ${personId}::uuid AND ${holdsNow("m")}`);
}

/** Answers when the next membership may begin. */
export function removeMember(tx: Tx, { teamId, personId, now }: Place): Promise<Date> {
  return closeRange(tx, {
    table: "team_members",
    series: Prisma.sql`team_id = ${teamId}::uuid AND person_id = ${personId}::uuid`,
    now,
  });
}

/** What a person holds roles by, or signs by for another, ended for good: being enabled again does not bring votes back that stopped counting. */
export async function endPlaces(
  tx: Tx,
  personId: string,
  now: Date,
): Promise<{ teams: string[]; roles: string[]; assignments: number; delegations: string[] }> {
  const end = Prisma.sql`valid_to = GREATEST(valid_from, ${now}) WHERE person_id = ${personId}::uuid AND ${holdsNow("x")}`;
  const teams = await tx.$queryRaw<{ id: string }[]>(
    Prisma.sql`UPDATE team_members x SET ${end} RETURNING team_id AS id`,
  );
  const roles = await tx.$queryRaw<{ key: string }[]>(
    Prisma.sql`UPDATE pool_entries x SET ${end} RETURNING role_key AS key`,
  );
  const assignments = await tx.$executeRaw(
    Prisma.sql`UPDATE role_assignments x SET ended = 'revoked', ${end}`,
  );
  const delegations = await endDelegationsOf(tx, personId, now);
  return {
    teams: teams.map(({ id }) => id).sort(),
    roles: roles.map(({ key }) => key).sort(),
    assignments,
    delegations,
  };
}

/** When a credential ends, from what was asked; refused where that is past or later than `latest`. */
export function endOfToken(
  asked: string | undefined,
  { now, latest }: { now: Date; latest: Date | null },
): Date | null {
  const end = asked === undefined ? latest : new Date(asked);
  if (end !== null && end <= now)
    throw fieldError("/expiresAt", "expiresAt: is past; expected a time to come", "a time to come");
  if (latest !== null && end !== null && end > latest) {
    throw fieldError(
      "/expiresAt",
      "expiresAt: the new token would outlive the one that asks for it",
      `at most ${latest.toISOString()}`,
    );
  }
  return end;
}

export async function revokeOneToken(
  tx: Tx,
  { id, owner, now }: { id: string; owner: { personId: string } | { machineId: string }; now: Date },
): Promise<void> {
  const revoked = await tx.token.updateMany({
    where: { id, ...owner, revokedAt: null },
    data: { revokedAt: now },
  });
  if (revoked.count === 1) return;
  const known = await tx.token.count({ where: { id, ...owner } });
  if (known === 0) throw notFound("such token");
  throw new AppError("conflict", "This token was revoked already.");
}

export async function revokeTokens(
  tx: Tx,
  owner: { personId: string } | { machineId: string },
  now: Date,
): Promise<string[]> {
  const rows = await tx.token.findMany({ where: { ...owner, revokedAt: null }, select: { id: true } });
  await tx.token.updateMany({ where: { ...owner, revokedAt: null }, data: { revokedAt: now } });
  return rows.map(({ id }) => id).sort();
}
