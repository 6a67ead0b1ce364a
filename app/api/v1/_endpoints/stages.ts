import { z } from "zod";
import { Key, Slug } from "@/lib/platform/names";
import { endpoint } from "@/lib/platform/web";
import { PendingAnswer } from "@/lib/policy/pending-schemas";
import { advanceStage } from "@/lib/releases/advance-stage";
import { reopenStage } from "@/lib/releases/reopen-stage";
import { skipStage } from "@/lib/releases/skip-stage";
import { AdvanceStage, ReopenStage, SkipStage, StageAnswer } from "@/lib/releases/stage-schemas";

const params = z.object({ slug: Slug, stage: Key });
const place = { release: true, stage: true } as const;

export const postAdvance = endpoint({
  method: "POST",
  path: "/releases/{slug}/stages/{stage}/advance",
  tag: "Stages",
  summary: "Leave the current stage for the next, once its gates are ready; 409 with the blockers before",
  params,
  body: AdvanceStage.omit(place),
  answers: { 200: StageAnswer, 202: PendingAnswer },
  handle: async ({ kernel, call, params: { slug, stage }, body }) => ({
    status: 200,
    body: await advanceStage.execute(kernel, { ...body, release: slug, stage }, call),
  }),
});

export const postSkip = endpoint({
  method: "POST",
  path: "/releases/{slug}/stages/{stage}/skip",
  tag: "Stages",
  summary: "Leave the current stage without its gates; none of them counts as passed",
  params,
  body: SkipStage.omit(place),
  answers: { 200: StageAnswer, 202: PendingAnswer },
  handle: async ({ kernel, call, params: { slug, stage }, body }) => ({
    status: 200,
    body: await skipStage.execute(kernel, { ...body, release: slug, stage }, call),
  }),
});

export const postReopen = endpoint({
  method: "POST",
  path: "/releases/{slug}/stages/{stage}/reopen",
  tag: "Stages",
  summary: "Go back to a stage that was left; it and all later gates are no longer passed",
  params,
  body: ReopenStage.omit(place),
  answers: { 200: StageAnswer, 202: PendingAnswer },
  handle: async ({ kernel, call, params: { slug, stage }, body }) => ({
    status: 200,
    body: await reopenStage.execute(kernel, { ...body, release: slug, stage }, call),
  }),
});

export const stageEndpoints = [postAdvance, postSkip, postReopen];
