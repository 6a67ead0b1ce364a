import { z } from "zod";
import { Key, Slug } from "@/lib/platform/names";
import { PageQuery, pageOf } from "@/lib/platform/paging";
import { endpoint } from "@/lib/platform/web";
import { PendingAnswer } from "@/lib/policy/pending-schemas";
import { askForTarget } from "@/lib/rollbacks/ask-for-target";
import { authoriseRollback } from "@/lib/rollbacks/authorise-rollback";
import { cancelRollback } from "@/lib/rollbacks/cancel-rollback";
import { completeStep } from "@/lib/rollbacks/complete-step";
import { declineRollback } from "@/lib/rollbacks/decline-rollback";
import { endorseRollback } from "@/lib/rollbacks/endorse-rollback";
import { listEpisodes } from "@/lib/rollbacks/episode-queries";
import { loadTarget } from "@/lib/rollbacks/load-target";
import { markSeen } from "@/lib/rollbacks/mark-seen";
import { overrideBreach } from "@/lib/rollbacks/override-breach";
import { postUpdate } from "@/lib/rollbacks/post-update";
import { proposeRollback } from "@/lib/rollbacks/propose-rollback";
import { retryStep } from "@/lib/rollbacks/retry-step";
import { EpisodeAnswer, ListedRollback, RollbackAnswer } from "@/lib/rollbacks/rollback-answers";
import { getRollback, listRollbacks } from "@/lib/rollbacks/rollback-queries";
import {
  AuthoriseRollback,
  CancelRollback,
  CompleteStep,
  DeclineRollback,
  EndorseRollback,
  OverrideBreach,
  PostUpdate,
  ProposeRollback,
  RetryStep,
  RollbackStands,
  SilenceEscalation,
  TakeOverStep,
} from "@/lib/rollbacks/rollback-schemas";
import { silenceEscalation } from "@/lib/rollbacks/silence-escalation";
import { takeOverStep } from "@/lib/rollbacks/take-over-step";
import { targetAnswer } from "@/lib/rollbacks/target-answer";
import { AskForTarget, TargetAnswer } from "@/lib/rollbacks/target-schemas";
import { AtQuery, readAsOf } from "./as-of";

const tag = "Rollbacks";
const ofRelease = z.object({ slug: Slug });
const ofRollback = z.object({ rollback: z.string().max(64) });
const ofStep = ofRollback.extend({ step: z.string().min(1).max(64) });
const decided = { 200: RollbackStands, 202: PendingAnswer };

export const getReleaseRollbacks = endpoint({
  method: "GET",
  path: "/releases/{slug}/rollbacks",
  tag,
  summary: "The rollbacks of a release, rehearsals among them, the latest first",
  params: ofRelease,
  query: PageQuery.extend(AtQuery.shape),
  answers: { 200: pageOf(ListedRollback) },
  handle: async (context) => {
    const { at: _at, ...page } = context.query;
    const body = await readAsOf(context, (db, asked) => listRollbacks(db, { ...page, ...asked }));
    return { status: 200, body };
  },
});

export const postRollback = endpoint({
  method: "POST",
  path: "/releases/{slug}/rollbacks",
  tag,
  summary: "Propose to go back, which pauses exposure at once; while one is under way it joins that",
  params: ofRelease,
  body: ProposeRollback.omit({ release: true }),
  answers: { 201: z.strictObject({ id: z.string(), isNew: z.boolean() }) },
  handle: async ({ kernel, call, params: { slug }, body }) => ({
    status: 201,
    body: await proposeRollback.execute(kernel, { ...body, release: slug }, call),
  }),
});

export const getRollbackTarget = endpoint({
  method: "GET",
  path: "/releases/{slug}/rollback-target",
  tag,
  summary: "Whether what the agreed plan goes back to can be fetched, as runners found it, by artifact",
  params: ofRelease,
  answers: { 200: TargetAnswer.nullable().describe("null: no plan is agreed") },
  handle: async ({ kernel, actor, params: { slug } }) => {
    const now = kernel.clock.now();
    const { facts } = await loadTarget(kernel.db.prisma, { slug, actor, now });
    return { status: 200, body: facts === null ? null : targetAnswer(facts, now) };
  },
});

