import { z } from "zod";
import { EmailParam } from "@/lib/identity/schemas";
import { notFound } from "@/lib/platform/errors";
import { site } from "@/lib/platform/site";
import { endpoint } from "@/lib/platform/web";
import { PendingAnswer } from "@/lib/policy/pending-schemas";
import { cancelReview } from "@/lib/reviews/cancel-review";
import { concludeReview } from "@/lib/reviews/conclude-review";
import { makeCalendarAddress } from "@/lib/reviews/make-calendar-address";
import { moveReview } from "@/lib/reviews/move-review";
import { getReview } from "@/lib/reviews/detail-queries";
import { listReviews } from "@/lib/reviews/queries";
import { recordAttendance } from "@/lib/reviews/record-attendance";
import { revokeCalendarAddress } from "@/lib/reviews/revoke-calendar-address";
import { scheduleReview } from "@/lib/reviews/schedule-review";
import {
  CancelReview,
  ConcludeReview,
  MoveReview,
  RecordAttendance,
  ReviewDetail,
  ReviewRange,
  ReviewsAnswer,
  ScheduleReview,
  WriteMinutes,
} from "@/lib/reviews/schemas";
import { writeMinutes } from "@/lib/reviews/write-minutes";

const tag = "Reviews";
const params = z.object({ review: z.string().max(100) });
const dayMs = 86_400_000;
const Placed = z.strictObject({ series: z.string(), review: z.string() });

export const getReviews = endpoint({
  method: "GET",
  path: "/reviews",
  tag,
  summary: "Readiness reviews from one day to another (both in UTC), by their start",
  query: ReviewRange,
  answers: { 200: ReviewsAnswer },
  handle: async ({ kernel, actor, query: { from, to, mine } }) => {
    const asked = { actor, from: Date.parse(from), to: Date.parse(to) + dayMs, mine: mine === "yes" };
    const { items, isCut } = await listReviews(kernel.db.prisma, asked);
    return { status: 200, body: { items, nextCursor: null, isCut } };
  },
});

export const postReview = endpoint({
  method: "POST",
  path: "/reviews",
  tag,
  summary: "Call a review, once or by a rule",
  description:
    "Times are local to the zone and stay so across daylight saving. Nothing is stored of an occurrence before something is said about it.",
  body: ScheduleReview,
  answers: { 201: Placed },
  handle: async ({ kernel, call, body }) => ({
    status: 201,
    body: await scheduleReview.execute(kernel, body, call),
  }),
});

export const getOneReview = endpoint({
  method: "GET",
  path: "/reviews/{review}",
  tag,
  summary: "A review with its agenda, as far as the caller sees the releases",
  params,
  answers: { 200: ReviewDetail },
  handle: async ({ kernel, actor, params: { review } }) => {
    const { detail } = await getReview(kernel.db.prisma, { review, actor, now: kernel.clock.now() });
    return { status: 200, body: detail };
  },
});

export const postMove = endpoint({
  method: "POST",
  path: "/reviews/{review}/move",
  tag,
  summary: "Put a review at another time, or the series from it on",
  params,
  body: MoveReview.omit({ review: true }),
  answers: { 200: Placed },
  handle: async ({ kernel, call, params: { review }, body }) => ({
    status: 200,
    body: await moveReview.execute(kernel, { ...body, review }, call),
  }),
});

export const postCancel = endpoint({
  method: "POST",
  path: "/reviews/{review}/cancel",
  tag,
  summary: "Cancel a review, or the series from it on",
  params,
  body: CancelReview.omit({ review: true }),
  answers: { 200: z.strictObject({ review: z.string(), isCancelled: z.boolean() }) },
  handle: async ({ kernel, call, params: { review }, body }) => ({
    status: 200,
    body: await cancelReview.execute(kernel, { ...body, review }, call),
  }),
});

export const postAttendance = endpoint({
  method: "POST",
  path: "/reviews/{review}/attendance",
  tag,
  summary: "Say who was there; said again, the last counts",
  params,
  body: RecordAttendance.omit({ review: true }),
  answers: { 200: z.strictObject({ review: z.string(), people: z.number() }) },
  handle: async ({ kernel, call, params: { review }, body }) => ({
    status: 200,
    body: await recordAttendance.execute(kernel, { ...body, review }, call),
  }),
});

export const postConclusion = endpoint({
  method: "POST",
  path: "/reviews/{review}/conclude",
  tag,
  summary: "Say how a review ended for a release: go, conditional or no-go",
  description:
    "It counts for the content as it stands and the stage that the release is in. Each condition becomes an obligation of its owner.",
  params,
  body: ConcludeReview.omit({ review: true }),
  answers: {
    200: z.strictObject({ id: z.string(), outcome: z.string(), conditions: z.array(z.string()) }),
    202: PendingAnswer,
  },
  handle: async ({ kernel, call, params: { review }, body }) => ({
    status: 200,
    body: await concludeReview.execute(kernel, { ...body, review }, call),
  }),
});

export const getMinutes = endpoint({
  method: "GET",
  path: "/reviews/{review}/minutes",
  tag,
  summary: "The latest minutes of a review, in Markdown",
  params,
  answers: { 200: z.string() },
  produces: "text/markdown; charset=utf-8",
  handle: async ({ kernel, actor, params: { review } }) => {
    const { detail } = await getReview(kernel.db.prisma, { review, actor, now: kernel.clock.now() });
    if (detail.minutes === null) throw notFound("minutes of this review");
    const name = `review-${detail.start.slice(0, 10)}.md`;
    return {
      status: 200,
      body: detail.minutes.text,
      headers: { "content-disposition": `attachment; filename="${name}"` },
    };
  },
});

export const postMinutes = endpoint({
  method: "POST",
  path: "/reviews/{review}/minutes",
  tag,
  summary: "Write a version of a review's minutes",
  params,
  body: WriteMinutes.omit({ review: true }),
  answers: { 200: z.strictObject({ review: z.string(), version: z.number() }) },
  handle: async ({ kernel, call, params: { review }, body }) => ({
    status: 200,
    body: await writeMinutes.execute(kernel, { ...body, review }, call),
  }),
});

export const postCalendarAddress = endpoint({
  method: "POST",
  path: "/people/{email}/calendar-address",
  tag,
  summary: "Make oneself a private address for a calendar program; one made before ends",
  description: "The answer holds the address, this once.",
  params: EmailParam,
  answers: { 201: z.strictObject({ url: z.string() }) },
  handle: async ({ kernel, call, params: { email } }) => {
    const { token } = await makeCalendarAddress.execute(kernel, { person: email }, call);
    return { status: 201, body: { url: `${site().url}/reviews.ics?token=${token}` } };
  },
});

export const deleteCalendarAddress = endpoint({
  method: "DELETE",
  path: "/people/{email}/calendar-address",
  tag,
  summary: "End a calendar address (own, or admin)",
  params: EmailParam,
  answers: { 204: null },
  handle: async ({ kernel, call, params: { email } }) => {
    await revokeCalendarAddress.execute(kernel, { person: email }, call);
    return { status: 204 };
  },
});

export const reviewEndpoints = [
  getReviews,
  postReview,
  getOneReview,
  postMove,
  postCancel,
  postAttendance,
  postConclusion,
  getMinutes,
  postMinutes,
  postCalendarAddress,
  deleteCalendarAddress,
];
