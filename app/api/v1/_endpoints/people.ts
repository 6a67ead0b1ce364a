import { z } from "zod";
import { ConsequencesAnswer, ConsequencesQuery } from "@/lib/gates/consequence-schemas";
import { consequencesForPerson } from "@/lib/gates/consequence-queries";
import { changePassword } from "@/lib/identity/change-password";
import { createPerson } from "@/lib/identity/create-person";
import { disablePerson } from "@/lib/identity/disable-person";
import { enablePerson } from "@/lib/identity/enable-person";
import { erasePerson } from "@/lib/identity/erase-person";
import { previewErasure } from "@/lib/identity/erasure-queries";
import { ErasedAnswer, ErasureAnswer, ErasureBody } from "@/lib/identity/erasure-schemas";
import { countAttempt, forgetAttempt } from "@/lib/identity/limits";
import { getPersonView, listPeople } from "@/lib/identity/people-queries";
import {
  AccessAnswer,
  AccessBody,
  CreatePerson,
  EmailParam,
  EnableBody,
  PasswordBody,
  PeopleQuery,
  PersonAnswer,
} from "@/lib/identity/schemas";
import { setAccess } from "@/lib/identity/set-access";
import type { Kernel } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { refuseOvertaken } from "@/lib/platform/overtaken";
import { pageOf } from "@/lib/platform/paging";
import { endpoint, ifMatchOf } from "@/lib/platform/web";
import { HeldRole, listHeldRoles } from "@/lib/releases/held-roles-queries";

import { versioned } from "./answers";

const tag = "People";

export const postPerson = endpoint({
  method: "POST",
  path: "/people",
  tag,
  summary: "Add somebody (admin)",
  description: "They set their own password by an address that the server's operator makes for them.",
  body: CreatePerson,
  answers: { 201: PersonAnswer },
  handle: async ({ kernel, body, call }) => {
    const { email } = await createPerson.execute(kernel, body, call);
    return { status: 201, body: await view(kernel, email) };
  },
});

export const getPeople = endpoint({
  method: "GET",
  path: "/people",
  tag,
  summary: "People, by address",
  query: PeopleQuery,
  answers: { 200: pageOf(PersonAnswer) },
  handle: async ({ kernel, query }) => ({
    status: 200,
    body: await listPeople(kernel.db.prisma, { ...query, now: kernel.clock.now() }),
  }),
});

export const getPerson = endpoint({
  method: "GET",
  path: "/people/{email}",
  tag,
  summary: "One person",
  params: EmailParam,
  answers: { 200: PersonAnswer },
  handle: async ({ kernel, params }) => ({ status: 200, body: await view(kernel, params.email) }),
});

export const getConsequences = endpoint({
  method: "GET",
  path: "/people/{email}/consequences",
  tag,
  summary: "What would follow from disabling somebody, or from their leaving a team; changes nothing",
  description:
    "Which roles they would lose on which release, which votes would stop counting, and what nobody could then fill: by the functions that judge the gates.",
  params: EmailParam,
  query: ConsequencesQuery,
  answers: { 200: ConsequencesAnswer },
  handle: async ({ kernel, params, query, actor }) => ({
    status: 200,
    body: await consequencesForPerson(kernel.db.prisma, {
      email: params.email,
      ...query,
      actor,
      now: kernel.clock.now(),
    }),
  }),
});

export const getHeldRoles = endpoint({
  method: "GET",
  path: "/people/{email}/roles",
  tag,
  summary: "Roles that somebody holds on drafts and releases in flight",
  params: EmailParam,
  answers: { 200: z.strictObject({ items: z.array(HeldRole), nextCursor: z.null() }) },
  handle: async ({ kernel, params, actor }) => ({
    status: 200,
    body: {
      items: await listHeldRoles(kernel.db.prisma, { email: params.email, actor }),
      nextCursor: null,
    },
  }),
});

