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
