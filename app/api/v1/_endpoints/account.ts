import { findRepeatedFailures, listIdentities, listSessions } from "@/lib/identity/account-queries";
import type { Actor, PersonActor } from "@/lib/identity/actor";
import { confirmByPassword } from "@/lib/identity/confirm-by-password";
import { endSessions } from "@/lib/identity/end-sessions";
import {
  ConfirmationAnswer,
  ConfirmationBody,
  EmailParam,
  FailedConfirmationsAnswer,
  IdentityAnswer,
  IdentityParam,
  PersonIdentityParam,
  SessionAnswer,
  SessionParam,
  SessionsEnded,
} from "@/lib/identity/schemas";
import { unlinkIdentity } from "@/lib/identity/unlink-identity";
import { AppError } from "@/lib/platform/errors";
import { pageOf, PageQuery } from "@/lib/platform/paging";
import { endpoint } from "@/lib/platform/web";

const tag = "Sign-in";

function personOf(actor: Actor): PersonActor {
  if (actor.kind !== "person") throw new AppError("people-only", "Machines do not sign in.");
  return actor;
}

export const getOwnSessions = endpoint({
  method: "GET",
  path: "/me/sessions",
  tag,
  summary: "One's own sessions that are still good, newest first",
  query: PageQuery,
  answers: { 200: pageOf(SessionAnswer) },
  handle: async ({ kernel, actor, query }) => {
    const { email } = personOf(actor);
    const asked = { email, actor, now: kernel.clock.now(), page: query };
    return { status: 200, body: await listSessions(kernel.db.prisma, asked) };
  },
});

export const deleteOwnSession = endpoint({
  method: "DELETE",
  path: "/me/sessions/{id}",
  tag,
  summary: "Sign out one of one's own sessions",
  params: SessionParam,
  answers: { 204: null },
  handle: async ({ kernel, actor, params, call }) => {
    await endSessions.execute(kernel, { person: personOf(actor).email, session: params.id }, call);
    return { status: 204 };
  },
});

export const deleteOwnSessions = endpoint({
  method: "DELETE",
  path: "/me/sessions",
  tag,
  summary: "Sign out everywhere; a session that asks stays",
  description: "Tokens are not touched. Called with a token, every session ends.",
  answers: { 200: SessionsEnded },
  handle: async ({ kernel, actor, call }) => ({
    status: 200,
    body: await endSessions.execute(kernel, { person: personOf(actor).email, keepThis: true }, call),
  }),
});

export const getSessions = endpoint({
  method: "GET",
  path: "/people/{email}/sessions",
  tag,
  summary: "A person's sessions that are still good (own, or admin)",
  params: EmailParam,
  query: PageQuery,
  answers: { 200: pageOf(SessionAnswer) },
  handle: async ({ kernel, actor, params, query }) => {
    const asked = { email: params.email, actor, now: kernel.clock.now(), page: query };
    return { status: 200, body: await listSessions(kernel.db.prisma, asked) };
  },
});

export const deleteSessions = endpoint({
  method: "DELETE",
  path: "/people/{email}/sessions",
  tag,
  summary: "Sign a person out everywhere (own, or admin)",
  params: EmailParam,
  answers: { 200: SessionsEnded },
  handle: async ({ kernel, params, call }) => ({
    status: 200,
    body: await endSessions.execute(kernel, { person: params.email }, call),
  }),
});

export const getOwnIdentities = endpoint({
  method: "GET",
  path: "/me/identities",
  tag,
  summary: "Who one is at the provider of single sign-on",
  description: "An identity is linked in a browser, since the provider has to vouch for it.",
  query: PageQuery,
  answers: { 200: pageOf(IdentityAnswer) },
  handle: async ({ kernel, actor, query }) => {
    const asked = { email: personOf(actor).email, actor, page: query };
    return { status: 200, body: await listIdentities(kernel.db.prisma, asked) };
  },
});

export const deleteOwnIdentity = endpoint({
  method: "DELETE",
  path: "/me/identities/{id}",
  tag,
  summary: "Unlink an identity of one's own",
  description: "Refused where it is the only way to sign in. The sessions that it began end.",
  params: IdentityParam,
  answers: { 204: null },
  handle: async ({ kernel, actor, params, call }) => {
    await unlinkIdentity.execute(kernel, { person: personOf(actor).email, id: params.id }, call);
    return { status: 204 };
  },
});

export const getIdentities = endpoint({
  method: "GET",
  path: "/people/{email}/identities",
  tag,
  summary: "Who a person is at the provider (own, or admin)",
  params: EmailParam,
  query: PageQuery,
  answers: { 200: pageOf(IdentityAnswer) },
  handle: async ({ kernel, actor, params, query }) => {
    const asked = { email: params.email, actor, page: query };
    return { status: 200, body: await listIdentities(kernel.db.prisma, asked) };
  },
});

export const deleteIdentity = endpoint({
  method: "DELETE",
  path: "/people/{email}/identities/{id}",
  tag,
  summary: "Unlink a person's identity (own, or admin)",
  description: "It opens the account to nobody: what was unlinked is never linked by an address again.",
  params: PersonIdentityParam,
  answers: { 204: null },
  handle: async ({ kernel, params, call }) => {
    await unlinkIdentity.execute(kernel, { person: params.email, id: params.id }, call);
    return { status: 204 };
  },
});

export const postConfirmation = endpoint({
  method: "POST",
  path: "/me/confirmations",
  tag,
  summary: "Show anew by password, within a session, that it is oneself who signs",
  description:
    "For a signature that was refused with reauthentication-required, whose answer names the act. Single sign-on confirms in a browser. A token cannot confirm anything.",
  scope: "*",
  body: ConfirmationBody,
  answers: { 201: ConfirmationAnswer },
  handle: async ({ kernel, actor, call, body }) => ({
    status: 201,
    body: await confirmByPassword(kernel, { ...body, actor: personOf(actor), requestId: call.requestId }),
  }),
});

export const getFailedConfirmations = endpoint({
  method: "GET",
  path: "/people/{email}/failed-confirmations",
  tag,
  summary: "Attempts to sign in a person's name that failed repeatedly, in the last week (own, or admin)",
  params: EmailParam,
  answers: { 200: FailedConfirmationsAnswer },
  handle: async ({ kernel, actor, params }) => {
    const asked = { email: params.email, actor, now: kernel.clock.now() };
    return { status: 200, body: { repeated: await findRepeatedFailures(kernel.db.prisma, asked) } };
  },
});

export const accountEndpoints = [
  getOwnSessions,
  deleteOwnSession,
  deleteOwnSessions,
  getSessions,
  deleteSessions,
  getOwnIdentities,
  deleteOwnIdentity,
  getIdentities,
  deleteIdentity,
  postConfirmation,
  getFailedConfirmations,
];