export const postDisable = endpoint({
  method: "POST",
  path: "/people/{email}/disable",
  tag,
  summary: "Disable somebody (admin)",
  description:
    "Ends their sessions, tokens and places in teams and pools at once. What they decided before stands.",
  params: EmailParam,
  answers: { 200: PersonAnswer },
  handle: async ({ kernel, params, call }) => {
    const { email } = await disablePerson.execute(kernel, { person: params.email }, call);
    return { status: 200, body: await view(kernel, email) };
  },
});

export const getErasure = endpoint({
  method: "GET",
  path: "/people/{email}/erasure",
  tag,
  summary: "What erasing somebody would erase, end and leave; a dry run, for admins",
  params: EmailParam,
  answers: { 200: ErasureAnswer },
  handle: async ({ kernel, params, actor }) => ({
    status: 200,
    body: await previewErasure(kernel.db.prisma, { email: params.email, actor, now: kernel.clock.now() }),
  }),
});

export const postErase = endpoint({
  method: "POST",
  path: "/people/{email}/erase",
  tag,
  summary: "Erase somebody's personal data, for good (admin)",
  description:
    "Name and address go, everywhere they are kept, and all by which they sign in; what they hold ends first, as by disabling them. What they did and wrote stays, by their id, and every proof of the ledger holds.",
  params: EmailParam,
  body: ErasureBody,
  answers: { 200: ErasedAnswer },
  handle: async ({ kernel, params, body, call }) => ({
    status: 200,
    body: await erasePerson.execute(kernel, { ...body, person: params.email }, call),
  }),
});

export const postEnable = endpoint({
  method: "POST",
  path: "/people/{email}/enable",
  tag,
  summary: "Let somebody in again (admin)",
  description: "Places in teams and pools do not come back by it.",
  params: EmailParam,
  body: EnableBody,
  answers: { 200: PersonAnswer },
  handle: async ({ kernel, params, body, call }) => {
    const { email } = await enablePerson.execute(kernel, { ...body, person: params.email }, call);
    return { status: 200, body: await view(kernel, email) };
  },
});

export const getAccess = endpoint({
  method: "GET",
  path: "/people/{email}/access",
  tag,
  summary: "Somebody's access level; null: disabled",
  params: EmailParam,
  answers: { 200: AccessAnswer },
  handle: async ({ kernel, params }) => {
    const { access } = await view(kernel, params.email);
    return versioned({ access });
  },
});

export const putAccess = endpoint({
  method: "PUT",
  path: "/people/{email}/access",
  tag,
  summary: "Give an access level (admin)",
  description: "Access levels carry no decision right.",
  params: EmailParam,
  body: AccessBody,
  answers: { 200: PersonAnswer },
  handle: async ({ kernel, params, body, call, request }) => {
    const input = { ...body, person: params.email, expected: ifMatchOf(request) };
    const { email } = await setAccess.execute(kernel, input, call);
    return { status: 200, body: await view(kernel, email) };
  },
});

export const putPassword = endpoint({
  method: "PUT",
  path: "/people/{email}/password",
  tag,
  summary: "Change one's own password",
  description: "Takes the password so far; sessions other than this one end.",
  params: EmailParam,
  body: PasswordBody,
  answers: { 204: null },
  handle: async ({ kernel, params, body, call, actor, request }) => {
    // It is never shown, so nobody has read it.
    refuseOvertaken(ifMatchOf(request), undefined);
    if (actor.kind !== "person") throw new AppError("people-only", "Machines have no password.");
    await countAttempt(kernel, "sign-in-account", actor.email);
    await changePassword.execute(kernel, { ...body, person: params.email }, call);
    await forgetAttempt(kernel, "sign-in-account", actor.email, true);
    return { status: 204 };
  },
});

function view(kernel: Kernel, email: string): Promise<PersonAnswer> {
  return getPersonView(kernel.db.prisma, email, kernel.clock.now());
}

export const peopleEndpoints = [
  postPerson,
  getPeople,
  getPerson,
  getHeldRoles,
  getConsequences,
  postDisable,
  getErasure,
  postErase,
  postEnable,
  getAccess,
  putAccess,
  putPassword,
];
