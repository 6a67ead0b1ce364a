import { requireBundle } from "@/lib/catalogue/store";
import { emptySummary } from "@/lib/gates/summary";
import { command } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { AppError, fieldError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import type { EntryDraft } from "@/lib/platform/ledger";
import { holdsNow } from "@/lib/platform/ranges";
import { canInOrganisation, loadOrganisation } from "@/lib/policy/queries";
import { criteriaDocument, planDocument, type ReleaseDocument, rollbackPlanDocument } from "./documents";
import { candidateSet, releaseCreated } from "./events";
import { championRole } from "./model";
import type { Plan } from "./plan-schema";
import { loadRoleBook, type RoleBook, resolveMember, resolveRole } from "./role-book";
import { requirePerson } from "./rules";
import { CreateRelease } from "./schemas";
import {
  addVersion,
  addViewer,
  type Assignee,
  type Member,
  memberId,
  writeAssignment,
  writeCandidate,
  writeDocument,
} from "./store";
import type { Template } from "./template-parse";
import { templateOf } from "./template-stages";

interface TemplateRow {
  id: string;
  key: string;
  version: number;
  document: Record<string, unknown>;
  publishedBy: string;
}

interface Facts {
  book: RoleBook;
  isTaken: boolean;
  template: TemplateRow | null;
  components: { id: string; key: string; tier: number }[];
}

/** Makes a release from a template, as a draft. */
export const createRelease = command({
  name: "release.create",
  input: CreateRelease,
  scope: "releases",
  locks: ({ components }) => ({ organisation: "shared", components: components.map(({ key }) => key) }),
  load: async (tx, input, { now }): Promise<Facts> => {
    const organisation = await loadOrganisation(tx, now);
    const names = [input.champion, ...Object.values(input.roles).flat(), ...(input.restrictedTo ?? [])];
    const taken = await tx.release.findUnique({ where: { slug: input.slug }, select: { id: true } });
    return {
      book: await loadRoleBook(tx, { organisation, names }),
      isTaken: taken !== null,
      template: await findTemplate(tx, input.template),
      components: await findComponents(
        tx,
        input.components.map(({ key }) => key),
      ),
    };
  },
  allow: (actor, { book, components }) =>
    canInOrganisation(book.organisation, actor, "release.create", {
      tier: components.map(({ tier }) => tier),
    }),
  subject: (_facts, input) => ({ releaseId: null, of: input }),
  run: async ({ tx, input, facts, actor, now }) => {
    if (facts.isTaken) {
      const faults = [{ path: "/slug", message: "is taken", expected: "a slug that is free" }];
      throw new AppError("already-exists", `The slug ${input.slug} is taken.`, { faults });
    }
    const creator = requirePerson(actor).id;
    const row = requireTemplate(input, facts);
    const template = templateOf(row);
    const components = await checkComponents(tx, { input, facts });
    const roles = resolveRoles(input, facts.book);
    const viewers = resolveViewers(input, { book: facts.book, creator });
    const releaseId = newId();
    const { rights } = facts.book.organisation;
    const policy = {
      template: `${row.key}@${row.version}`,
      rights: rights === null ? null : String(rights.version),
    };

    await tx.$executeRaw(Prisma.sql`
      INSERT INTO releases (id, slug, title, template_version_id, restricted, created_by, created_at)
      VALUES (${releaseId}::uuid, ${input.slug}, ${input.title}, ${row.id}::uuid, ${input.restrictedTo !== undefined}, ${creator}::uuid, ${now})`);
    const targetDate = input.targetDate ?? null;
    await addVersion(tx, {
      releaseId,
      version: { state: "draft", stage: null, exposurePercent: 0, targetDate, plannedDays: {} },
      from: now,
    });
    for (const [role, members] of Object.entries(roles))
      for (const member of members) await writeAssignment(tx, { releaseId, role, member, given: true, now });
    for (const member of viewers) await addViewer(tx, { releaseId, member, now });
    const documents = firstDocuments(input, template);
    for (const { written, isDefault } of documents)
      // What the template brings was written by who published it, not by who starts from it.
      await writeDocument(tx, { releaseId, written, author: isDefault ? row.publishedBy : creator, now });
    const candidates: EntryDraft[] = [];
    for (const component of components) {
      await tx.releaseComponent.create({
        data: { id: newId(), releaseId, componentId: component.id, declaredFrom: component.from },
      });
      if (component.to === null) continue;
      await writeCandidate(tx, {
        releaseId,
        componentId: component.id,
        digest: component.to,
        setBy: creator,
        now,
      });
      candidates.push(candidateSet({ releaseId, policy, component, before: null, after: component.to }));
    }
    await writeProjection(tx, { releaseId, input, now });
    const created = releaseCreated({
      releaseId,
      policy,
      slug: input.slug,
      title: input.title,
      roles,
      targetDate,
      champion: roles[championRole]?.map(memberId)[0] ?? "",
      components: components.map(({ key, from }) => ({
        key,
        from,
      })),
      documents: Object.fromEntries(documents.map(({ written }) => [written.kind, written.digest])),
      isRestricted: input.restrictedTo !== undefined,
    });
    return {
      value: {
        slug: input.slug,
        title: input.title,
        state: "draft" as const,
        template: { key: row.key, version: row.version },
      },
      entries: [created, ...candidates],
    };
  },
});

/** What lists read of it, its gates still to be computed. */
async function writeProjection(
  tx: Tx,
  { releaseId, input, now }: { releaseId: string; input: CreateRelease; now: Date },
): Promise<void> {
  const isHeld = Prisma.sql`EXISTS (SELECT FROM holds h WHERE h.release_id IS NULL AND ${holdsNow("h")})`;
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO release_projections (release_id, restricted, search, state, target_date, on_hold, created_at, changed_at, summary, waiting_people, waiting_roles, computed_at, due_at)
    VALUES (${releaseId}::uuid, ${input.restrictedTo !== undefined}, lower(${input.title}) || ' ' || ${input.slug}, 'draft', ${input.targetDate ?? null}::date, ${isHeld}, ${now}, ${now},
      ${JSON.stringify(emptySummary)}::jsonb, '{}', '{}', ${now}, ${now})`);
}

async function findTemplate(
  tx: Tx,
  { key, version }: { key: string; version?: number | undefined },
): Promise<TemplateRow | null> {
  const rows = await tx.$queryRaw<TemplateRow[]>(Prisma.sql`
    SELECT id, key, version, document, published_by AS "publishedBy" FROM template_versions
    WHERE key = ${key} AND (${version ?? null}::int IS NULL OR version = ${version ?? null}::int) ORDER BY version DESC LIMIT 1`);
  return rows[0] ?? null;
}

async function findComponents(tx: Tx, keys: string[]): Promise<Facts["components"]> {
  return tx.$queryRaw<Facts["components"]>(Prisma.sql`
    SELECT c.id, c.key, v.tier FROM components c JOIN component_versions v ON v.component_id = c.id AND ${holdsNow("v")}
    WHERE c.key = ANY(${keys}) ORDER BY c.key`);
}

function requireTemplate(input: CreateRelease, { template }: Facts): TemplateRow {
  if (template !== null) return template;
  const { key, version } = input.template;
  if (version === undefined)
    throw fieldError("/template/key", `There is no template ${key}.`, "the key of a template");
  throw fieldError(
    "/template/version",
    `There is no version ${version} of a template ${key}.`,
    "a published version",
  );
}

interface Moved {
  id: string;
  key: string;
  from: string | null;
  to: string | null;
}

async function checkComponents(
  tx: Tx,
  { input, facts }: { input: CreateRelease; facts: Facts },
): Promise<Moved[]> {
  const moved: Moved[] = [];
  for (const [index, { key, from = null, to = null }] of input.components.entries()) {
    const path = `/components/${index}`;
    const component = facts.components.find((each) => each.key === key);
    if (component === undefined)
      throw fieldError(`${path}/key`, `There is no component ${key}.`, "the key of a component");
    if (moved.some((other) => other.key === key))
      throw fieldError(`${path}/key`, `${key} stands twice.`, "each component once");
    if (from !== null) await requireBundle(tx, { digest: from, component, path: `${path}/from` });
    if (to !== null) await requireBundle(tx, { digest: to, component, path: `${path}/to` });
    moved.push({ ...component, from, to });
  }
  return moved;
}

/** The roles that are given, each from its pool; the champion's stands first. */
function resolveRoles(input: CreateRelease, book: RoleBook): Record<string, Assignee[]> {
  const champion = { role: championRole, names: [input.champion], path: "/champion" };
  const [first] = resolveChampion(book, champion);
  const given = Object.entries(input.roles).map(([role, names]): [string, Assignee[]] => [
    role,
    resolveRole(book, { role, names, path: `/roles/${role}` }),
  ]);
  const roles = Object.fromEntries(given);
  const others = (roles[championRole] ?? []).filter(
    (member) => first === undefined || memberId(member) !== memberId(first),
  );
  return { ...roles, [championRole]: first === undefined ? others : [first, ...others] };
}

/** The fault stands at the field itself, which holds one name. */
function resolveChampion(book: RoleBook, asked: { role: string; names: string[]; path: string }): Assignee[] {
  try {
    return resolveRole(book, asked);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const faults = error.extras.faults?.map((fault) => ({ ...fault, path: asked.path }));
    throw new AppError(error.code, error.message, { ...error.extras, faults });
  }
}

function resolveViewers(
  input: CreateRelease,
  { book, creator }: { book: RoleBook; creator: string },
): Member[] {
  if (input.restrictedTo === undefined) return [];
  const named = input.restrictedTo.map((name, index) =>
    resolveMember(book, { name, path: `/restrictedTo/${index}` }),
  );
  const all: Member[] = [{ personId: creator }, ...named];
  return all.filter(
    (member, index) => all.findIndex((other) => memberId(other) === memberId(member)) === index,
  );
}

/** Version 1 of each document: the plan as given, criteria and rollback plan as the template brings them. */
function firstDocuments(
  input: CreateRelease,
  template: Template,
): { written: ReleaseDocument; isDefault: boolean }[] {
  if (input.objective !== undefined && input.plan?.objective !== undefined)
    throw fieldError("/plan/objective", "The objective stands twice.", "the objective in one place");
  const objective = input.objective ?? input.plan?.objective;
  const plan: Plan = { ...input.plan, ...(objective === undefined ? {} : { objective }) };
  return [
    { written: planDocument(plan), isDefault: false },
    { written: criteriaDocument(template.criteria), isDefault: true },
    { written: rollbackPlanDocument(template.rollbackPlan), isDefault: true },
  ];
}
