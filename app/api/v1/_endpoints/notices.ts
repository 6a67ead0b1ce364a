import { z } from "zod";
import type { Actor, PersonActor } from "@/lib/identity/actor";
import {
  changeOwnHook,
  changeOwnRules,
  followRelease,
  markNotices,
  muteRelease,
  unfollowRelease,
  unmuteRelease,
} from "@/lib/notifications/own-settings";
import { getHearing, listChosen } from "@/lib/notifications/hearing-queries";
import { getRules, listNotices } from "@/lib/notifications/queries";
import {
  ChangeOwnHook,
  ChosenAnswer,
  HearingAnswer,
  MarkNotices,
  NoticeAnswer,
  NoticeDocument,
  RulesAnswer,
} from "@/lib/notifications/schemas";
import { AppError } from "@/lib/platform/errors";
import { Slug } from "@/lib/platform/names";
import { PageQuery, pageOf } from "@/lib/platform/paging";
import { site } from "@/lib/platform/site";
import { endpoint, etagOf, ifMatchOf } from "@/lib/platform/web";

const tag = "Notices";

function personOf(actor: Actor): PersonActor {
  if (actor.kind === "person") return actor;
  throw new AppError("people-only", "Only people are told of anything; machines read the ledger.");
}

export const getNotices = endpoint({
  method: "GET",
  path: "/notices",
  tag,
  summary: "What the caller was told in their inbox, the newest first",
  query: PageQuery.extend({
    unread: z.enum(["true", "false"]).optional().meta({ description: "Only what was not read" }),
  }),
  answers: { 200: pageOf(NoticeAnswer) },
  handle: async ({ kernel, actor, query: { unread, ...page } }) => ({
    status: 200,
    body: await listNotices(kernel.db.prisma, {
      actor: personOf(actor),
      page,
      unread: unread === "true",
    }),
  }),
});

export const postNoticesRead = endpoint({
  method: "POST",
  path: "/notices/read",
  tag,
  summary: "Mark what one was told as read, up to the number of an entry",
  body: MarkNotices,
  answers: { 200: z.strictObject({ marked: z.number() }) },
  handle: async ({ kernel, body, call }) => ({
    status: 200,
    body: await markNotices.execute(kernel, body, call),
  }),
});

export const getNoticeRules = endpoint({
  method: "GET",
  path: "/notices/rules",
  tag,
  summary: "What the caller hears of, by what and when",
  answers: { 200: RulesAnswer },
  handle: async ({ kernel, actor }) => {
    const owner = { person: personOf(actor).id };
    const body = await getRules(kernel.db.prisma, { owner, email: site().sendsMail ?? false });
    return { status: 200, body, headers: { etag: etagOf(body.digest) } };
  },
});

export const putNoticeRules = endpoint({
  method: "PUT",
  path: "/notices/rules",
  tag,
  summary: "Say what one hears of, by what and when",
  description:
    "What is asked of somebody (a decision, a reminder, an escalation) stands in their inbox whatever they say. What is not named goes by the defaults. Honours If-Match (`digest`).",
  body: NoticeDocument,
  answers: { 200: z.strictObject({ digest: z.string() }) },
  handle: async ({ kernel, body: rules, call, request }) => ({
    status: 200,
    body: await changeOwnRules.execute(kernel, { rules, expected: ifMatchOf(request) }, call),
  }),
});

export const postNoticeHook = endpoint({
  method: "POST",
  path: "/notices/slack",
  tag,
  summary: "Say where one's chat messages are posted to: a Slack-compatible incoming webhook, or nowhere",
  body: ChangeOwnHook,
  answers: { 200: z.strictObject({ isSet: z.boolean() }) },
  handle: async ({ kernel, body, call }) => ({
    status: 200,
    body: await changeOwnHook.execute(kernel, body, call),
  }),
});

const params = z.object({ slug: Slug });
const ReleaseOnly = z.strictObject({ release: z.string() });
const Chosen = z.strictObject({ items: z.array(ChosenAnswer), nextCursor: z.null() });

export const getReleaseHearing = endpoint({
  method: "GET",
  path: "/notices/releases/{slug}",
  tag,
  summary: "Whether and why the caller hears of a release",
  params,
  answers: { 200: HearingAnswer },
  handle: async ({ kernel, params: { slug }, actor }) => ({
    status: 200,
    body: await getHearing(kernel.db.prisma, { slug, actor: personOf(actor) }),
  }),
});

export const getFollowed = endpoint({
  method: "GET",
  path: "/notices/followed",
  tag,
  summary: "Releases of which the caller hears whether they take part or not",
  answers: { 200: Chosen },
  handle: async ({ kernel, actor }) => ({
    status: 200,
    body: {
      items: await listChosen(kernel.db.prisma, { actor: personOf(actor), choice: "follow" }),
      nextCursor: null,
    },
  }),
});

export const postFollowed = endpoint({
  method: "POST",
  path: "/notices/followed/{slug}",
  tag,
  summary: "Hear of a release whether one takes part or not; it is no longer muted",
  params,
  answers: { 200: ReleaseOnly },
  handle: async ({ kernel, params: { slug }, call }) => ({
    status: 200,
    body: await followRelease.execute(kernel, { release: slug }, call),
  }),
});

export const deleteFollowed = endpoint({
  method: "DELETE",
  path: "/notices/followed/{slug}",
  tag,
  summary: "Hear of a release only where one takes part",
  params,
  answers: { 200: ReleaseOnly },
  handle: async ({ kernel, params: { slug }, call }) => ({
    status: 200,
    body: await unfollowRelease.execute(kernel, { release: slug }, call),
  }),
});

export const getMuted = endpoint({
  method: "GET",
  path: "/notices/muted",
  tag,
  summary: "Releases of which the caller does not hear, but where something is asked of them",
  answers: { 200: Chosen },
  handle: async ({ kernel, actor }) => ({
    status: 200,
    body: {
      items: await listChosen(kernel.db.prisma, { actor: personOf(actor), choice: "mute" }),
      nextCursor: null,
    },
  }),
});

export const postMuted = endpoint({
  method: "POST",
  path: "/notices/muted/{slug}",
  tag,
  summary: "Stop hearing of a release, but where something is asked of one",
  params,
  answers: { 200: ReleaseOnly },
  handle: async ({ kernel, params: { slug }, call }) => ({
    status: 200,
    body: await muteRelease.execute(kernel, { release: slug }, call),
  }),
});

export const deleteMuted = endpoint({
  method: "DELETE",
  path: "/notices/muted/{slug}",
  tag,
  summary: "Hear of a release again",
  params,
  answers: { 200: ReleaseOnly },
  handle: async ({ kernel, params: { slug }, call }) => ({
    status: 200,
    body: await unmuteRelease.execute(kernel, { release: slug }, call),
  }),
});

export const noticeEndpoints = [
  getNotices,
  postNoticesRead,
  getNoticeRules,
  putNoticeRules,
  postNoticeHook,
  getReleaseHearing,
  getFollowed,
  postFollowed,
  deleteFollowed,
  getMuted,
  postMuted,
  deleteMuted,
];
