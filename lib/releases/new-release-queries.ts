import { toAbility } from "@/lib/policy/ability";
import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { Slug } from "@/lib/platform/names";
import { holdsNow } from "@/lib/platform/ranges";
import { holdersOf, isEnabled, toParty } from "@/lib/policy/can";
import { canInOrganisation, loadOrganisation, type Organisation } from "@/lib/policy/queries";
import { championRole } from "./model";
import type {
  ChosenTemplate,
  ComponentChoice,
  NewRelease,
  RolePool,
  TemplateChoice,
} from "./new-release-model";
import { neededRoles, quorumsOf } from "./staffing";
import { templateOf } from "./template-stages";

interface Asked {
  actor: Actor;
  now: Date;
  /** Key of the template; absent: the one that is used most. */
  template?: string | undefined;
  /** Absent: the newest. */
  version?: number | undefined;
}

const mostComponents = 200;
const bundlesShown = 5;

/** All that a new release is made from, for one reader: templates, components, and the pools that roles come from. */
export async function getNewRelease(db: Reader, { actor, now, ...asked }: Asked): Promise<NewRelease> {
  const organisation = await loadOrganisation(db, now);
  const templates = await listTemplateChoices(db, now);
  const key = templates.find((each) => each.key === asked.template)?.key ?? templates[0]?.key;
  const names = Object.fromEntries(organisation.people.map(({ id, name }) => [id, name]));
  const components = await listComponentChoices(db, organisation);
  return {
    isSetUp: organisation.rights !== null && organisation.pool.length > 0,
    mayCreate: mayCreate(organisation, actor, components),
    templates,
    template:
      key === undefined ? null : await chosenTemplate(db, { key, version: asked.version, organisation }),
    components,
    champions: holdersIn(organisation, championRole).map(toParty),
    names,
  };
}

/** Rows can ask more of some tiers; the form is offered where the reader may create for any of the components. */
function mayCreate(
  organisation: Organisation,
  actor: Actor,
  components: readonly ComponentChoice[],
): NewRelease["mayCreate"] {
  const tiers = new Set<number | undefined>([undefined, ...components.map(({ tier }) => tier)]);
  const abilities = [...tiers].map((tier) => {
    const about = tier === undefined ? {} : { tier: [tier] };
    return toAbility(canInOrganisation(organisation, actor, "release.create", about), actor);
  });
  const able = abilities.filter(({ allowed }) => allowed);
  const alone = able.find((each) => each.allowed && each.together === undefined);
  return alone ?? able[0] ?? abilities[0] ?? { allowed: true };
}

/** The template that most releases of the last half year began from comes first, then what was published first. */
async function listTemplateChoices(db: Reader, now: Date): Promise<TemplateChoice[]> {
  return db.$queryRaw<TemplateChoice[]>(Prisma.sql`
    SELECT t.key, (array_agg(t.title ORDER BY t.version DESC))[1] AS title,
      array_agg(t.version ORDER BY t.version DESC) AS versions
    FROM template_versions t LEFT JOIN LATERAL (
      SELECT count(*) AS count FROM releases r
      WHERE r.template_version_id = t.id AND NOT r.restricted AND r.created_at > ${now}::timestamptz - interval '180 days') used ON true
    GROUP BY t.key ORDER BY sum(used.count) DESC, min(t.published_at), t.key`);
}

async function listComponentChoices(db: Reader, organisation: Organisation): Promise<ComponentChoice[]> {
  const rows = await db.$queryRaw<(Omit<ComponentChoice, "owners"> & { ownerTeamId: string })[]>(Prisma.sql`
    SELECT c.key, v.title, v.kind, v.tier, t.title AS owner, v.owner_team_id AS "ownerTeamId",
      (SELECT jsonb_build_object('digest', l.digest, 'version', b.manifest::jsonb->>'version')
       FROM live_digests l LEFT JOIN bundles b ON b.digest = l.digest WHERE l.component_id = c.id AND ${holdsNow("l")}) AS live,
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('digest', x.digest, 'version', x.version, 'registeredAt', x.at) ORDER BY x.at DESC), '[]')
       FROM (SELECT b.digest, b.manifest::jsonb->>'version' AS version, min(g.at) AS at
             FROM bundles b JOIN bundle_registrations g ON g.digest = b.digest WHERE b.component_id = c.id
             GROUP BY b.digest ORDER BY min(g.at) DESC LIMIT ${bundlesShown}) x) AS bundles
    FROM components c JOIN component_versions v ON v.component_id = c.id AND ${holdsNow("v")} JOIN teams t ON t.id = v.owner_team_id
    ORDER BY v.title, c.key LIMIT ${mostComponents}`);
  return rows.map(({ ownerTeamId, ...row }) => ({
    ...row,
    owners:
      organisation.teams.find(({ id }) => id === ownerTeamId)?.members.map(({ personId }) => personId) ?? [],
  }));
}

