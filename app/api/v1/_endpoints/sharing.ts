import { z } from "zod";
import { notFound } from "@/lib/platform/errors";
import { Key, Slug } from "@/lib/platform/names";
import { pageOf, PageQuery } from "@/lib/platform/paging";
import { sharedHeaders, sharedPath } from "@/lib/platform/security-headers";
import { addressOf, site } from "@/lib/platform/site";
import { endpoint } from "@/lib/platform/web";
import { listShareLinks } from "@/lib/sharing/link-queries";
import { makeShareLink } from "@/lib/sharing/make-share-link";
import { openShareLink } from "@/lib/sharing/open-share-link";
import { revokeShareLink } from "@/lib/sharing/revoke-share-link";
import {
  MakeShareLink,
  ShareLinkAnswer,
  ShareLinkMade,
  SharedStatus,
  StatusBoard,
} from "@/lib/sharing/schemas";
import { readBoard } from "@/lib/sharing/status-queries";
import { readWall } from "@/lib/sharing/wall-queries";
import { WallAnswer } from "@/lib/sharing/wall-schemas";

const tag = "Status and share links";

export const getStatus = endpoint({
  method: "GET",
  path: "/status",
  tag,
  summary:
    "Where everything is: releases in flight, rollbacks under way, what went wrong in the last 14 days",
  query: z.strictObject({ component: Key.optional() }),
  answers: { 200: StatusBoard },
  handle: async ({ kernel, actor, query: { component } }) => ({
    status: 200,
    body: await readBoard(kernel.db.prisma, { actor, component, now: kernel.clock.now() }),
  }),
});

export const getWall = endpoint({
  method: "GET",
  path: "/wall",
  tag,
  summary:
    "What a screen in a room shows: who is waited for, what goes back, who is on call, the next review",
  answers: { 200: WallAnswer },
  handle: async ({ kernel, actor }) => ({
    status: 200,
    body: await readWall(kernel.db.prisma, { actor, now: kernel.clock.now() }),
  }),
});

const Standing = z.enum(["open", "ended"], { error: 'expected "open" or "ended"' }).optional();

export const getShareLinks = endpoint({
  method: "GET",
  path: "/share-links",
  tag,
  summary: "One's own share links, without their secrets; as an admin everybody's",
  query: PageQuery.extend({
    state: Standing,
    of: z.literal("everybody", { error: 'expected "everybody"' }).optional(),
  }),
  answers: { 200: pageOf(ShareLinkAnswer) },
  handle: async ({ kernel, actor, query: { state, of, ...page } }) => ({
    status: 200,
    body: await listShareLinks(kernel.db.prisma, {
      ...page,
      of: { everybody: of === "everybody" },
      isStanding: state === undefined ? undefined : state === "open",
      actor,
      now: kernel.clock.now(),
    }),
  }),
});

export const getReleaseShareLinks = endpoint({
  method: "GET",
  path: "/releases/{slug}/share-links",
  tag,
  summary: "The share links of a release, whoever made them",
  params: z.strictObject({ slug: Slug }),
  query: PageQuery.extend({ state: Standing }),
  answers: { 200: pageOf(ShareLinkAnswer) },
  handle: async ({ kernel, actor, params: { slug }, query: { state, ...page } }) => ({
    status: 200,
    body: await listShareLinks(kernel.db.prisma, {
      ...page,
      of: { release: slug },
      isStanding: state === undefined ? undefined : state === "open",
      actor,
      now: kernel.clock.now(),
    }),
  }),
});

export const postShareLink = endpoint({
  method: "POST",
  path: "/share-links",
  tag,
  summary: "Make a share link: an address that shows how something stands to whoever has it",
  description:
    "The answer holds the address, this once. Of a restricted release only its champion makes one; links to a component or to the whole status leave restricted releases out.",
  body: MakeShareLink,
  answers: { 201: ShareLinkMade },
  handle: async ({ kernel, call, body }) => {
    const { id, token, expiresAt } = await makeShareLink.execute(kernel, body, call);
    return { status: 201, body: { id, url: `${site().url}${sharedPath}${token}`, expiresAt } };
  },
});

export const deleteShareLink = endpoint({
  method: "DELETE",
  path: "/share-links/{id}",
  tag,
  summary: "Revoke a share link at once (who made it, a champion of its release, or an admin)",
  params: z.strictObject({ id: z.string().max(64) }),
  answers: { 204: null },
  handle: async ({ kernel, call, params: { id } }) => {
    await revokeShareLink.execute(kernel, { id }, call);
    return { status: 204 };
  },
});

export const getShared = endpoint({
  method: "GET",
  path: "/shared/{token}",
  tag,
  summary: "What a share link shows; needs no account",
  description:
    "One that is wrong, has expired, was revoked, or whose maker may not share it any more is not found, in the same words. Wrong ones are limited by address.",
  public: true,
  params: z.strictObject({ token: z.string() }),
  answers: { 200: SharedStatus },
  handle: async ({ kernel, request, params: { token } }) => {
    const shared = await openShareLink(kernel, { token, address: addressOf(request.headers) });
    if (shared === null) throw notFound("such share link");
    return { status: 200, body: shared, headers: { ...sharedHeaders } };
  },
});

export const sharingEndpoints = [
  getStatus,
  getWall,
  getShareLinks,
  getReleaseShareLinks,
  postShareLink,
  deleteShareLink,
  getShared,
];
