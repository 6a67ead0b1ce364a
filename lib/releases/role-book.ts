import type { Tx } from "@/lib/platform/db";
import { AppError, fieldError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { emailKey } from "@/lib/platform/names";
import { holdsNow } from "@/lib/platform/ranges";
import { covers } from "@/lib/policy/holdings";
import type { Organisation } from "@/lib/policy/queries";
import { type Assignee, type Member, memberId } from "./store";

/** What names of people, teams and rotas are looked up in. */
export interface RoleBook {
  organisation: Organisation;
  /** By key; people by id. */
  rotas: Map<string, { id: string; people: { id: string; email: string }[] }>;
  /** By address. */
  people: Map<string, { id: string; isEnabled: boolean }>;
}

/** The organisation with the people whose addresses are named. */
export async function loadRoleBook(
  tx: Tx,
  { organisation, names }: { organisation: Organisation; names: readonly string[] },
): Promise<RoleBook> {
  const emails = names.filter((name) => !name.includes(":")).map(emailKey);
  const rows = await tx.$queryRaw<{ id: string; email: string; isEnabled: boolean }[]>(Prisma.sql`
    SELECT p.id, p.email, EXISTS (SELECT 1 FROM access_levels a WHERE a.person_id = p.id AND ${holdsNow("a")}) AS "isEnabled"
    FROM people p WHERE p.email = ANY(${emails})`);
  return {
    organisation,
    rotas: await findRotas(tx, names),
    people: new Map(rows.map(({ email, ...row }) => [email, row])),
  };
}

async function findRotas(tx: Tx, names: readonly string[]): Promise<RoleBook["rotas"]> {
  const keys = names.flatMap((name) => (name.startsWith("rota:") ? name.slice(5) : []));
  if (keys.length === 0) return new Map();
  const rows = await tx.$queryRaw<
    { id: string; key: string; people: { id: string; email: string }[] }[]
  >(Prisma.sql`
    SELECT r.id, r.key, (SELECT jsonb_agg(jsonb_build_object('id', p.id, 'email', p.email) ORDER BY p.email) FROM people p WHERE p.id = ANY(v.people)) AS people
    FROM rotas r JOIN rota_versions v ON v.rota_id = r.id AND ${holdsNow("v")} WHERE r.key = ANY(${keys})`);
  return new Map(rows.map(({ key, ...row }) => [key, row]));
}

/** The person or team of a name; refused where there is none, or the person is disabled. */
export function resolveMember(book: RoleBook, { name, path }: { name: string; path: string }): Member {
  if (name.startsWith("team:")) {
    const team = book.organisation.teams.find(({ key }) => key === name.slice(5));
    if (team === undefined)
      throw fieldError(path, `There is no team ${name.slice(5)}.`, "team: and the key of a team");
    return { teamId: team.id };
  }
  const person = book.people.get(emailKey(name));
  if (person === undefined)
    throw fieldError(path, `Nobody has the address ${name}.`, "the address of a person");
  if (!person.isEnabled)
    throw fieldError(path, `${name} is disabled.`, "the address of a person who is not disabled");
  return { personId: person.id };
}

/** Members of one role, each from its pool; a release appoints nobody else. */
export function resolveRole(
  book: RoleBook,
  { role, names, path }: { role: string; names: readonly string[]; path: string },
): Assignee[] {
  if (!book.organisation.roles.some(({ key }) => key === role))
    throw fieldError(path, `There is no role ${role}.`, "the key of a role of the organisation");
  const members: Assignee[] = [];
  for (const [index, name] of names.entries()) {
    const at = `${path}/${index}`;
    if (name.startsWith("rota:")) {
      const rota = resolveRota(book, { role, name, path: at });
      if (members.every((other) => memberId(other) !== rota.rotaId)) members.push(rota);
      continue;
    }
    const member = resolveMember(book, { name, path: at });
    if (!isInPool(book.organisation, { role, member }))
      throw new AppError("not-in-pool", `${name} is not in the pool of ${role}.`, {
        faults: [
          { path: at, message: `is not in the pool of ${role}`, expected: `somebody in the pool of ${role}` },
        ],
      });
    if (members.every((other) => memberId(other) !== memberId(member))) members.push(member);
  }
  return members;
}

/** Everybody on it must be in the pool, since each of them will be on shift. */
function resolveRota(
  book: RoleBook,
  { role, name, path }: { role: string; name: string; path: string },
): { rotaId: string } {
  const rota = book.rotas.get(name.slice(5));
  if (rota === undefined)
    throw fieldError(path, `There is no rota ${name.slice(5)}.`, "rota: and the key of a rota");
  const outside = rota.people.filter(({ id }) => !isEligible(book.organisation, { role, personId: id }));
  if (outside.length === 0) return { rotaId: rota.id };
  const names = outside.map(({ email }) => email).join(", ");
  throw new AppError("not-in-pool", `On ${name}, not in the pool of ${role}: ${names}.`, {
    faults: [
      { path, message: `has ${names}, not in the pool of ${role}`, expected: "a rota of people in the pool" },
    ],
  });
}

/** A team is in a pool by itself, or where each of its members is. */
function isInPool(organisation: Organisation, { role, member }: { role: string; member: Member }): boolean {
  if ("personId" in member) return isEligible(organisation, { role, personId: member.personId });
  if (organisation.pool.some((entry) => entry.role === role && entry.teamId === member.teamId)) return true;
  const members = membersOf(organisation.teams, member.teamId);
  return members.length > 0 && members.every((personId) => isEligible(organisation, { role, personId }));
}

function isEligible(
  organisation: Organisation,
  { role, personId }: { role: string; personId: string },
): boolean {
  const now = organisation.now.getTime();
  return organisation.holdings.some(
    (each) => each.role === role && each.personId === personId && covers(each, now),
  );
}

function membersOf(teams: Organisation["teams"], teamId: string): string[] {
  return teams.find(({ id }) => id === teamId)?.members.map(({ personId }) => personId) ?? [];
}
