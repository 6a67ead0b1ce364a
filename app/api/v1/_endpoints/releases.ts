import { z } from "zod";

import { settleProjections } from "@/lib/gates/refresh-projections";
import type { Actor } from "@/lib/identity/actor";
import type { Kernel } from "@/lib/platform/command";
import { Slug } from "@/lib/platform/names";
import { PageQuery, pageOf } from "@/lib/platform/paging";
import { endpoint, etagOf, ifMatchOf } from "@/lib/platform/web";
import { PendingAnswer } from "@/lib/policy/pending-schemas";
import {
  CandidateAnswer,
  CreatedRelease,
  EndedRelease,
  ListedRelease,
  LiftedHold,
  type MemberAnswer,
  MigratedRelease,
  MigrationAnswer,
  PlacedHold,
  ReleaseDetail,
  RolesAnswer,
  StartedRelease,
} from "@/lib/releases/answers";
import { assignRoles } from "@/lib/releases/assign-roles";
import { cancelRelease } from "@/lib/releases/cancel-release";
import { completeRelease } from "@/lib/releases/complete-release";
import { getMigration } from "@/lib/releases/migration-queries";
import { migrateRelease } from "@/lib/releases/migrate-release";
import { createRelease } from "@/lib/releases/create-release";
import { liftHold } from "@/lib/releases/lift-hold";
import { listReleases } from "@/lib/releases/list-queries";
import { ReleaseFilter } from "@/lib/releases/list-schemas";
import { slugFault } from "@/lib/releases/new-release-queries";
import { placeHold } from "@/lib/releases/place-hold";
import { getReleaseAt } from "@/lib/releases/queries";
import { rolesDigest } from "@/lib/releases/role-queries";
import {
  CreateRelease,
  EndRelease,
  LiftHold,
  MigrateRelease,
  PlaceHold,
  RoleMap,
  SetCandidate,
} from "@/lib/releases/schemas";
import { setCandidate } from "@/lib/releases/set-candidate";
import { startRelease } from "@/lib/releases/start-release";
import { AtQuery } from "./as-of";

const tag = "Releases";
const params = z.object({ slug: Slug });

const MigrationQuery = z.object({
  templateVersion: z
    .string()
    .regex(/^[1-9]\d{0,5}$/, { error: "expected the number of a version" })
    .optional()
    .describe("Absent: the latest, or the one it has where only its rights are asked for"),
  rightsVersion: z.enum(["current"]).optional(),
});

export const getReleaseMigration = endpoint({
  method: "GET",
  path: "/releases/{slug}/migration",
  tag,
  summary: "What moving a release to other versions of its policies would change, and who has to agree",
  params,
  query: MigrationQuery,
  answers: { 200: MigrationAnswer },
  handle: async ({ kernel, actor, params: { slug }, query }) => {
    const { templateVersion, rightsVersion } = query;
    const version = templateVersion === undefined ? undefined : Number(templateVersion);
    const asked = { slug, templateVersion: version, rightsVersion, actor, now: kernel.clock.now() };
    return { status: 200, body: await getMigration(kernel.db.prisma, asked) };
  },
});

export const postMigrate = endpoint({
  method: "POST",
  path: "/releases/{slug}/migrate",
  tag,
  summary:
    "Move a release to another version of its template, or to the organisation's rights as they are now",
  description:
    "By the rows that give release.migrate under the versions it leaves; where anything loosens, also by each quorum that is loosened.",
  params,
  body: MigrateRelease.omit({ release: true }),
  answers: { 200: MigratedRelease, 202: PendingAnswer },
  handle: async ({ kernel, call, params: { slug }, body }) => ({
    status: 200,
    body: await migrateRelease.execute(kernel, { ...body, release: slug }, call),
  }),
});

export const postRelease = endpoint({
  method: "POST",
  path: "/releases",
  tag,
  summary: "Create a release from a template, as a draft",
  body: CreateRelease,
  answers: { 201: CreatedRelease, 202: PendingAnswer },
  handle: async ({ kernel, call, body }) => ({
    status: 201,
    body: await createRelease.execute(kernel, body, call),
  }),
});

export const getReleases = endpoint({
  method: "GET",
  path: "/releases",
  tag,
  summary: "Releases that the caller may see, the newest first unless `sort` says otherwise",
  query: PageQuery.extend(ReleaseFilter.shape),
  answers: { 200: pageOf(ListedRelease) },
  handle: async ({ kernel, actor, query: { limit, cursor, ...filter } }) => {
    await settleProjections(kernel);
    const today = kernel.clock.now().toISOString().slice(0, 10);
    return {
      status: 200,
      body: await listReleases(kernel.db.prisma, { filter, actor, today, limit, cursor }),
    };
  },
});

export const getNewSlug = endpoint({
  method: "GET",
  path: "/releases/new",
  tag,
  summary: "Whether a new release may have a slug",
  query: z.object({ slug: z.string().max(200) }),
  answers: {
    200: z.object({
      slug: z.string(),
      fault: z.string().nullable().describe("Why not: it is taken, reserved or odd; null: it is free"),
    }),
  },
  handle: async ({ kernel, query: { slug } }) => ({
    status: 200,
    body: { slug, fault: await slugFault(kernel.db.prisma, slug) },
  }),
});

