import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { isId } from "@/lib/platform/ids";
import { visibleTo } from "@/lib/policy/visible";
import type { GrantView } from "./grant-schemas";

type Row = Omit<GrantView, "from" | "to" | "entry"> & {
  from: Date | null;
  to: Date | null;
  entry: bigint | null;
};

/** Rows by their ids, each with what it gives whom, and the entry by which it came to be: in the order asked for. */
export async function readGrants(db: Reader, actor: Actor, ids: readonly string[]): Promise<GrantView[]> {
  const known = ids.filter(isId);
  const rows = known.length === 0 ? [] : await db.$queryRaw<Row[]>(grantsOf(actor, known));
  return ids.map((id) => {
    const row = rows.find((each) => each.id === id);
    if (row === undefined) return unknown(id);
    const { from, to, entry, ...rest } = row;
    return {
      ...rest,
      from: from?.toISOString() ?? null,
      to: to?.toISOString() ?? null,
      entry: entry === null ? null : Number(entry),
    };
  });
}

function unknown(id: string): GrantView {
  const nothing = { person: null, principal: null, team: null, rota: null, machine: null, release: null };
  return { id, kind: null, role: null, ...nothing, from: null, to: null, entry: null };
}

/** `recorded` and `types` say when, and as what, the ledger took a row in; `subject` and `value` which of several at once it was. */
function grantsOf(actor: Actor, ids: readonly string[]): Prisma.Sql {
  const asked = Prisma.sql`ANY(${[...ids]}::uuid[])`;
  const none = Prisma.sql`NULL::uuid`;
  return Prisma.sql`
    WITH found AS (
      SELECT a.id, 'assignment' AS kind, a.role_key AS role, a.person_id, ${none} AS principal_id, a.team_id, a.rota_id, ${none} AS machine_id, a.release_id,
        a.valid_from AS "from", a.valid_to AS "to", a.valid_from AS recorded, ARRAY['roles.assigned', 'release.created'] AS types, NULL AS subject, NULL AS value
      FROM role_assignments a WHERE a.id = ${asked}
      UNION ALL SELECT e.id, 'pool', e.role_key, e.person_id, ${none}, e.team_id, ${none}, ${none}, ${none},
        e.valid_from, e.valid_to, e.valid_from, ARRAY['pool.changed', 'role.created'], 'role', e.role_key FROM pool_entries e WHERE e.id = ${asked}
      UNION ALL SELECT m.id, 'team', NULL, m.person_id, ${none}, m.team_id, ${none}, ${none}, ${none},
        m.valid_from, m.valid_to, m.valid_from, ARRAY['team.member-added', 'team.member-changed'], 'person', m.person_id::text FROM team_members m WHERE m.id = ${asked}
      UNION ALL SELECT v.id, 'rota', NULL, ${none}, ${none}, ${none}, v.rota_id, ${none}, ${none},
        v.valid_from, v.valid_to, v.valid_from, ARRAY['rota.created', 'rota.changed'], 'rota', o.key FROM rota_versions v JOIN rotas o ON o.id = v.rota_id WHERE v.id = ${asked}
      UNION ALL SELECT v.id, 'override', NULL, v.person_id, ${none}, ${none}, v.rota_id, ${none}, ${none},
        v.starts_at, v.ends_at, v.valid_from, ARRAY['shift.overridden'], 'override', v.id::text FROM rota_overrides v WHERE v.id = ${asked}
      UNION ALL SELECT d.id, 'delegation', d.role_key, d.delegate_id, d.principal_id, ${none}, ${none}, ${none}, d.release_id,
        d.valid_from, LEAST(d.until, (SELECT x.at FROM delegation_revocations x WHERE x.delegation_id = d.id)), d.created_at,
        ARRAY['role.delegated'], 'delegation', d.id::text FROM delegations d WHERE d.id = ${asked}
      UNION ALL SELECT t.id, 'token', NULL, t.person_id, ${none}, ${none}, ${none}, t.machine_id, ${none},
        t.created_at, LEAST(t.revoked_at, t.expires_at), t.created_at, ARRAY['token.created'], 'token', t.id::text FROM tokens t WHERE t.id = ${asked})
    SELECT f.id::text AS id, f.kind, f.role,
      (SELECT jsonb_build_object('name', p.name, 'email', p.email) FROM people p WHERE p.id = f.person_id) AS person,
      (SELECT jsonb_build_object('name', p.name, 'email', p.email) FROM people p WHERE p.id = f.principal_id) AS principal,
      (SELECT jsonb_build_object('key', t.key, 'title', t.title) FROM teams t WHERE t.id = f.team_id) AS team,
      (SELECT jsonb_build_object('key', o.key, 'title', o.title) FROM rotas o WHERE o.id = f.rota_id) AS rota,
      (SELECT jsonb_build_object('key', m.key, 'title', m.title) FROM machines m WHERE m.id = f.machine_id) AS machine,
      CASE WHEN r.id IS NOT NULL THEN jsonb_build_object('slug', r.slug, 'title', r.title) END AS release,
      f."from", f."to",
      (SELECT i.seq FROM derived.entries i JOIN ledger_entries l ON l.id = i.entry_id
        WHERE i.at = f.recorded AND i.type = ANY(f.types) AND i.release_id IS NOT DISTINCT FROM f.release_id
          AND (f.subject IS NULL OR derived.document(l.bytes) #>> ARRAY['subjects', f.subject] = f.value) ORDER BY i.seq LIMIT 1) AS entry
    FROM found f LEFT JOIN releases r ON r.id = f.release_id WHERE f.release_id IS NULL OR ${visibleTo(actor)}`;
}
