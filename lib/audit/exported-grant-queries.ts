import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import type { Wanted } from "./export-queries";
import type { EntryDocument, ExportedGrant } from "./export-schemas";
import { makesGrant } from "./verify-grants";

/** A row by which somebody held a role, and how the entry is found that made it. */
export interface FoundGrant {
  grant: Omit<ExportedGrant, "entry">;
  wanted: Wanted;
}

interface Row {
  id: string;
  kind: ExportedGrant["kind"];
  role: string | null;
  holderKind: ExportedGrant["holder"]["kind"];
  holder: string;
  of: string | null;
  from: Date;
}

const types: Readonly<Record<ExportedGrant["kind"], readonly string[]>> = {
  assignment: ["release.created", "roles.assigned"],
  pool: ["role.created", "pool.changed"],
  membership: ["team.created", "team.member-added", "team.member-changed"],
  delegation: ["role.delegated"],
  rota: ["rota.created", "rota.changed"],
  shift: ["shift.overridden"],
  token: ["token.created"],
};

/** What the ids are that decisions name as their grants. */
export async function grantsNamed(db: Reader, ids: readonly string[]): Promise<FoundGrant[]> {
  const named = Prisma.sql`ANY(${[...ids]}::uuid[])`;
  const member = (alias: string) => {
    const x = Prisma.raw(alias);
    return Prisma.sql`CASE WHEN ${x}.person_id IS NOT NULL THEN 'person' ELSE 'team' END, COALESCE(${x}.person_id, ${x}.team_id)::text`;
  };
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    SELECT id::text, kind, role, "holderKind", holder, "of", "from" FROM (
      SELECT a.id, 'assignment' AS kind, a.role_key AS role,
        CASE WHEN a.person_id IS NOT NULL THEN 'person' WHEN a.team_id IS NOT NULL THEN 'team' ELSE 'rota' END AS "holderKind",
        COALESCE(a.person_id, a.team_id, a.rota_id)::text AS holder, NULL::text AS "of", a.valid_from AS "from"
      FROM role_assignments a WHERE a.id = ${named}
      UNION ALL SELECT p.id, 'pool', p.role_key, ${member("p")}, NULL, p.valid_from FROM pool_entries p WHERE p.id = ${named}
      UNION ALL SELECT m.id, 'membership', NULL, 'person', m.person_id::text, m.team_id::text, m.valid_from FROM team_members m WHERE m.id = ${named}
      UNION ALL SELECT d.id, 'delegation', d.role_key, 'person', d.delegate_id::text, d.principal_id::text, d.created_at FROM delegations d WHERE d.id = ${named}
      UNION ALL SELECT w.id, 'rota', NULL, 'rota', w.rota_id::text, r.key, w.valid_from FROM rota_versions w JOIN rotas r ON r.id = w.rota_id WHERE w.id = ${named}
      UNION ALL SELECT o.id, 'shift', NULL, 'person', o.person_id::text, r.key, o.valid_from FROM rota_overrides o JOIN rotas r ON r.id = o.rota_id WHERE o.id = ${named}
      UNION ALL SELECT t.id, 'token', NULL, CASE WHEN t.person_id IS NOT NULL THEN 'person' ELSE 'machine' END,
        COALESCE(t.person_id, t.machine_id)::text, NULL, t.created_at FROM tokens t WHERE t.id = ${named}) found
    ORDER BY id`);
  return rows.map(({ holderKind, holder, from, ...row }) => {
    const grant = { ...row, holder: { kind: holderKind, id: holder }, from: from.toISOString() };
    return {
      grant,
      wanted: {
        types: types[row.kind],
        at: from,
        names: nameIn(grant),
        is: (document: EntryDocument) => makesGrant(document, grant),
      },
    };
  });
}

/** What stands in the entry: the grant's own id where the entry gave it one, else whom it is about. */
function nameIn({ id, kind, holder, of }: Omit<ExportedGrant, "entry">): string {
  if (kind === "rota") return of ?? "";
  return kind === "delegation" || kind === "shift" || kind === "token" ? id : holder.id;
}
