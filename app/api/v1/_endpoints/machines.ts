import { createMachineToken } from "@/lib/identity/create-machine-token";
import { disableMachine } from "@/lib/identity/disable-machine";
import { getMachine, listMachines, listMachineTokens } from "@/lib/identity/queries";
import { registerMachine } from "@/lib/identity/register-machine";
import { revokeMachineToken } from "@/lib/identity/revoke-machine-token";
import {
  KeyParam,
  MachineAnswer,
  MachineBody,
  MachineTokenBody,
  MachineTokenParam,
  NewToken,
  TokenAnswer,
} from "@/lib/identity/schemas";
import { machineScopes } from "@/lib/identity/scopes";
import { Key, line } from "@/lib/platform/names";
import { pageOf, PageQuery } from "@/lib/platform/paging";
import { endpoint } from "@/lib/platform/web";
import { KeyAnswer } from "./answers";

const tag = "Machines";

export const postMachine = endpoint({
  method: "POST",
  path: "/machines",
  tag,
  summary: "Add a pipeline that reports (admin)",
  body: MachineBody,
  answers: { 201: KeyAnswer },
  handle: async ({ kernel, body, call }) => ({
    status: 201,
    body: await registerMachine.execute(kernel, body, call),
  }),
});

export const getMachines = endpoint({
  method: "GET",
  path: "/machines",
  tag,
  summary: "Machines, by key",
  query: PageQuery.extend({ q: line(200).optional(), team: Key.optional() }),
  answers: { 200: pageOf(MachineAnswer) },
  handle: async ({ kernel, query: { q, team, ...page } }) => ({
    status: 200,
    body: await listMachines(kernel.db.prisma, { page, q, team }),
  }),
});

export const getOneMachine = endpoint({
  method: "GET",
  path: "/machines/{key}",
  tag,
  summary: "One machine",
  params: KeyParam,
  answers: { 200: MachineAnswer },
  handle: async ({ kernel, params }) => ({
    status: 200,
    body: await getMachine(kernel.db.prisma, params.key),
  }),
});

export const postMachineDisable = endpoint({
  method: "POST",
  path: "/machines/{key}/disable",
  tag,
  summary: "End a machine and its tokens (admin, or a lead of its team)",
  params: KeyParam,
  answers: { 200: KeyAnswer },
  handle: async ({ kernel, params, call }) => ({
    status: 200,
    body: await disableMachine.execute(kernel, { machine: params.key }, call),
  }),
});

export const postMachineToken = endpoint({
  method: "POST",
  path: "/machines/{key}/tokens",
  tag,
  summary: "Make a token for a machine (admin, or a lead of its team)",
  description: `Scopes: ${machineScopes.join(", ")} and checks:<name>. Machines report and run what people decided; they never sign or decide.`,
  params: KeyParam,
  body: MachineTokenBody,
  answers: { 201: NewToken },
  handle: async ({ kernel, params, body, call }) => ({
    status: 201,
    body: await createMachineToken.execute(kernel, { ...body, machine: params.key }, call),
  }),
});

export const getMachineTokens = endpoint({
  method: "GET",
  path: "/machines/{key}/tokens",
  tag,
  summary: "A machine's tokens, without the tokens themselves (admin, or a lead of its team)",
  params: KeyParam,
  query: PageQuery,
  answers: { 200: pageOf(TokenAnswer) },
  handle: async ({ kernel, params, query, actor }) => ({
    status: 200,
    body: await listMachineTokens(kernel.db.prisma, { key: params.key, actor, page: query }),
  }),
});

export const deleteMachineToken = endpoint({
  method: "DELETE",
  path: "/machines/{key}/tokens/{id}",
  tag,
  summary: "Revoke a machine's token (admin, or a lead of its team)",
  params: MachineTokenParam,
  answers: { 204: null },
  handle: async ({ kernel, params, call }) => {
    await revokeMachineToken.execute(kernel, { machine: params.key, id: params.id }, call);
    return { status: 204 };
  },
});

export const machineEndpoints = [
  postMachine,
  getMachines,
  getOneMachine,
  postMachineDisable,
  postMachineToken,
  getMachineTokens,
  deleteMachineToken,
];
