import { z } from "zod";
import { ConsequencesAnswer } from "@/lib/gates/consequence-schemas";
import { consequencesForPool } from "@/lib/gates/consequence-queries";
import { cutTo, rightsFindings, rightsSimulation } from "@/lib/gates/findings-queries";
import {
  FindingsAnswer,
  FindingsQuery,
  readHourIn,
  readWithout,
  SimulationAnswer,
  SimulationQuery,
} from "@/lib/gates/findings-schemas";
import { Slug } from "@/lib/platform/names";
import { etagOf, endpoint, ifMatchOf } from "@/lib/platform/web";
import { PendingAnswer } from "@/lib/policy/pending-schemas";
import { changePool } from "@/lib/policy/change-pool";
import { changeRights } from "@/lib/policy/change-rights";
import { createRole } from "@/lib/policy/create-role";
import { differenceToRights, getRights, listRoles } from "@/lib/policy/role-queries";
import { PutRights, RightsTable } from "@/lib/policy/rights-schema";
import {
  CreateRole,
  PoolBody,
  PutRightsAnswer,
  RightsAnswer,
  RightsDifferenceAnswer,
  RoleAnswer,
  RoleParam,
} from "@/lib/policy/schemas";
import { loadOrganisation } from "@/lib/policy/queries";
import { asOfAll } from "@/lib/releases/moment-queries";
import { organisationDeciders, releaseRights } from "@/lib/releases/rights-of-queries";
import { DecidersAnswer, ReleaseRightsAnswer } from "@/lib/releases/rights-of-schemas";
import { KeyAnswer } from "./answers";
import { AtQuery, readAsOf } from "./as-of";

const tag = "Roles and rights";
const findingsListed = 1000;

export const postRole = endpoint({
  method: "POST",
  path: "/roles",
  tag,
  summary: "Add a role with its first pool (admin, who does not stand in it)",
  body: CreateRole,
  answers: { 201: KeyAnswer },
  handle: async ({ kernel, body, call }) => ({
    status: 201,
    body: await createRole.execute(kernel, body, call),
  }),
});

export const getRoles = endpoint({
  method: "GET",
  path: "/roles",
  tag,
  summary: "All roles, with their pools",
  answers: { 200: z.strictObject({ items: z.array(RoleAnswer), nextCursor: z.null() }) },
  handle: async ({ kernel }) => ({
    status: 200,
    body: { items: await listRoles(kernel.db.prisma, kernel.clock.now()), nextCursor: null },
  }),
});

export const putPool = endpoint({
  method: "PUT",
  path: "/roles/{key}/pool",
  tag,
  summary: "Say who can be given a role",
  description:
    "The decision pool.change: by the leads of the pool's teams, where there are none by whoever holds rights.change. Nobody adds themselves. Honours If-Match (`poolDigest`).",
  params: RoleParam,
  body: PoolBody,
  answers: { 200: KeyAnswer },
  handle: async ({ kernel, params, body, call, request }) => ({
    status: 200,
    body: await changePool.execute(kernel, { ...body, role: params.key, expected: ifMatchOf(request) }, call),
  }),
});

export const postPoolConsequences = endpoint({
  method: "POST",
  path: "/roles/{key}/pool/consequences",
  tag,
  summary: "What would follow from a pool being this; changes nothing",
  description:
    "Who would lose the role on which release, which votes would stop counting, and what nobody could then fill: by the functions that judge the gates.",
  params: RoleParam,
  body: PoolBody,
  scope: "read",
  answers: { 200: ConsequencesAnswer },
  handle: async ({ kernel, params, body, actor }) => ({
    status: 200,
    body: await consequencesForPool(kernel.db.prisma, {
      role: params.key,
      pool: body.pool,
      actor,
      now: kernel.clock.now(),
    }),
  }),
});

