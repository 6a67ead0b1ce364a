import type { Kernel } from "@/lib/platform/command";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";

export interface SamplePerson {
  email: string;
  name: string;
  /** In words: roles, or access level. */
  does: string;
}

export interface SampleGroup {
  title: string;
  people: SamplePerson[];
}

interface Row {
  email: string;
  name: string;
  level: string;
  team: string | null;
  roles: string[];
}

const words: Record<string, string> = {
  admin: "Administers the workspace",
  auditor: "Audits",
  member: "Member",
};

/** Everybody who can sign in, grouped by team: for the demo's sign-in page alone. */
export async function listSamplePeople({ db }: Kernel): Promise<SampleGroup[]> {
  const rows = await db.prisma.$queryRaw<Row[]>(Prisma.sql`
    WITH m AS (SELECT m.person_id, t.id AS team_id, t.title FROM team_members m JOIN teams t ON t.id = m.team_id WHERE ${holdsNow("m")}),
    held AS (SELECT COALESCE(e.person_id, m.person_id) AS person_id, r.title FROM pool_entries e JOIN roles r ON r.key = e.role_key
      LEFT JOIN m ON m.team_id = e.team_id WHERE ${holdsNow("e")})
    SELECT p.email, p.name, a.level, (SELECT min(m.title) FROM m WHERE m.person_id = p.id) AS team,
      (SELECT COALESCE(jsonb_agg(DISTINCT held.title), '[]') FROM held WHERE held.person_id = p.id) AS roles
    FROM people p JOIN access_levels a ON a.person_id = p.id AND ${holdsNow("a")} ORDER BY team NULLS LAST, p.name, p.email LIMIT 100`);
  const groups = new Map<string, SamplePerson[]>();
  for (const { email, name, level, team, roles } of rows) {
    const title = team ?? "Without a team";
    const does = roles.length > 0 ? roles.join(", ") : (words[level] ?? level);
    groups.set(title, [...(groups.get(title) ?? []), { email, name, does }]);
  }
  return [...groups].map(([title, people]) => ({ title, people }));
}
