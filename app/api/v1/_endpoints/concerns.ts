import { z } from "zod";
import { answerConcern } from "@/lib/gates/answer-concern";
import { listConcerns } from "@/lib/gates/queries";
import { raiseConcern } from "@/lib/gates/raise-concern";
import { AnswerConcern, ConcernAnswerBody, RaiseConcern } from "@/lib/gates/schemas";
import { Slug } from "@/lib/platform/names";
import { endpoint } from "@/lib/platform/web";
import { AtQuery, readAsOf } from "./as-of";

const tag = "Concerns";
const params = z.object({ slug: Slug });

export const getConcerns = endpoint({
  method: "GET",
  path: "/releases/{slug}/concerns",
  tag,
  summary: "What people fear about a release, in order, with what was answered",
  params,
  query: AtQuery,
  answers: { 200: z.strictObject({ items: z.array(ConcernAnswerBody), nextCursor: z.null() }) },
  handle: async (context) => ({
    status: 200,
    body: { items: await readAsOf(context, listConcerns), nextCursor: null },
  }),
});

export const postConcern = endpoint({
  method: "POST",
  path: "/releases/{slug}/concerns",
  tag,
  summary: "Raise a concern; it takes no right, and has to be answered before the release is completed",
  params,
  body: RaiseConcern.omit({ release: true }),
  answers: { 201: z.strictObject({ id: z.string(), text: z.string() }) },
  handle: async ({ kernel, call, params: { slug }, body }) => ({
    status: 201,
    body: await raiseConcern.execute(kernel, { ...body, release: slug }, call),
  }),
});

export const postAnswer = endpoint({
  method: "POST",
  path: "/releases/{slug}/concerns/{concern}/answer",
  tag,
  summary: "Answer a concern, as a holder of a role on the release; whoever raised it takes it back so",
  params: params.extend({ concern: z.string().max(64) }),
  body: AnswerConcern.omit({ release: true, concern: true }),
  answers: { 200: z.strictObject({ id: z.string(), isTakenBack: z.boolean() }) },
  handle: async ({ kernel, call, params: { slug, concern }, body }) => ({
    status: 200,
    body: await answerConcern.execute(kernel, { ...body, release: slug, concern }, call),
  }),
});

export const concernEndpoints = [getConcerns, postConcern, postAnswer];
