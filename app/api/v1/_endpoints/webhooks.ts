import { z } from "zod";
import { endpointSecret, verifyingKey } from "@/lib/integrations/webhooks/standard-webhooks";
import { changeTeamHook } from "@/lib/notifications/change-team-hook";
import { changeTeamNotices } from "@/lib/notifications/change-team-notices";
import { createEndpoint } from "@/lib/notifications/create-endpoint";
import { deliveryStates, type Scheme } from "@/lib/notifications/delivery-model";
import { getEndpoint, type KeyOf, listDeliveries, listEndpoints } from "@/lib/notifications/delivery-queries";
import {
  CreateEndpoint,
  DeliveryAnswer,
  EndpointAnswer,
  EndpointOnly,
  MadeSecretAnswer,
  RepeatDelivery,
  RotateSecret,
} from "@/lib/notifications/endpoint-schemas";
import { getRules } from "@/lib/notifications/queries";
import { removeEndpoint } from "@/lib/notifications/remove-endpoint";
import { repeatDelivery } from "@/lib/notifications/repeat-delivery";
import { rotateSecret } from "@/lib/notifications/rotate-secret";
import { ChangeTeamHook, NoticeDocument, RulesAnswer } from "@/lib/notifications/schemas";
import { loadTeamFacts } from "@/lib/notifications/team-notices";
import { Key } from "@/lib/platform/names";
import { PageQuery, pageOf } from "@/lib/platform/paging";
import { site } from "@/lib/platform/site";
import { endpoint, etagOf, ifMatchOf } from "@/lib/platform/web";

const tag = "Notices";

const keyOf: KeyOf = (kept) => verifyingKey(endpointSecret(site().secret, kept));

function shown({ id, scheme, salt }: { id: string; scheme: Scheme; salt: string }) {
  return { id, secret: keyOf({ scheme, salt: Buffer.from(salt, "base64") }) };
}

export const getWebhooks = endpoint({
  method: "GET",
  path: "/webhooks",
  tag,
  summary: "Addresses that the organisation's events are posted to",
  answers: { 200: z.strictObject({ items: z.array(EndpointAnswer), nextCursor: z.null() }) },
  handle: async ({ kernel, actor }) => ({
    status: 200,
    body: {
      items: await listEndpoints(kernel.db.prisma, { actor, now: kernel.clock.now(), keyOf }),
      nextCursor: null,
    },
  }),
});

export const postWebhook = endpoint({
  method: "POST",
  path: "/webhooks",
  tag,
  summary: "Post the organisation's events to an address, signed by Standard Webhooks",
  description:
    "Answers the secret, which is shown this once: whsec_… for v1 (HMAC), or the public key whpk_… for v1a (Ed25519). Bodies hold no names and no free text; what is of a restricted release is not posted.",
  body: CreateEndpoint,
  answers: { 201: MadeSecretAnswer },
  handle: async ({ kernel, body, call }) => ({
    status: 201,
    body: shown(await createEndpoint.execute(kernel, body, call)),
  }),
});

export const getOneWebhook = endpoint({
  method: "GET",
  path: "/webhooks/{id}",
  tag,
  summary: "An address that the organisation's events are posted to",
  params: EndpointOnly,
  answers: { 200: EndpointAnswer },
  handle: async ({ kernel, actor, params: { id } }) => ({
    status: 200,
    body: await getEndpoint(kernel.db.prisma, { actor, now: kernel.clock.now(), keyOf, id }),
  }),
});

export const deleteWebhook = endpoint({
  method: "DELETE",
  path: "/webhooks/{id}",
  tag,
  summary: "End posting to an address; what waits for it is dropped",
  params: EndpointOnly,
  answers: { 200: EndpointOnly },
  handle: async ({ kernel, params, call }) => ({
    status: 200,
    body: await removeEndpoint.execute(kernel, params, call),
  }),
});

export const postWebhookRotation = endpoint({
  method: "POST",
  path: "/webhooks/{id}/rotate",
  tag,
  summary: "Give an address another secret; for a while messages are signed with both",
  params: EndpointOnly,
  body: RotateSecret.omit({ id: true }),
  answers: { 200: MadeSecretAnswer },
  handle: async ({ kernel, params, body, call }) => ({
    status: 200,
    body: shown(await rotateSecret.execute(kernel, { ...body, ...params }, call)),
  }),
});

export const getDeliveries = endpoint({
  method: "GET",
  path: "/deliveries",
  tag,
  summary: "Messages on their way and delivered, each with its attempts, the newest first",
  description: "To an admin all of them, to others their own.",
  query: PageQuery.extend({
    state: z.enum(deliveryStates).optional(),
    webhook: z.uuid().optional().meta({ description: "Only those to this endpoint" }),
  }),
  answers: { 200: pageOf(DeliveryAnswer) },
  handle: async ({ kernel, actor, query: { state, webhook, ...page } }) => ({
    status: 200,
    body: await listDeliveries(kernel.db.prisma, { actor, page, filter: { state, endpoint: webhook } }),
  }),
});

export const postDeliveryRepeat = endpoint({
  method: "POST",
  path: "/deliveries/{id}/repeat",
  tag,
  summary: "Have a message sent again now, under its id: one's own, or as an admin any",
  params: RepeatDelivery,
  answers: { 200: RepeatDelivery },
  handle: async ({ kernel, params, call }) => ({
    status: 200,
    body: await repeatDelivery.execute(kernel, params, call),
  }),
});

const teamParams = z.object({ key: Key });

export const getTeamNotices = endpoint({
  method: "GET",
  path: "/teams/{key}/notices",
  tag,
  summary:
    "What is posted to a team's chat: of releases on which it holds a role or whose components it owns",
  params: teamParams,
  answers: { 200: RulesAnswer },
  handle: async ({ kernel, params: { key } }) => {
    const { team } = await loadTeamFacts(kernel.db.prisma, key, kernel.clock.now());
    const body = await getRules(kernel.db.prisma, { owner: { team: team.id }, email: false });
    return { status: 200, body, headers: { etag: etagOf(body.digest) } };
  },
});

export const putTeamNotices = endpoint({
  method: "PUT",
  path: "/teams/{key}/notices",
  tag,
  summary: "Say what is posted to a team's chat, and when; by its leads or an admin",
  params: teamParams,
  body: NoticeDocument,
  answers: { 200: z.strictObject({ digest: z.string() }) },
  handle: async ({ kernel, params: { key }, body: rules, call, request }) => ({
    status: 200,
    body: await changeTeamNotices.execute(kernel, { team: key, rules, expected: ifMatchOf(request) }, call),
  }),
});

export const postTeamHook = endpoint({
  method: "POST",
  path: "/teams/{key}/slack",
  tag,
  summary: "Say where a team's chat messages are posted to: a Slack-compatible incoming webhook, or nowhere",
  params: teamParams,
  body: ChangeTeamHook.omit({ team: true }),
  answers: { 200: z.strictObject({ isSet: z.boolean() }) },
  handle: async ({ kernel, params: { key }, body: { url }, call }) => ({
    status: 200,
    body: await changeTeamHook.execute(kernel, { team: key, url }, call),
  }),
});

export const webhookEndpoints = [
  getWebhooks,
  postWebhook,
  getOneWebhook,
  deleteWebhook,
  postWebhookRotation,
  getDeliveries,
  postDeliveryRepeat,
  getTeamNotices,
  putTeamNotices,
  postTeamHook,
];
