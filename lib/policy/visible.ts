import type { Actor } from "@/lib/identity/actor";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { rotasOf } from "./rota-rows";

/**
 * The one predicate by which releases, and all that belongs to them, are read. `alias` names the releases table in the statement.
 * A restricted release is seen by those named for it, by themselves or by team, and by whoever holds a role on it or is on a rota that does.
 * As of now, also where the past is read: hence the schema's name.
 */
export function visibleTo(actor: Actor | { kind: "person"; id: string }, alias = "r"): Prisma.Sql {
  const r = Prisma.raw(alias);
  if (actor.kind === "system") return Prisma.sql`TRUE`;
  if (actor.kind === "machine") return Prisma.sql`NOT ${r}.restricted`;
  return named(Prisma.sql`${actor.id}::uuid`, { alias, schema: "public." });
}

/** The same for the person whom an expression names by id, as of the moment that is read. */
export function seenBy(personId: Prisma.Sql, alias = "r"): Prisma.Sql {
  return named(personId, { alias, schema: "" });
}

function named(personId: Prisma.Sql, of: { alias: string; schema: "public." | "" }): Prisma.Sql {
  const [r, schema] = [Prisma.raw(of.alias), Prisma.raw(of.schema)];
  return Prisma.sql`(NOT ${r}.restricted OR EXISTS (
    SELECT 1 FROM (
      SELECT person_id, team_id, NULL::uuid AS rota_id FROM ${schema}release_viewers WHERE release_id = ${r}.id AND valid_to IS NULL
      UNION ALL
      SELECT person_id, team_id, rota_id FROM ${schema}role_assignments WHERE release_id = ${r}.id AND valid_to IS NULL
    ) named
    WHERE named.person_id = ${personId}
       OR named.team_id IN (SELECT m.team_id FROM ${schema}team_members m WHERE m.person_id = ${personId} AND m.valid_to IS NULL)
       OR named.rota_id IN (${rotasOf(personId, schema)})))`;
}
