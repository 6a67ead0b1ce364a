import { z } from "zod";
import { addAction } from "@/lib/learning/add-action";
import { answerQuestion } from "@/lib/learning/answer-question";
import { postMortemStates, questionKeys } from "@/lib/learning/model";
import { movePostMortem } from "@/lib/learning/move-post-mortem";
import { noteEntry } from "@/lib/learning/note-entry";
import { openPostMortem } from "@/lib/learning/open-post-mortem";
import { proposeTemplateChange } from "@/lib/learning/propose-template-change";
import { withdrawTemplateProposal } from "@/lib/learning/withdraw-template-proposal";
import { publishPostMortem } from "@/lib/learning/publish-post-mortem";
import { getPostMortem, listPostMortems } from "@/lib/learning/queries";
import {
  AddAction,
  ProposeTemplateChange,
  WithdrawTemplateProposal,
  AnswerQuestion,
  ListedPostMortem,
  MovePostMortem,
  NoteEntry,
  PostMortemAnswer,
  PublishPostMortem,
} from "@/lib/learning/schemas";
import { oneOf } from "@/lib/platform/cross-checks";
import { Slug } from "@/lib/platform/names";
import { PageQuery, pageOf } from "@/lib/platform/paging";
import { endpoint } from "@/lib/platform/web";
import { PendingAnswer } from "@/lib/policy/pending-schemas";

const tag = "Post-mortems";
const ofRelease = z.object({ slug: Slug });
const one = z.object({ postMortem: z.string().max(64) });

export const getPostMortems = endpoint({
  method: "GET",
  path: "/post-mortems",
  tag,
  summary: "Post-mortems of all releases that the caller sees, the latest first",
  query: PageQuery.extend({ state: oneOf(postMortemStates).optional() }),
  answers: { 200: pageOf(ListedPostMortem) },
  handle: async ({ kernel, actor, query }) => ({
    status: 200,
    body: await listPostMortems(kernel.db.prisma, { ...query, actor, now: kernel.clock.now() }),
  }),
});

export const getReleasePostMortems = endpoint({
  method: "GET",
  path: "/releases/{slug}/post-mortems",
  tag,
  summary: "Post-mortems of a release, the latest first",
  params: ofRelease,
  query: PageQuery,
  answers: { 200: pageOf(ListedPostMortem) },
  handle: async ({ kernel, actor, params: { slug }, query }) => ({
    status: 200,
    body: await listPostMortems(kernel.db.prisma, { ...query, slug, actor, now: kernel.clock.now() }),
  }),
});

export const postPostMortem = endpoint({
  method: "POST",
  path: "/releases/{slug}/post-mortems",
  tag,
  summary:
    "Open one of a release as a whole; of rollbacks, failed drills and broken glasses they open themselves",
  params: ofRelease,
  body: z.strictObject({}),
  answers: { 201: z.strictObject({ id: z.string() }) },
  handle: async ({ kernel, call, params: { slug } }) => ({
    status: 201,
    body: await openPostMortem.execute(kernel, { release: slug }, call),
  }),
});

export const getOnePostMortem = endpoint({
  method: "GET",
  path: "/post-mortems/{postMortem}",
  tag,
  summary: "A post-mortem: the questions with their answers, what is said of the timeline, each publication",
  description:
    "The timeline itself is the ledger's: `GET /ledger/entries?release=…` between `from` and `to`, without the entries that `notes` leave out.",
  params: one,
  answers: { 200: PostMortemAnswer },
  handle: async ({ kernel, actor, params: { postMortem } }) => ({
    status: 200,
    body: await getPostMortem(kernel.db.prisma, { id: postMortem, actor, now: kernel.clock.now() }),
  }),
});

export const postAnswer = endpoint({
  method: "POST",
  path: "/post-mortems/{postMortem}/answers",
  tag,
  summary: "Write the next version of an answer, in Markdown; null takes it back",
  params: one,
  body: AnswerQuestion.omit({ postMortem: true }),
  answers: { 200: z.strictObject({ question: z.enum(questionKeys), version: z.number() }) },
  handle: async ({ kernel, call, params, body }) => ({
    status: 200,
    body: await answerQuestion.execute(kernel, { ...body, ...params }, call),
  }),
});

