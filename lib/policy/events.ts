import type { EntryDraft } from "@/lib/platform/ledger";

/** Ids of people and teams, sorted. */
export interface PoolMembers {
  people: string[];
  teams: string[];
}

export function roleCreated(role: { key: string; title: string }, pool: PoolMembers): EntryDraft {
  return {
    type: "role.created",
    version: 1,
    subjects: { role: role.key },
    payload: { pool: { ...pool } },
    texts: { title: role.title },
  };
}

export function poolChanged(
  role: string,
  change: { added: PoolMembers; removed: PoolMembers; rights: string | null },
): EntryDraft {
  const { added, removed, rights } = change;
  return {
    type: "pool.changed",
    version: 1,
    subjects: { role },
    policy: { rights },
    payload: { added: { ...added }, removed: { ...removed } },
  };
}

export function rightsChanged(change: {
  version: number;
  before: string | null;
  after: string;
  warnings: { code: string; decision: string }[];
}): EntryDraft {
  const { version, before, after, warnings } = change;
  return {
    type: "rights.changed",
    version: 1,
    subjects: { rights: String(version) },
    before,
    after,
    policy: { rights: before },
    payload: { version, warnings: warnings.map(({ code, decision }) => ({ code, decision })) },
  };
}

/** The table in force holds for running releases, too; which ones stands in an entry of each. */
export function rightsEnforced({
  version,
  digest,
  reason,
}: {
  version: number;
  digest: string;
  reason: string;
}): EntryDraft {
  return {
    type: "rights.enforced",
    version: 1,
    subjects: { rights: String(version) },
    after: digest,
    policy: { rights: digest },
    payload: { version },
    texts: { reason },
  };
}

/** The organisation's escalation policy; `unreached` are levels that reach nobody at some time soon, by place in the document. */
export function escalationChanged(change: {
  version: number;
  before: string;
  after: string;
  tightens: boolean;
  unreached: string[];
  rights: string | null;
}): EntryDraft {
  const { version, before, after, tightens, unreached, rights } = change;
  return {
    type: "escalation.changed",
    version: 1,
    subjects: { escalation: String(version) },
    before,
    after,
    policy: { rights },
    payload: { version, tightens, unreached: [...unreached] },
  };
}

/** People by id. */
export function rotaCreated(rota: {
  key: string;
  title: string;
  team: string;
  people: string[];
  after: string;
}): EntryDraft {
  const { key, title, team, people, after } = rota;
  return {
    type: "rota.created",
    version: 1,
    subjects: { rota: key, team },
    after,
    payload: { people: [...people] },
    texts: { title },
  };
}

export function rotaChanged(change: {
  key: string;
  version: number;
  people: string[];
  before: string;
  after: string;
}): EntryDraft {
  const { key, version, people, before, after } = change;
  return {
    type: "rota.changed",
    version: 1,
    subjects: { rota: key },
    before,
    after,
    payload: { version, people: [...people] },
  };
}

export function shiftOverridden(override: {
  key: string;
  id: string;
  personId: string;
  from: string;
  to: string;
  reason: string;
}): EntryDraft {
  const { key, id, personId, from, to, reason } = override;
  return {
    type: "shift.overridden",
    version: 1,
    subjects: { rota: key, override: id, person: personId },
    payload: { from, to },
    texts: { reason },
  };
}

export function overrideEnded({ key, id }: { key: string; id: string }): EntryDraft {
  return { type: "override.ended", version: 1, subjects: { rota: key, override: id } };
}

/** By digests: when somebody works is their own, and goes with them. null: they go by the organisation's. */
export function ownHoursChanged(change: {
  person: string;
  before: string | null;
  after: string | null;
}): EntryDraft {
  const { person, before, after } = change;
  return { type: "own-hours.changed", version: 1, subjects: { person }, before, after };
}

export function workingHoursChanged({
  before,
  after,
}: {
  before: string | null;
  after: string | null;
}): EntryDraft {
  return { type: "working-hours.changed", version: 1, subjects: {}, before, after };
}
