import { createToken } from "@/lib/identity/create-token";
import { listTokens } from "@/lib/identity/queries";
import { revokeToken } from "@/lib/identity/revoke-token";
import { EmailParam, NewToken, TokenAnswer, TokenBody, TokenParam } from "@/lib/identity/schemas";
import { pageOf, PageQuery } from "@/lib/platform/paging";
import { endpoint } from "@/lib/platform/web";

const tag = "Tokens";

export const postToken = endpoint({
  method: "POST",
  path: "/people/{email}/tokens",
  tag,
  summary: "Make a token for oneself",
  description:
    "The answer holds the token, this once. A token that makes another needs the scope tokens and passes on at most its own scopes.",
  params: EmailParam,
  body: TokenBody,
  answers: { 201: NewToken },
  handle: async ({ kernel, params, body, call }) => ({
    status: 201,
    body: await createToken.execute(kernel, { ...body, person: params.email }, call),
  }),
});

export const getTokens = endpoint({
  method: "GET",
  path: "/people/{email}/tokens",
  tag,
  summary: "A person's tokens, without the tokens themselves (own, or admin)",
  params: EmailParam,
  query: PageQuery,
  answers: { 200: pageOf(TokenAnswer) },
  handle: async ({ kernel, params, query, actor }) => ({
    status: 200,
    body: await listTokens(kernel.db.prisma, { email: params.email, actor, page: query }),
  }),
});

export const deleteToken = endpoint({
  method: "DELETE",
  path: "/people/{email}/tokens/{id}",
  tag,
  summary: "Revoke a token (own, or admin)",
  params: TokenParam,
  answers: { 204: null },
  handle: async ({ kernel, params, call }) => {
    await revokeToken.execute(kernel, { person: params.email, id: params.id }, call);
    return { status: 204 };
  },
});

export const tokenEndpoints = [postToken, getTokens, deleteToken];
