import { z } from "zod";
import { speedGaps } from "@/lib/gates/speed-gaps-queries";
import { SpeedGapsAnswer, SpeedGapsQuery } from "@/lib/gates/speed-gaps-schemas";
import { endpoint, etagOf, ifMatchOf } from "@/lib/platform/web";
import { changeRota } from "@/lib/policy/change-rota";
import { createRota } from "@/lib/policy/create-rota";
import { endOverride } from "@/lib/policy/end-override";
import { overrideShift } from "@/lib/policy/override-shift";
import { getRota, listRotas } from "@/lib/policy/rota-queries";
import {
  CreateRota,
  OverrideAnswer,
  OverrideBody,
  OverrideParam,
  RotaAnswer,
  RotaBody,
  RotaParam,
  RotaRange,
  RotaSummary,
} from "@/lib/policy/rota-schemas";
import { KeyAnswer } from "./answers";

const tag = "Roles and rights";

export const postRota = endpoint({
  method: "POST",
  path: "/rotas",
  tag,
  summary: "Add a rota: people who take turns in being on shift",
  description:
    "By the leads of its team; where there is none, by whoever may change the rights. Given to a role of a release as `rota:<key>`, the role is held by whoever is on shift.",
  body: CreateRota,
  answers: { 201: KeyAnswer },
  handle: async ({ kernel, body, call }) => ({
    status: 201,
    body: await createRota.execute(kernel, body, call),
  }),
});

export const getRotas = endpoint({
  method: "GET",
  path: "/rotas",
  tag,
  summary: "All rotas, with who is on shift, who comes next, and the next gap",
  answers: { 200: z.strictObject({ items: z.array(RotaSummary), nextCursor: z.null() }) },
  handle: async ({ kernel }) => ({
    status: 200,
    body: { items: await listRotas(kernel.db.prisma, kernel.clock.now()), nextCursor: null },
  }),
});

export const getOneRota = endpoint({
  method: "GET",
  path: "/rotas/{key}",
  tag,
  summary: "A rota with its shifts and gaps from one time to another",
  params: RotaParam,
  query: RotaRange,
  answers: { 200: RotaAnswer },
  handle: async ({ kernel, actor, params, query: { from, to } }) => {
    const range =
      from === undefined || to === undefined ? undefined : { from: Date.parse(from), to: Date.parse(to) };
    const now = kernel.clock.now();
    const body = await getRota(kernel.db.prisma, { key: params.key, actor, now, range });
    return { status: 200, body, headers: { etag: etagOf(body.digest) } };
  },
});

export const putRota = endpoint({
  method: "PUT",
  path: "/rotas/{key}",
  tag,
  summary: "Say who takes turns and when, from now on",
  description:
    "By the leads of its team; nobody adds themselves. Past shifts stay as they were, and what was signed in them stands. Honours If-Match (`digest`).",
  params: RotaParam,
  body: RotaBody,
  answers: { 200: KeyAnswer },
  handle: async ({ kernel, params, body, call, request }) => ({
    status: 200,
    body: await changeRota.execute(kernel, { ...body, key: params.key, expected: ifMatchOf(request) }, call),
  }),
});

export const postOverride = endpoint({
  method: "POST",
  path: "/rotas/{key}/overrides",
  tag,
  summary: "Take a shift over, or hand one on",
  description:
    "Whoever is on the rota takes a shift or hands on their own to another of it; the leads of its team put anybody of it on shift.",
  params: RotaParam,
  body: OverrideBody,
  answers: { 201: OverrideAnswer },
  handle: async ({ kernel, params, body, call }) => ({
    status: 201,
    body: await overrideShift.execute(kernel, { ...body, key: params.key }, call),
  }),
});

export const postOverrideEnd = endpoint({
  method: "POST",
  path: "/rotas/{key}/overrides/{id}/end",
  tag,
  summary: "End an override: whose turn it is, is on shift again",
  params: OverrideParam,
  answers: { 200: KeyAnswer },
  handle: async ({ kernel, params, call }) => ({
    status: 200,
    body: await endOverride.execute(kernel, params, call),
  }),
});

export const getSpeedGaps = endpoint({
  method: "GET",
  path: "/rights/gaps",
  tag,
  summary: "When nobody could take a decision that needs speed, in the coming two weeks, in sentences",
  description:
    "Proposing, authorising and executing a rollback, pausing exposure and placing a hold, on releases in flight that the caller sees. Roles are held by whoever holds them at the time; what comes back each week is told once.",
  query: SpeedGapsQuery,
  answers: { 200: SpeedGapsAnswer },
  handle: async ({ kernel, actor, query }) => ({
    status: 200,
    body: await speedGaps(kernel.db.prisma, { ...query, actor, now: kernel.clock.now() }),
  }),
});

export const rotaEndpoints = [
  getSpeedGaps,
  postRota,
  getRotas,
  getOneRota,
  putRota,
  postOverride,
  postOverrideEnd,
];