export const getRightsTable = endpoint({
  method: "GET",
  path: "/rights",
  tag,
  summary: "The organisation's table of decision rights, and who could decide by it now or at a past moment",
  query: AtQuery,
  answers: { 200: RightsAnswer.extend({ deciders: DecidersAnswer }) },
  handle: async ({ kernel, query: { at } }) => {
    const body = await asOfAll(kernel.db, { now: kernel.clock.now(), at }, async ({ db, now }) => ({
      ...(await getRights(db, now)),
      deciders: organisationDeciders(await loadOrganisation(db, now)),
    }));
    return { status: 200, body, headers: { etag: etagOf(body.digest) } };
  },
});

export const putRights = endpoint({
  method: "PUT",
  path: "/rights",
  tag,
  summary: "Put the organisation's table of decision rights",
  description:
    "The decision rights.change; the first table is put by an admin. Honours If-Match. Answers what the table leaves to nobody. Running releases keep the version they began with; with `runningReleases` a change that is provably a tightening is forced on them, each with an entry of its own, and `not-a-tightening` names what loosens. So may be the table that is in force.",
  body: PutRights,
  answers: { 200: PutRightsAnswer, 202: PendingAnswer },
  handle: async ({ kernel, body: { runningReleases: running, ...table }, call, request }) => {
    const input = { table, running, expected: ifMatchOf(request) };
    const value = await changeRights.execute(kernel, input, call);
    return { status: 200, body: value, headers: { etag: etagOf(value.digest) } };
  },
});

export const postRightsDifference = endpoint({
  method: "POST",
  path: "/rights/difference",
  tag,
  summary: "What putting a table would change, what of it loosens, and who may; changes nothing",
  body: RightsTable,
  scope: "read",
  answers: { 200: RightsDifferenceAnswer },
  handle: async ({ kernel, body, actor }) => ({
    status: 200,
    body: await differenceToRights(kernel.db.prisma, {
      rights: body.rights,
      actor,
      now: kernel.clock.now(),
    }),
  }),
});

export const getRightsFindings = endpoint({
  method: "GET",
  path: "/rights/findings",
  tag,
  summary: "What nobody can decide as things stand, and what hangs on one person",
  description: `Of the organisation and of all drafts and releases in flight that the caller sees, by the matching that counts approvals. At most ${findingsListed} of each are listed, and all are counted; \`release\` narrows it to one.`,
  query: FindingsQuery,
  answers: { 200: FindingsAnswer },
  handle: async ({ kernel, actor, query }) => ({
    status: 200,
    body: cutTo(
      await rightsFindings(kernel.db.prisma, { ...query, actor, now: kernel.clock.now() }),
      findingsListed,
    ),
  }),
});

export const getRightsSimulation = endpoint({
  method: "GET",
  path: "/rights/simulation",
  tag,
  summary:
    "What nobody could decide without these people, teams and roles, or in an hour of the week; changes nothing",
  description:
    "What becomes impossible, and what comes to hang on one person, compared with how things stand. Who leaves takes along what they signed; a team's members leave with it. In an hour of the week roles held by shift, or for a time, are held by those who hold them then, in each of its coming four weeks; everybody else counts as there.",
  query: SimulationQuery,
  answers: { 200: SimulationAnswer },
  handle: async ({ kernel, actor, query: { without = [], hour, zone, release } }) => ({
    status: 200,
    body: cutTo(
      await rightsSimulation(kernel.db.prisma, {
        release,
        without: without.flatMap((text) => readWithout(text) ?? []),
        hour: readHourIn(hour, zone),
        actor,
        now: kernel.clock.now(),
      }),
      findingsListed,
    ),
  }),
});

export const getReleaseRights = endpoint({
  method: "GET",
  path: "/releases/{slug}/rights",
  tag,
  summary:
    "Who may decide what on a release: the organisation's rows and its template's together, and who could now or at a past moment, by which rule and grant",
  params: z.object({ slug: Slug }),
  query: AtQuery,
  answers: { 200: ReleaseRightsAnswer },
  handle: async (context) => {
    const { at } = context.query;
    return { status: 200, body: await readAsOf(context, (db, asked) => releaseRights(db, { ...asked, at })) };
  },
});

export const roleEndpoints = [
  postRole,
  getRoles,
  putPool,
  postPoolConsequences,
  getRightsTable,
  putRights,
  postRightsDifference,
  getRightsFindings,
  getRightsSimulation,
  getReleaseRights,
];
