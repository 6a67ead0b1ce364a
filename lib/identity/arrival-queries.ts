import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import { type Arrival, type ArrivalFacts, arrivalOf } from "./arrival-rules";
import { followGroups, type GroupChanges, type GroupFacts } from "./group-rules";
import type { Vouched } from "./provider-claims";

export interface ArrivalPlan {
  arrival: Arrival;
  groups: GroupChanges;
  /** Keys of the teams that groups name, by id. */
  teamKeys: Map<string, string>;
  inPool: ReadonlySet<string>;
}

interface Row {
  identity: ArrivalFacts["identity"];
  byEmail: ArrivalFacts["byEmail"];
  mappings: (GroupFacts["mappings"][number] & { key: string })[];
  inPool: string[];
}

interface Places {
  memberships: (GroupFacts["memberships"][number] & { key: string })[];
  barred: string[];
}

/** What a sign-in by the provider would change; what it is in a command stands under the command's locks. */
export async function planArrival(
  db: Reader,
  vouched: Vouched,
  createFor: readonly string[],
): Promise<ArrivalPlan> {
  const { issuer, subject, email } = vouched;
  const enabled = Prisma.sql`EXISTS (SELECT 1 FROM access_levels a WHERE a.person_id = p.id AND ${holdsNow("a")})`;
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    SELECT
      (SELECT jsonb_build_object('id', i.id, 'personId', p.id, 'email', i.email, 'emailVerified', i.email_verified, 'enabled', ${enabled})
        FROM external_identities i JOIN people p ON p.id = i.person_id
        WHERE i.issuer = ${issuer} AND i.subject = ${subject} AND i.unlinked_at IS NULL) AS identity,
      (SELECT jsonb_build_object('id', p.id, 'enabled', ${enabled},
          'hasPassword', EXISTS (SELECT 1 FROM accounts c WHERE c.person_id = p.id),
          'hadIdentity', EXISTS (SELECT 1 FROM external_identities x WHERE x.person_id = p.id))
        FROM people p WHERE p.email = ${email}) AS "byEmail",
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('teamId', g.team_id, 'key', t.key, 'group', g.name, 'setBy', g.set_by, 'byLeads', g.by_leads) ORDER BY t.key, g.name), '[]')
        FROM team_groups g JOIN teams t ON t.id = g.team_id WHERE ${holdsNow("g")}) AS mappings,
      (SELECT COALESCE(jsonb_agg(DISTINCT e.team_id), '[]') FROM pool_entries e WHERE e.team_id IS NOT NULL AND ${holdsNow("e")}) AS "inPool"`);
  const row = rows[0];
  if (row === undefined) throw new Error("an aggregate without a row");
  const arrival = arrivalOf(vouched, row, createFor);
  const personId = arrival.kind === "known" || arrival.kind === "link" ? arrival.personId : null;
  const places = personId === null ? { memberships: [], barred: [] } : await placesOf(db, personId);
  const inPool = new Set(row.inPool);
  const groups = followGroups({
    personId: personId ?? "",
    groups: arrival.kind === "refused" ? null : vouched.groups,
    mappings: row.mappings,
    inPool,
    memberships: places.memberships,
    barred: new Set(places.barred),
  });
  const teamKeys = new Map([...row.mappings, ...places.memberships].map(({ teamId, key }) => [teamId, key]));
  return { arrival, groups, teamKeys, inPool };
}

async function placesOf(db: Reader, personId: string): Promise<Places> {
  const rows = await db.$queryRaw<Places[]>(Prisma.sql`
    SELECT
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('teamId', m.team_id, 'key', t.key, 'source', m.source)), '[]')
        FROM team_members m JOIN teams t ON t.id = m.team_id WHERE m.person_id = ${personId}::uuid AND ${holdsNow("m")}) AS memberships,
      (SELECT COALESCE(jsonb_agg(last.team_id), '[]') FROM (
          SELECT DISTINCT ON (m.team_id) m.team_id, m.ended FROM team_members m WHERE m.person_id = ${personId}::uuid
          ORDER BY m.team_id, m.valid_from DESC, m.id DESC) last WHERE last.ended = 'hand') AS barred`);
  return rows[0] ?? { memberships: [], barred: [] };
}

/** Whether there is anything for a command to do. */
export function changesAnything({ arrival, groups }: ArrivalPlan): boolean {
  if (arrival.kind === "refused") return false;
  if (arrival.kind !== "known" || arrival.addressChanged) return true;
  return groups.add.length + groups.end.length > 0;
}
