import { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import { getPerson } from "@/lib/identity/store";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import { rotasOf } from "@/lib/policy/rota-rows";
import { visibleTo } from "@/lib/policy/visible";

/** A role that somebody holds on a draft or a release in flight, and by way of which team. */
export const HeldRole = z.strictObject({
  slug: z.string(),
  title: z.string(),
  state: z.string(),
  role: z.string(),
  by: z
    .string()
    .nullable()
    .describe("Key of the team, or rota:<key> of the rota, that it is assigned to; null: to the person"),
});
export type HeldRole = z.output<typeof HeldRole>;

const shownAtMost = 200;

/** Roles that a person holds on drafts and releases in flight that the reader sees, the newest release first. */
export async function listHeldRoles(
  db: Reader,
  { email, actor }: { email: string; actor: Actor },
): Promise<HeldRole[]> {
  const person = await getPerson(db, email);
  if (person.access === null) return [];
  return db.$queryRaw<HeldRole[]>(Prisma.sql`
    WITH own AS (SELECT m.team_id FROM team_members m WHERE m.person_id = ${person.id}::uuid AND ${holdsNow("m")})
    SELECT r.slug, r.title, v.state, x.role_key AS role, COALESCE(t.key, 'rota:' || o.key) AS by
    FROM role_assignments x JOIN releases r ON r.id = x.release_id
    JOIN release_versions v ON v.release_id = r.id AND ${holdsNow("v")} AND v.state IN ('draft', 'active')
    LEFT JOIN teams t ON t.id = x.team_id LEFT JOIN rotas o ON o.id = x.rota_id
    WHERE ${holdsNow("x")} AND (x.person_id = ${person.id}::uuid OR x.team_id IN (SELECT team_id FROM own) OR x.rota_id IN (${rotasOf(person.id)})) AND ${visibleTo(actor)}
      AND EXISTS (SELECT 1 FROM pool_entries e WHERE e.role_key = x.role_key AND ${holdsNow("e")}
        AND (e.person_id = ${person.id}::uuid OR e.team_id IN (SELECT team_id FROM own)))
    ORDER BY r.created_at DESC, r.id, x.role_key LIMIT ${shownAtMost}`);
}