export const postRollbackTarget = endpoint({
  method: "POST",
  path: "/releases/{slug}/rollback-target/verify",
  tag,
  summary: "Have it fetched and verified anew, by the next runner that may",
  params: ofRelease,
  body: AskForTarget.omit({ release: true }),
  answers: { 200: TargetAnswer },
  handle: async ({ kernel, call, params: { slug } }) => ({
    status: 200,
    body: await askForTarget.execute(kernel, { release: slug }, call),
  }),
});

export const getOneRollback = endpoint({
  method: "GET",
  path: "/rollbacks/{rollback}",
  tag,
  summary: "A rollback: its phases against their objectives, its steps, the criteria, what was said",
  params: ofRollback,
  answers: { 200: RollbackAnswer },
  handle: async ({ kernel, actor, params: { rollback } }) => ({
    status: 200,
    body: await getRollback(kernel.db.prisma, { id: rollback, actor, now: kernel.clock.now() }),
  }),
});

export const postAuthorise = endpoint({
  method: "POST",
  path: "/rollbacks/{rollback}/authorise",
  tag,
  summary: "Decide that the release goes back, which starts it and puts the release on hold",
  params: ofRollback,
  body: AuthoriseRollback.omit({ rollback: true }),
  answers: decided,
  handle: async ({ kernel, call, params: { rollback }, body }) => ({
    status: 200,
    body: await authoriseRollback.execute(kernel, { ...body, rollback }, call),
  }),
});

export const postDecline = endpoint({
  method: "POST",
  path: "/rollbacks/{rollback}/decline",
  tag,
  summary: "Decide against going back, until a time at which a breach that still stands is proposed again",
  params: ofRollback,
  body: DeclineRollback.omit({ rollback: true }),
  answers: decided,
  handle: async ({ kernel, call, params: { rollback }, body }) => ({
    status: 200,
    body: await declineRollback.execute(kernel, { ...body, rollback }, call),
  }),
});

export const postCancel = endpoint({
  method: "POST",
  path: "/rollbacks/{rollback}/cancel",
  tag,
  summary: "End a rollback where it stands; the release stays on hold",
  params: ofRollback,
  body: CancelRollback.omit({ rollback: true }),
  answers: decided,
  handle: async ({ kernel, call, params: { rollback }, body }) => ({
    status: 200,
    body: await cancelRollback.execute(kernel, { ...body, rollback }, call),
  }),
});

export const postEndorse = endpoint({
  method: "POST",
  path: "/rollbacks/{rollback}/endorse",
  tag,
  summary: "Say that a stable rollback is good; it closes the episodes of breach behind it",
  params: ofRollback,
  body: EndorseRollback.omit({ rollback: true }),
  answers: decided,
  handle: async ({ kernel, call, params: { rollback }, body }) => ({
    status: 200,
    body: await endorseRollback.execute(kernel, { ...body, rollback }, call),
  }),
});

export const postRollbackUpdate = endpoint({
  method: "POST",
  path: "/rollbacks/{rollback}/updates",
  tag,
  summary: "Say something to all who follow it",
  params: ofRollback,
  body: PostUpdate.omit({ rollback: true }),
  answers: { 201: z.strictObject({ id: z.string() }) },
  handle: async ({ kernel, call, params: { rollback }, body }) => ({
    status: 201,
    body: await postUpdate.execute(kernel, { ...body, rollback }, call),
  }),
});

export const postAcknowledge = endpoint({
  method: "POST",
  path: "/rollbacks/{rollback}/acknowledge",
  tag,
  summary: "Keep its escalation silent for a while; the clock of the decision runs on",
  params: ofRollback,
  body: SilenceEscalation.omit({ rollback: true }),
  answers: { 200: RollbackStands },
  handle: async ({ kernel, call, params: { rollback }, body }) => ({
    status: 200,
    body: await silenceEscalation.execute(kernel, { ...body, rollback }, call),
  }),
});

