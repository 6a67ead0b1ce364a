import { z } from "zod";
import { AppError } from "@/lib/platform/errors";
import { endpoint } from "@/lib/platform/web";
import { endPresenting } from "@/lib/reviews/end-presenting";
import { noteOnReview } from "@/lib/reviews/note-on-review";
import { planItem } from "@/lib/reviews/plan-item";
import { getPresentation } from "@/lib/reviews/presentation-queries";
import { presentReview } from "@/lib/reviews/present-review";
import {
  EndPresenting,
  NoteOnReview,
  PlanItem,
  PresentationAnswer,
  PresentReview,
  ShowStep,
  TickAttendance,
} from "@/lib/reviews/schemas";
import { showStep } from "@/lib/reviews/show-step";
import { tickAttendance } from "@/lib/reviews/tick-attendance";

const tag = "Reviews";
const params = z.object({ review: z.string().max(100) });

export const getReviewPresentation = endpoint({
  method: "GET",
  path: "/reviews/{review}/presentation",
  tag,
  summary: "What is shown of a review in the meeting, by whom, and its steps",
  params,
  answers: { 200: PresentationAnswer },
  handle: async ({ kernel, actor, params: { review } }) => {
    const asked = { review, actor, now: kernel.clock.now() };
    return { status: 200, body: (await getPresentation(kernel.db.prisma, asked)).presentation };
  },
});

export const postPresentation = endpoint({
  method: "POST",
  path: "/reviews/{review}/presentation",
  tag,
  summary: "Present a review, or take presenting it over",
  description: "Whoever takes over names the presentation that this ends; what is shown stays.",
  params,
  body: PresentReview.omit({ review: true }),
  answers: { 200: z.strictObject({ review: z.string(), session: z.string() }) },
  handle: async ({ kernel, call, params: { review }, body }) => ({
    status: 200,
    body: await presentReview.execute(kernel, { ...body, review }, call),
  }),
});

export const postShownStep = endpoint({
  method: "POST",
  path: "/reviews/{review}/presentation/show",
  tag,
  summary: "Show a step of the agenda to everybody; by whoever presents",
  params,
  body: ShowStep.omit({ review: true }),
  scope: "releases",
  answers: { 204: null },
  handle: async ({ kernel, actor, params: { review }, body: { session, release, item } }) => {
    if (actor.kind !== "person") throw new AppError("people-only", "Only people present a review.");
    await showStep(kernel, { actor, review, session, step: { release: release ?? null, item } });
    return { status: 204 };
  },
});

export const postPresentationEnd = endpoint({
  method: "POST",
  path: "/reviews/{review}/presentation/end",
  tag,
  summary: "End presenting a review",
  params,
  body: EndPresenting.omit({ review: true }),
  answers: { 200: z.strictObject({ review: z.string(), isPresented: z.boolean() }) },
  handle: async ({ kernel, call, params: { review }, body }) => ({
    status: 200,
    body: await endPresenting.execute(kernel, { ...body, review }, call),
  }),
});

export const postReviewNote = endpoint({
  method: "POST",
  path: "/reviews/{review}/notes",
  tag,
  summary: "Write down what was said on a step, or a condition that was asked for",
  description:
    "Minutes begin with these. A condition binds nobody before whoever may conclude the review has concluded with it.",
  params,
  body: NoteOnReview.omit({ review: true }),
  answers: { 201: z.strictObject({ review: z.string(), note: z.string() }) },
  handle: async ({ kernel, call, params: { review }, body }) => ({
    status: 201,
    body: await noteOnReview.execute(kernel, { ...body, review }, call),
  }),
});

export const postReviewTime = endpoint({
  method: "POST",
  path: "/reviews/{review}/times",
  tag,
  summary: "Say how long a step of a review is planned to take",
  description: "Steps of which nothing is said share evenly what the others leave of the meeting.",
  params,
  body: PlanItem.omit({ review: true }),
  answers: {
    200: z.strictObject({
      review: z.string(),
      release: z.string().nullable(),
      item: z.string(),
      minutes: z.number().nullable(),
    }),
  },
  handle: async ({ kernel, call, params: { review }, body }) => ({
    status: 200,
    body: await planItem.execute(kernel, { ...body, review }, call),
  }),
});

export const postAttendanceTick = endpoint({
  method: "POST",
  path: "/reviews/{review}/attendance/tick",
  tag,
  summary: "Say of one person that they are there, or are not",
  params,
  body: TickAttendance.omit({ review: true }),
  answers: { 200: z.strictObject({ review: z.string(), people: z.number() }) },
  handle: async ({ kernel, call, params: { review }, body }) => ({
    status: 200,
    body: await tickAttendance.execute(kernel, { ...body, review }, call),
  }),
});

export const reviewMeetingEndpoints = [
  getReviewPresentation,
  postPresentation,
  postShownStep,
  postPresentationEnd,
  postReviewNote,
  postReviewTime,
  postAttendanceTick,
];