export const getOneRelease = endpoint({
  method: "GET",
  path: "/releases/{slug}",
  tag,
  summary: "A release as it stands, or with `at` as it was recorded at a past moment",
  params,
  query: AtQuery,
  answers: { 200: ReleaseDetail },
  handle: async ({ kernel, actor, params: { slug }, query: { at } }) => ({
    status: 200,
    body: await getReleaseAt(kernel.db, { slug, actor, now: kernel.clock.now(), at }),
  }),
});

export const getReleaseRoles = endpoint({
  method: "GET",
  path: "/releases/{slug}/roles",
  tag,
  summary: "Who holds which role on a release",
  params,
  query: AtQuery,
  answers: { 200: z.object({ roles: RolesAnswer }) },
  handle: async ({ kernel, actor, params: { slug }, query: { at } }) =>
    withRoles(kernel, { slug, actor, at }),
});

export const putRoles = endpoint({
  method: "PUT",
  path: "/releases/{slug}/roles",
  tag,
  summary: "Say anew who holds the roles that are named, from their pools; roles that are not named stay",
  params,
  body: z.strictObject({ roles: RoleMap }),
  answers: { 200: z.object({ roles: RolesAnswer }), 202: PendingAnswer },
  handle: async ({ kernel, call, actor, params: { slug }, body, request }) => {
    const expected = ifMatchOf(request);
    await assignRoles.execute(kernel, { release: slug, roles: body.roles, expected }, call);
    return withRoles(kernel, { slug, actor, at: undefined });
  },
});

async function withRoles(kernel: Kernel, asked: { slug: string; actor: Actor; at: Date | undefined }) {
  const { roles } = await getReleaseAt(kernel.db, { ...asked, now: kernel.clock.now() });
  const names = Object.entries(roles).map(([role, held]) => [role, held.map(nameOf)] as const);
  const etag = etagOf(rolesDigest(Object.fromEntries(names)));
  return { status: 200 as const, body: { roles }, headers: { etag } };
}

/** As bodies name a member. */
function nameOf(member: z.output<typeof MemberAnswer>): string {
  return member.kind === "person" ? member.email : `${member.kind}:${member.key}`;
}

export const postStart = endpoint({
  method: "POST",
  path: "/releases/{slug}/start",
  tag,
  summary:
    "Start a release: baseline and rights are pinned; 409 with what is missing where a slot has nobody",
  params,
  answers: { 200: StartedRelease, 202: PendingAnswer },
  handle: async ({ kernel, call, params: { slug } }) => ({
    status: 200,
    body: await startRelease.execute(kernel, { release: slug }, call),
  }),
});

export const postComplete = endpoint({
  method: "POST",
  path: "/releases/{slug}/complete",
  tag,
  summary: "End a release: completed with its candidates live, rolled back, or cancelled",
  params,
  body: EndRelease,
  answers: { 200: EndedRelease, 202: PendingAnswer },
  handle: async ({ kernel, call, params: { slug }, body: { outcome, reason } }) => {
    if (outcome === "cancelled")
      return { status: 200, body: await cancelRelease.execute(kernel, { release: slug, reason }, call) };
    const input = { release: slug, outcome, reason };
    return { status: 200, body: await completeRelease.execute(kernel, input, call) };
  },
});

export const postCandidate = endpoint({
  method: "POST",
  path: "/releases/{slug}/candidate",
  tag,
  summary: "Make a registered bundle the candidate of a component; 409 while exposure is above 0",
  params,
  body: SetCandidate.omit({ release: true }),
  answers: { 200: CandidateAnswer, 202: PendingAnswer },
  handle: async ({ kernel, call, params: { slug }, body }) => ({
    status: 200,
    body: await setCandidate.execute(kernel, { ...body, release: slug }, call),
  }),
});

export const postHold = endpoint({
  method: "POST",
  path: "/releases/{slug}/holds",
  tag,
  summary: "Hold a release: nothing advances until the hold is lifted",
  params,
  body: PlaceHold.omit({ release: true }),
  answers: { 201: PlacedHold },
  handle: async ({ kernel, call, params: { slug }, body }) => ({
    status: 201,
    body: await placeHold.execute(kernel, { ...body, release: slug }, call),
  }),
});

export const postHoldLift = endpoint({
  method: "POST",
  path: "/releases/{slug}/holds/{hold}/lift",
  tag,
  summary: "Lift a hold; 409 while a passed gate covers other content than it passed with",
  params: params.extend({ hold: z.string().max(64) }),
  body: LiftHold.pick({ reason: true, breakGlass: true }),
  answers: { 200: LiftedHold, 202: PendingAnswer },
  handle: async ({ kernel, call, params: { slug, hold }, body }) => ({
    status: 200,
    body: await liftHold.execute(kernel, { ...body, release: slug, hold }, call),
  }),
});

export const releaseEndpoints = [
  getReleaseMigration,
  postMigrate,
  postRelease,
  getReleases,
  getNewSlug,
  getOneRelease,
  getReleaseRoles,
  putRoles,
  postStart,
  postComplete,
  postCandidate,
  postHold,
  postHoldLift,
];
