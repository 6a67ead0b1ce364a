import { addTeamMember } from "@/lib/identity/add-team-member";
import { createTeam } from "@/lib/identity/create-team";
import { getTeam, listTeams } from "@/lib/identity/queries";
import { removeTeamMember } from "@/lib/identity/remove-team-member";
import {
  CreateTeam,
  KeyParam,
  MemberBody,
  MemberParam,
  TeamAnswer,
  TeamDetail,
  TeamGroupsAnswer,
  TeamGroupsBody,
} from "@/lib/identity/schemas";
import { setTeamGroups } from "@/lib/identity/set-team-groups";
import { line } from "@/lib/platform/names";
import { pageOf, PageQuery } from "@/lib/platform/paging";
import { endpoint, ifMatchOf } from "@/lib/platform/web";
import { EmailAnswer, KeyAnswer, versioned } from "./answers";

const tag = "Teams";

export const postTeam = endpoint({
  method: "POST",
  path: "/teams",
  tag,
  summary: "Add a team (admin)",
  body: CreateTeam,
  answers: { 201: KeyAnswer },
  handle: async ({ kernel, body, call }) => ({
    status: 201,
    body: await createTeam.execute(kernel, body, call),
  }),
});

export const getTeams = endpoint({
  method: "GET",
  path: "/teams",
  tag,
  summary: "Teams, by key, with their members and the roles held by way of them",
  query: PageQuery.extend({ q: line(200).optional() }),
  answers: { 200: pageOf(TeamAnswer) },
  handle: async ({ kernel, query }) => ({
    status: 200,
    body: await listTeams(kernel.db.prisma, query),
  }),
});

export const getOneTeam = endpoint({
  method: "GET",
  path: "/teams/{key}",
  tag,
  summary: "A team, with the components and machines that it owns",
  params: KeyParam,
  answers: { 200: TeamDetail },
  handle: async ({ kernel, params }) => ({
    status: 200,
    body: await getTeam(kernel.db.prisma, params.key),
  }),
});

export const postMember = endpoint({
  method: "POST",
  path: "/teams/{key}/members",
  tag,
  summary: "Give somebody a place in a team, or change it",
  description:
    "Admin, or a lead of the team. Once roles are held by way of the team this is pool.change: its leads decide, where it has none whoever holds rights.change, and nobody adds themselves.",
  params: KeyParam,
  body: MemberBody,
  answers: { 200: EmailAnswer },
  handle: async ({ kernel, params, body, call }) => ({
    status: 200,
    body: await addTeamMember.execute(kernel, { ...body, team: params.key }, call),
  }),
});

export const deleteMember = endpoint({
  method: "DELETE",
  path: "/teams/{key}/members/{email}",
  tag,
  summary: "End somebody's place in a team",
  description: "By whoever may give it, and by the person themselves.",
  params: MemberParam,
  answers: { 204: null },
  handle: async ({ kernel, params, call }) => {
    await removeTeamMember.execute(kernel, { team: params.key, email: params.email }, call);
    return { status: 204 };
  },
});

export const getGroups = endpoint({
  method: "GET",
  path: "/teams/{key}/groups",
  tag,
  summary: "Which groups of the provider a team takes in",
  params: KeyParam,
  answers: { 200: TeamGroupsAnswer },
  handle: async ({ kernel, params }) => {
    const { groups } = await getTeam(kernel.db.prisma, params.key);
    return versioned({ groups: groups.map(({ name }) => name).sort() });
  },
});

export const putGroups = endpoint({
  method: "PUT",
  path: "/teams/{key}/groups",
  tag,
  summary: "Say which groups of the provider a team takes in",
  description:
    "By whoever may give places in it. People in these groups get a place when they sign in by the provider and lose it when they leave the group; places given by hand stay. In a team that is in a pool those groups count that its leads decided, and none brings in who decided it.",
  params: KeyParam,
  body: TeamGroupsBody,
  answers: { 200: KeyAnswer },
  handle: async ({ kernel, params, body, call, request }) => {
    const input = { ...body, team: params.key, expected: ifMatchOf(request) };
    return { status: 200, body: await setTeamGroups.execute(kernel, input, call) };
  },
});

export const teamEndpoints = [postTeam, getTeams, getOneTeam, postMember, deleteMember, getGroups, putGroups];
