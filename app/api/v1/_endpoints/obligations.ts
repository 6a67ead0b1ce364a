import { z } from "zod";
import { dropObligation } from "@/lib/gates/drop-obligation";
import { meetObligation } from "@/lib/gates/meet-obligation";
import { listObligations } from "@/lib/gates/queries";
import { reviewBreakGlass } from "@/lib/gates/review-break-glass";
import {
  DropObligation,
  MeetObligation,
  ObligationAnswer,
  ReviewBreakGlass,
  reviewOutcomes,
} from "@/lib/gates/schemas";
import { Slug } from "@/lib/platform/names";
import { endpoint } from "@/lib/platform/web";
import { PendingAnswer } from "@/lib/policy/pending-schemas";
import { AtQuery, readAsOf } from "./as-of";

const tag = "Obligations";
const params = z.object({ slug: Slug });
const one = params.extend({ obligation: z.string().max(64) });
const place = { release: true, obligation: true } as const;

export const getObligations = endpoint({
  method: "GET",
  path: "/releases/{slug}/obligations",
  tag,
  summary: "What is owed on a release, the first due first, then what was met or dropped",
  params,
  query: AtQuery,
  answers: { 200: z.strictObject({ items: z.array(ObligationAnswer), nextCursor: z.null() }) },
  handle: async (context) => ({
    status: 200,
    body: { items: await readAsOf(context, listObligations), nextCursor: null },
  }),
});

const Ended = z.strictObject({ id: z.string(), how: z.enum(["met", "dropped"]) });

export const postMeet = endpoint({
  method: "POST",
  path: "/releases/{slug}/obligations/{obligation}/meet",
  tag,
  summary: "Say that it is done, and how: its owner, or a holder of the role that imposed it",
  params: one,
  body: MeetObligation.omit(place),
  answers: { 200: Ended },
  handle: async ({ kernel, call, params: { slug, obligation }, body }) => ({
    status: 200,
    body: await meetObligation.execute(kernel, { ...body, release: slug, obligation }, call),
  }),
});

export const postDrop = endpoint({
  method: "POST",
  path: "/releases/{slug}/obligations/{obligation}/drop",
  tag,
  summary: "Take a condition back, with a reason, in the role that imposed it",
  params: one,
  body: DropObligation.omit(place),
  answers: { 200: Ended },
  handle: async ({ kernel, call, params: { slug, obligation }, body }) => ({
    status: 200,
    body: await dropObligation.execute(kernel, { ...body, release: slug, obligation }, call),
  }),
});

export const postReview = endpoint({
  method: "POST",
  path: "/releases/{slug}/obligations/{obligation}/review",
  tag,
  summary: "Review a use of break-glass, as somebody else, by the right break-glass.review",
  params: one,
  body: ReviewBreakGlass.omit(place),
  answers: { 200: z.strictObject({ id: z.string(), outcome: z.enum(reviewOutcomes) }), 202: PendingAnswer },
  handle: async ({ kernel, call, params: { slug, obligation }, body }) => ({
    status: 200,
    body: await reviewBreakGlass.execute(kernel, { ...body, release: slug, obligation }, call),
  }),
});

export const obligationEndpoints = [getObligations, postMeet, postDrop, postReview];
