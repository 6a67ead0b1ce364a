import type { PersonActor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { visibleTo } from "@/lib/policy/visible";
import { choiceOf } from "./choice-rows";
import { type Because, type HearingChoice, hears } from "./hearing-because";
import { askingTopics } from "./model";
import type { ChosenRelease, HearingView } from "./schemas";

interface Row {
  choice: HearingChoice;
  since: Date | null;
  roles: { role: string; kind: "self" | "team" | "rota"; title: string | null }[];
  voted: string[];
  wrote: string[];
  hasActed: boolean;
}

/** Whether and why somebody hears of a release: the same facts as those by which entries are routed. */
export async function getHearing(
  db: Reader,
  { slug, actor }: { slug: string; actor: PersonActor },
): Promise<HearingView> {
  const me = Prisma.sql`${actor.id}::uuid`;
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    SELECT ${choiceOf(actor.id)} AS choice,
      (SELECT max(c.valid_from) FROM (SELECT * FROM notice_mutes UNION ALL SELECT * FROM notice_follows) c
        WHERE c.release_id = r.id AND c.person_id = ${me} AND c.valid_to IS NULL) AS since,
      (SELECT COALESCE(jsonb_agg(DISTINCT jsonb_build_object('role', h.role, 'kind', h.kind, 'title', h.title)), '[]') FROM (
          SELECT a.role_key AS role, 'self' AS kind, NULL AS title FROM role_assignments a
          WHERE a.release_id = r.id AND a.valid_to IS NULL AND a.person_id = ${me}
          UNION ALL SELECT a.role_key, 'team', t.title FROM role_assignments a JOIN teams t ON t.id = a.team_id
          JOIN team_members m ON m.team_id = a.team_id AND m.valid_to IS NULL AND m.person_id = ${me}
          WHERE a.release_id = r.id AND a.valid_to IS NULL
          UNION ALL SELECT a.role_key, 'rota', o.title FROM role_assignments a JOIN rotas o ON o.id = a.rota_id
          JOIN rota_versions v ON v.rota_id = a.rota_id AND v.valid_to IS NULL AND ${me} = ANY(v.people)
          WHERE a.release_id = r.id AND a.valid_to IS NULL) h) AS roles,
      ARRAY(SELECT DISTINCT v.role FROM votes v WHERE v.release_id = r.id AND (v.principal_id = ${me} OR v.actor_id = ${me}) AND v.vote <> 'comment' ORDER BY v.role) AS voted,
      ARRAY(SELECT DISTINCT k.key FROM candidates c JOIN components k ON k.id = c.component_id
        JOIN bundle_registrations g ON g.digest = c.digest WHERE c.release_id = r.id AND ${me} = ANY(g.authors) ORDER BY k.key) AS wrote,
      EXISTS (SELECT FROM derived.entries d WHERE d.release_id = r.id AND d.actor_id = ${me})
        OR EXISTS (SELECT FROM votes v WHERE v.release_id = r.id AND v.principal_id = ${me}) AS "hasActed"
    FROM releases r WHERE r.slug = ${slug} AND ${visibleTo(actor)}`);
  const row = rows[0];
  if (row === undefined) throw notFound("such release");
  const { choice, since } = row;
  const because = becauseOf(row);
  return {
    choice,
    since: since?.toISOString() ?? null,
    because,
    hears: hears({ choice, because }),
    always: [...askingTopics],
  };
}

/** That somebody acted is said where nothing says more. */
function becauseOf({ roles, voted, wrote, hasActed }: Row): Because[] {
  const known: Because[] = [
    ...voted.map((role) => ({ kind: "voted" as const, role })),
    ...roles.map(({ role, kind, title }) => ({
      kind: "role" as const,
      role,
      through: kind === "self" ? null : { kind, title: title ?? role },
    })),
    ...wrote.map((component) => ({ kind: "author" as const, component })),
  ];
  return known.length === 0 && hasActed ? [{ kind: "acted" }] : known;
}

/** Releases that one muted, or follows, and still sees, the latest first. */
export async function listChosen(
  db: Reader,
  { actor, choice }: { actor: PersonActor; choice: "mute" | "follow" },
): Promise<ChosenRelease[]> {
  const table = choice === "mute" ? Prisma.sql`notice_mutes` : Prisma.sql`notice_follows`;
  const rows = await db.$queryRaw<{ slug: string; title: string; since: Date }[]>(Prisma.sql`
    SELECT r.slug, r.title, c.valid_from AS since FROM ${table} c JOIN releases r ON r.id = c.release_id
    WHERE c.person_id = ${actor.id}::uuid AND c.valid_to IS NULL AND ${visibleTo(actor)} ORDER BY c.valid_from DESC, r.slug`);
  return rows.map(({ since, ...rest }) => ({ ...rest, since: since.toISOString() }));
}