export const postSeen = endpoint({
  method: "POST",
  path: "/rollbacks/{rollback}/seen",
  scope: "rollbacks",
  tag,
  summary: "Note that one saw it, which stops the clock of seeing where one could decide on it",
  params: ofRollback,
  body: z.strictObject({}),
  answers: { 200: z.strictObject({ id: z.string() }) },
  handle: async ({ kernel, actor, params: { rollback } }) => {
    await markSeen(kernel, { id: rollback, actor });
    return { status: 200, body: { id: rollback } };
  },
});

export const postStepComplete = endpoint({
  method: "POST",
  path: "/rollbacks/{rollback}/steps/{step}/complete",
  tag,
  summary: "Say how a step went that one carried out by hand, or whether a step had its effect",
  params: ofStep,
  body: CompleteStep.omit({ rollback: true, step: true }),
  answers: { 200: RollbackStands },
  handle: async ({ kernel, call, params, body }) => ({
    status: 200,
    body: await completeStep.execute(kernel, { ...body, ...params }, call),
  }),
});

export const postStepRetry = endpoint({
  method: "POST",
  path: "/rollbacks/{rollback}/steps/{step}/retry",
  tag,
  summary: "Have a step that failed tried again: another attempt",
  params: ofStep,
  body: RetryStep.omit({ rollback: true, step: true }),
  answers: { 200: RollbackStands },
  handle: async ({ kernel, call, params, body }) => ({
    status: 200,
    body: await retryStep.execute(kernel, { ...body, ...params }, call),
  }),
});

export const postStepTakeOver = endpoint({
  method: "POST",
  path: "/rollbacks/{rollback}/steps/{step}/take-over",
  tag,
  summary: "Do by hand what failed, or what nobody has begun to carry out",
  params: ofStep,
  body: TakeOverStep.omit({ rollback: true, step: true }),
  answers: { 200: RollbackStands },
  handle: async ({ kernel, call, params, body }) => ({
    status: 200,
    body: await takeOverStep.execute(kernel, { ...body, ...params }, call),
  }),
});

export const getBreaches = endpoint({
  method: "GET",
  path: "/releases/{slug}/breaches",
  tag,
  summary:
    "What the criteria of a release led to, the latest first; of what was declined whether that was right",
  params: ofRelease,
  query: PageQuery.extend(AtQuery.shape),
  answers: { 200: pageOf(EpisodeAnswer) },
  handle: async (context) => {
    const { at: _at, ...page } = context.query;
    const body = await readAsOf(context, (db, asked) => listEpisodes(db, { ...page, ...asked }));
    return { status: 200, body };
  },
});

export const postOverride = endpoint({
  method: "POST",
  path: "/releases/{slug}/criteria/{key}/override",
  tag,
  summary: "Decide that a breach does not count; exposure stays as it is until the time named",
  params: ofRelease.extend({ key: Key }),
  body: OverrideBreach.omit({ release: true, criterion: true }),
  answers: { 200: z.strictObject({ criterion: z.string(), until: z.string() }), 202: PendingAnswer },
  handle: async ({ kernel, call, params: { slug, key }, body }) => ({
    status: 200,
    body: await overrideBreach.execute(kernel, { ...body, release: slug, criterion: key }, call),
  }),
});

export const rollbackEndpoints = [
  getReleaseRollbacks,
  postRollback,
  getRollbackTarget,
  postRollbackTarget,
  getOneRollback,
  postAuthorise,
  postDecline,
  postCancel,
  postEndorse,
  postRollbackUpdate,
  postAcknowledge,
  postSeen,
  postStepComplete,
  postStepRetry,
  postStepTakeOver,
  getBreaches,
  postOverride,
];
