import { policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { fieldError } from "@/lib/platform/errors";
import { loadOrganisation } from "@/lib/policy/queries";
import { canOnRelease, loadAuthority } from "./authority";
import { rolesAssigned } from "./events";
import { championRole } from "./model";
import { loadRoleBook, resolveRole } from "./role-book";
import { assertState } from "./rules";
import { AssignRoles } from "./schemas";
import { type Member, memberId, writeAssignment } from "./store";

type RoleMembers = Record<string, Member[]>;

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
  run: async ({ tx, input, facts: { authority, book, held }, now }) => {
    assertState("role.assign", authority.version);
    const releaseId = authority.release.id;
    const given: RoleMembers = {};
    const revoked: RoleMembers = {};
    for (const [role, names] of Object.entries(input.roles)) {
      const wanted = resolveRole(book, { role, names, path: `/roles/${role}` });
      if (role === championRole && wanted.length === 0)
        throw fieldError(`/roles/${role}`, "A release has a champion.", "at least one person");
      const has = held[role] ?? [];
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

async function assignedNow(tx: Tx, releaseId: string): Promise<RoleMembers> {
  const rows = await tx.roleAssignment.findMany({
    where: { releaseId, validTo: null },
    select: { roleKey: true, personId: true, teamId: true },
  });
  const held: RoleMembers = {};
  for (const { roleKey, personId, teamId } of rows) {
    const member = personId !== null ? { personId } : teamId !== null ? { teamId } : null;
    if (member !== null) held[roleKey] = [...(held[roleKey] ?? []), member];
  }
  return held;
}

function without(members: readonly Member[], others: readonly Member[]): Member[] {
  const ids = new Set(others.map(memberId));
  return members.filter((member) => !ids.has(memberId(member)));
}

function onlyFilled(members: RoleMembers): RoleMembers {
  return Object.fromEntries(Object.entries(members).filter(([, list]) => list.length > 0));
}
