import { policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { fieldError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { refuseOvertaken } from "@/lib/platform/overtaken";
import { holdsNow } from "@/lib/platform/ranges";
import { loadOrganisation } from "@/lib/policy/queries";
import { canOnRelease, loadAuthority, onRelease } from "./authority";
import { rolesAssigned } from "./events";
import { championRole } from "./model";
import { loadRoleBook, resolveRole } from "./role-book";
import { rolesDigest } from "./role-queries";
import { assertState } from "./rules";
import { AssignRoles } from "./schemas";
import { type Assignee, memberId, writeAssignment } from "./store";

type RoleMembers = Record<string, Assignee[]>;
type HeldRoles = Record<string, { member: Assignee; name: string }[]>;

/** Says anew who holds the roles that are named; who is left out loses the role by revocation. */
export const assignRoles = command({
  name: "role.assign",
  input: AssignRoles,
  scope: "releases",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: async (tx, { release, roles }, { now, actor }) => {
    const authority = await loadAuthority(tx, { slug: release, now, actor });
    const organisation = await loadOrganisation(tx, now);
    return {
      authority,
      book: await loadRoleBook(tx, { organisation, names: Object.values(roles).flat() }),
      held: await assignedNow(tx, authority.release.id),
    };
  },
  allow: (actor, { authority }) => canOnRelease(authority, actor, "role.assign"),
  subject: ({ authority, held }, { roles }) =>
    onRelease(authority, { roles, held: rolesDigest(namesOf(held)) }),
  run: async ({ tx, input, facts: { authority, book, held }, now }) => {
    assertState("role.assign", authority.version);
    refuseOvertaken(input.expected, rolesDigest(namesOf(held)));
    const releaseId = authority.release.id;
    const given: RoleMembers = {};
    const revoked: RoleMembers = {};
    for (const [role, names] of Object.entries(input.roles)) {
      const wanted = resolveRole(book, { role, names, path: `/roles/${role}` });
      if (role === championRole && wanted.length === 0)
        throw fieldError(`/roles/${role}`, "A release has a champion.", "at least one person");
      const has = (held[role] ?? []).map(({ member }) => member);
      given[role] = without(wanted, has);
      revoked[role] = without(has, wanted);
    }
    for (const [members, isGiven] of [
      [revoked, false],
      [given, true],
    ] as const)
      for (const [role, list] of Object.entries(members))
        for (const member of list)
          await writeAssignment(tx, { releaseId, role, member, given: isGiven, now });
    const changes = { given: onlyFilled(given), revoked: onlyFilled(revoked) };
    return {
      value: { roles: Object.keys(input.roles) },
      entries: [rolesAssigned({ releaseId, policy: policyOf(authority), ...changes })],
    };
  },
});

async function assignedNow(tx: Tx, releaseId: string): Promise<HeldRoles> {
  const rows = await tx.$queryRaw<{ role: string; member: Assignee; name: string }[]>(Prisma.sql`
    SELECT a.role_key AS role, COALESCE(p.email, 'team:' || t.key, 'rota:' || o.key) AS name,
      jsonb_strip_nulls(jsonb_build_object('personId', a.person_id, 'teamId', a.team_id, 'rotaId', a.rota_id)) AS member
    FROM role_assignments a LEFT JOIN people p ON p.id = a.person_id LEFT JOIN teams t ON t.id = a.team_id LEFT JOIN rotas o ON o.id = a.rota_id
    WHERE a.release_id = ${releaseId}::uuid AND ${holdsNow("a")}`);
  const held: HeldRoles = {};
  for (const { role, ...one } of rows) held[role] = [...(held[role] ?? []), one];
  return held;
}

function namesOf(held: HeldRoles): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(held).map(([role, members]) => [role, members.map(({ name }) => name)]),
  );
}

function without(members: readonly Assignee[], others: readonly Assignee[]): Assignee[] {
  const ids = new Set(others.map(memberId));
  return members.filter((member) => !ids.has(memberId(member)));
}

function onlyFilled(members: RoleMembers): RoleMembers {
  return Object.fromEntries(Object.entries(members).filter(([, list]) => list.length > 0));
}