export const postNote = endpoint({
  method: "POST",
  path: "/post-mortems/{postMortem}/timeline",
  tag,
  summary: "Say whether an entry of the release stands in the timeline, and what is to be known beside it",
  params: one,
  body: NoteEntry.omit({ postMortem: true }),
  answers: { 200: z.strictObject({ entry: z.string(), isShown: z.boolean() }) },
  handle: async ({ kernel, call, params, body }) => ({
    status: 200,
    body: await noteEntry.execute(kernel, { ...body, ...params }, call),
  }),
});

export const postMove = endpoint({
  method: "POST",
  path: "/post-mortems/{postMortem}/move",
  tag,
  summary: "Hand it in for review, return it to draft, or begin a revision of what is published",
  params: one,
  body: MovePostMortem.omit({ postMortem: true }),
  answers: { 200: z.strictObject({ id: z.string(), state: z.enum(postMortemStates) }) },
  handle: async ({ kernel, call, params, body }) => ({
    status: 200,
    body: await movePostMortem.execute(kernel, { ...body, ...params }, call),
  }),
});

export const postPublish = endpoint({
  method: "POST",
  path: "/post-mortems/{postMortem}/publish",
  tag,
  summary: "Publish what is in review, by the right post-mortem.publish, as somebody who did not write it",
  params: one,
  body: PublishPostMortem.omit({ postMortem: true }),
  answers: {
    200: z.strictObject({ id: z.string(), state: z.enum(postMortemStates), number: z.number() }),
    202: PendingAnswer,
  },
  handle: async ({ kernel, call, params, body }) => ({
    status: 200,
    body: await publishPostMortem.execute(kernel, { ...body, ...params }, call),
  }),
});

export const postAction = endpoint({
  method: "POST",
  path: "/post-mortems/{postMortem}/actions",
  tag,
  summary: "Give somebody something to do until a day; it is met or dropped as an obligation of the release",
  params: one,
  body: AddAction.omit({ postMortem: true }),
  answers: { 201: z.strictObject({ id: z.string() }) },
  handle: async ({ kernel, call, params, body }) => ({
    status: 201,
    body: await addAction.execute(kernel, { ...body, ...params }, call),
  }),
});

export const postProposal = endpoint({
  method: "POST",
  path: "/post-mortems/{postMortem}/template-proposals",
  tag,
  summary: "Propose the next version of a template from an action: a requirement more, or a whole source",
  description:
    "It puts nothing into force. Publishing is `POST /templates` with the proposal's source, and its `before` as `If-Match`.",
  params: one,
  body: ProposeTemplateChange.omit({ postMortem: true }),
  answers: { 201: z.strictObject({ id: z.string(), after: z.string() }) },
  handle: async ({ kernel, call, params, body }) => ({
    status: 201,
    body: await proposeTemplateChange.execute(kernel, { ...body, ...params }, call),
  }),
});

export const postWithdrawal = endpoint({
  method: "POST",
  path: "/post-mortems/{postMortem}/template-proposals/{proposal}/withdraw",
  tag,
  summary: "Take a proposal back, with a reason",
  params: one.extend({ proposal: z.string().max(64) }),
  body: WithdrawTemplateProposal.omit({ postMortem: true, proposal: true }),
  answers: { 200: z.strictObject({ id: z.string() }) },
  handle: async ({ kernel, call, params, body }) => ({
    status: 200,
    body: await withdrawTemplateProposal.execute(kernel, { ...body, ...params }, call),
  }),
});

export const postMortemEndpoints = [
  postAction,
  postProposal,
  postWithdrawal,
  getPostMortems,
  getReleasePostMortems,
  postPostMortem,
  getOnePostMortem,
  postAnswer,
  postNote,
  postMove,
  postPublish,
];