async function chosenTemplate(
  db: Reader,
  { key, version, organisation }: { key: string; version: number | undefined; organisation: Organisation },
): Promise<ChosenTemplate | null> {
  const rows = await db.$queryRaw<
    { id: string; version: number; document: Record<string, unknown> }[]
  >(Prisma.sql`
    SELECT id, version, document FROM template_versions WHERE key = ${key}
    ORDER BY (version = ${version ?? 0}::int) DESC, version DESC LIMIT 1`);
  const row = rows[0];
  if (row === undefined) return null;
  const template = templateOf(row);
  const needed = neededRoles(template);
  return {
    key,
    version: row.version,
    title: template.title,
    description: template.description,
    stages: template.stages.map(({ key, title, gates }) => ({
      key,
      title,
      gates: gates.map(({ key, title, objective }) => ({ key, title, objective })),
    })),
    quorums: quorumsOf(template),
    roles: poolsOf(
      organisation,
      [championRole, ...needed, ...template.roles],
      needed,
      await listRotaChoices(db),
    ),
  };
}

interface RotaChoice {
  key: string;
  title: string;
  /** Ids. */
  people: string[];
}

/** Every rota with who is on it. */
export function listRotaChoices(db: Reader): Promise<RotaChoice[]> {
  return db.$queryRaw<RotaChoice[]>(Prisma.sql`
    SELECT r.key, r.title, v.people FROM rotas r JOIN rota_versions v ON v.rota_id = r.id AND ${holdsNow("v")} ORDER BY r.title, r.key`);
}

/** The pools of these roles as the organisation has them: its teams, rotas whose people are all in it, then everybody who is eligible. */
export function poolsOf(
  organisation: Organisation,
  roles: readonly string[],
  needed: readonly string[],
  rotas: readonly RotaChoice[] = [],
): RolePool[] {
  const { teams, people, pool, now } = organisation;
  const enabled = new Set(people.flatMap((person) => (isEnabled(person, now.getTime()) ? person.id : [])));
  return [...new Set(roles)].map((role) => {
    const inPool = pool.flatMap((entry) => (entry.role === role ? (entry.teamId ?? []) : []));
    const holders = holdersIn(organisation, role);
    const isEligible = (id: string): boolean => holders.some((each) => each.id === id);
    return {
      role,
      title: organisation.roles.find(({ key }) => key === role)?.title ?? role.replaceAll("-", " "),
      isNeeded: role === championRole || needed.includes(role),
      eligible: [
        ...teams
          .filter(({ id }) => inPool.includes(id))
          .map(({ key, members }) => ({
            name: `team:${key}`,
            title: key,
            people: members.map(({ personId }) => personId).filter((id) => enabled.has(id)),
          })),
        ...rotas
          .filter((rota) => rota.people.every(isEligible))
          .map(({ key, title, people }) => ({
            name: `rota:${key}`,
            title,
            people: people.filter(isEligible),
          })),
        ...holders.map(({ id, email, name }) => ({
          name: email,
          title: name,
          people: [id],
        })),
      ],
    };
  });
}

function holdersIn({ holdings, people, now }: Organisation, role: string) {
  return holdersOf({ role, holdings, people, now: now.getTime() });
}

/** Whether a release may be called so; where not, why, as the page says it at the field. */
export async function slugFault(db: Reader, slug: string): Promise<string | null> {
  const parsed = Slug.safeParse(slug);
  if (!parsed.success)
    return parsed.error.issues[0]?.message.replace(/^expected /, "It should be ") ?? "It is odd.";
  const taken = await db.release.findUnique({ where: { slug }, select: { id: true } });
  return taken === null ? null : "It is taken by another release.";
}
