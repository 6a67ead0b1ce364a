import type { Tx } from "@/lib/platform/db";
import { AppError, fieldError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { emailKey } from "@/lib/platform/names";
import { holdsNow } from "@/lib/platform/ranges";
import { covers } from "@/lib/policy/holdings";
import type { Organisation } from "@/lib/policy/queries";
import { type Member, memberId } from "./store";

/** What names of people and teams are looked up in. */
export interface RoleBook {
  organisation: Organisation;
  /** By address. */
  people: Map<string, { id: string; isEnabled: boolean }>;
}

/** The organisation with the people whose addresses are named. */
export async function loadRoleBook(
  tx: Tx,
  { organisation, names }: { organisation: Organisation; names: readonly string[] },
): Promise<RoleBook> {
  const emails = names.filter((name) => !name.startsWith("team:")).map(emailKey);
  const rows = await tx.$queryRaw<{ id: string; email: string; isEnabled: boolean }[]>(Prisma.sql`
    SELECT p.id, p.email, EXISTS (SELECT 1 FROM access_levels a WHERE a.person_id = p.id AND ${holdsNow("a")}) AS "isEnabled"
    FROM people p WHERE p.email = ANY(${emails})`);
  return { organisation, people: new Map(rows.map(({ email, ...row }) => [email, row])) };
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
): Member[] {
  if (!book.organisation.roles.some(({ key }) => key === role))
    throw fieldError(path, `There is no role ${role}.`, "the key of a role of the organisation");
  const members: Member[] = [];
  for (const [index, name] of names.entries()) {
    const at = `${path}/${index}`;
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
