import type { EntryDraft } from "@/lib/platform/ledger";
import type { AccessLevelName } from "./actor";

interface PersonNamed {
  id: string;
  name: string;
  email: string;
}

export function personCreated(person: PersonNamed, access: AccessLevelName): EntryDraft {
  return {
    type: "person.created",
    version: 1,
    subjects: { person: person.id },
    after: access,
    texts: { name: person.name, email: person.email },
  };
}

export function accessChanged(
  person: { id: string },
  change: { before: AccessLevelName; after: AccessLevelName },
): EntryDraft {
  return {
    type: "access.changed",
    version: 1,
    subjects: { person: person.id },
    before: change.before,
    after: change.after,
  };
}

/** What was ended with the access stands in it, so that the entry alone tells what the person lost. */
export function personDisabled(
  person: { id: string },
  ended: {
    access: AccessLevelName;
    sessions: number;
    tokens: string[];
    teams: string[];
    roles: string[];
    assignments: number;
    delegations: string[];
    /** Whether they had one. */
    calendarAddress: boolean;
    /** Ids of those that were open. */
    shareLinks: string[];
  },
): EntryDraft {
  const { access, shareLinks, ...rest } = ended;
  // Entries from before there were any say nothing of them.
  const payload = { ...rest, ...(shareLinks.length > 0 && { shareLinks }) };
  return {
    type: "person.disabled",
    version: 1,
    subjects: { person: person.id },
    before: access,
    after: null,
    payload,
  };
}

export function personEnabled(person: { id: string }, access: AccessLevelName): EntryDraft {
  return { type: "person.enabled", version: 1, subjects: { person: person.id }, before: null, after: access };
}

/** Names the id alone: what there was is what can no longer be found. The reason does not name them either. */
export function personErased(
  person: { id: string },
  { reason, erased }: { reason: string; erased: Record<string, number> },
): EntryDraft {
  return {
    type: "person.erased",
    version: 1,
    subjects: { person: person.id },
    payload: { erased },
    texts: { reason },
  };
}

export function personInvited(person: { id: string }, expiresAt: Date): EntryDraft {
  return {
    type: "person.invited",
    version: 1,
    subjects: { person: person.id },
    payload: { expiresAt: expiresAt.toISOString() },
  };
}

export function passwordSet(
  person: { id: string },
  { by, sessions }: { by: "activation" | "change" | "set-up"; sessions: number },
): EntryDraft {
  return {
    type: "password.set",
    version: 1,
    subjects: { person: person.id },
    payload: { by, sessionsEnded: sessions },
  };
}

interface TokenFacts {
  id: string;
  scopes: readonly string[];
  expiresAt: Date | null;
  name: string;
}
type Owner = { person: string } | { machine: string };

export function tokenCreated(token: TokenFacts, owner: Owner): EntryDraft {
  return {
    type: "token.created",
    version: 1,
    subjects: { token: token.id, ...owner },
    payload: { scopes: [...token.scopes], expiresAt: token.expiresAt?.toISOString() ?? null },
    texts: { name: token.name },
  };
}

export function tokenRevoked(token: { id: string }, owner: Owner): EntryDraft {
  return { type: "token.revoked", version: 1, subjects: { token: token.id, ...owner } };
}

export function machineRegistered(
  machine: { id: string; key: string; title: string },
  owner: { id: string; key: string },
): EntryDraft {
  return {
    type: "machine.registered",
    version: 1,
    subjects: { machine: machine.id, team: owner.id },
    payload: { key: machine.key, owner: owner.key },
    texts: { title: machine.title },
  };
}

export function machineDisabled(machine: { id: string; key: string }, tokens: string[]): EntryDraft {
  return {
    type: "machine.disabled",
    version: 1,
    subjects: { machine: machine.id },
    payload: { key: machine.key, tokens },
  };
}

interface Member {
  personId: string;
  lead: boolean;
}

export function teamCreated(
  team: { id: string; key: string; title: string },
  members: readonly Member[],
): EntryDraft {
  return {
    type: "team.created",
    version: 1,
    subjects: { team: team.id },
    payload: { key: team.key, members },
    texts: { title: team.title },
  };
}

/** `inPool`: roles are held by way of the team, so it was a decision on a pool. */
export function memberAdded(
  team: { id: string; key: string },
  { member, before, inPool }: { member: Member; before: Member | null; inPool: boolean },
): EntryDraft {
  return {
    type: before === null ? "team.member-added" : "team.member-changed",
    version: 1,
    subjects: { team: team.id, person: member.personId },
    before: before === null ? null : place(before),
    after: place(member),
    payload: { team: team.key, inPool },
  };
}

export function memberRemoved(
  team: { id: string; key: string },
  { member, inPool }: { member: Member; inPool: boolean },
): EntryDraft {
  return {
    type: "team.member-removed",
    version: 1,
    subjects: { team: team.id, person: member.personId },
    before: place(member),
    after: null,
    payload: { team: team.key, inPool },
  };
}

function place({ lead }: Member): string {
  return lead ? "lead" : "member";
}

/** By a group of the provider; version 2 says which. */
export function memberBroughtIn(
  team: { id: string; key: string },
  { personId, group, inPool }: { personId: string; group: string; inPool: boolean },
): EntryDraft {
  return {
    type: "team.member-added",
    version: 2,
    subjects: { team: team.id, person: personId },
    before: null,
    after: "member",
    payload: { team: team.key, inPool, source: "provider", group },
  };
}

/** A group of the provider no longer holds who came in by it. */
export function memberLeftGroup(
  team: { id: string; key: string },
  { personId, inPool }: { personId: string; inPool: boolean },
): EntryDraft {
  return {
    type: "team.member-removed",
    version: 2,
    subjects: { team: team.id, person: personId },
    before: "member",
    after: null,
    payload: { team: team.key, inPool, source: "provider" },
  };
}

/** `inPool` and `byLeads`: whether it decides who is in a pool, and whether those decided it who may. */
export function teamGroupsSet(
  team: { id: string; key: string },
  change: { before: readonly string[]; after: readonly string[]; inPool: boolean; byLeads: boolean },
): EntryDraft {
  const { before, after, ...payload } = change;
  return {
    type: "team.groups-set",
    version: 1,
    subjects: { team: team.id },
    payload: { team: team.key, before: [...before], after: [...after], ...payload },
  };
}
