import { z } from "zod";
import { Slug } from "@/lib/platform/names";
import { endpoint } from "@/lib/platform/web";
import { PendingAnswer } from "@/lib/policy/pending-schemas";
import { applyExposure } from "@/lib/rollouts/apply-exposure";
import { confirmExposure } from "@/lib/rollouts/confirm-exposure";
import { getExposure } from "@/lib/rollouts/exposure-queries";
import {
  ApplyExposure,
  ConfirmExposure,
  ExposureAnswer,
  ExposureApplying,
  ExposureStands,
  IncreaseExposure,
  PauseExposure,
  ResumeExposure,
} from "@/lib/rollouts/exposure-schemas";
import { increaseExposure } from "@/lib/rollouts/increase-exposure";
import { pauseExposure } from "@/lib/rollouts/pause-exposure";
import { resumeExposure } from "@/lib/rollouts/resume-exposure";
import { AtQuery, readAsOf } from "./as-of";

const tag = "Exposure";
const params = z.object({ slug: Slug });

export const getReleaseExposure = endpoint({
  method: "GET",
  path: "/releases/{slug}/exposure",
  tag,
  summary: "How far a release is exposed, and what stands against the next step and who could clear it",
  params,
  query: AtQuery,
  answers: { 200: ExposureAnswer },
  handle: async (context) => ({ status: 200, body: await readAsOf(context, getExposure) }),
});

export const postExposure = endpoint({
  method: "POST",
  path: "/releases/{slug}/exposure",
  tag,
  summary: "Intend the next step of the current stage; 409 with the blockers where it is refused",
  params,
  body: IncreaseExposure.omit({ release: true }),
  answers: { 200: ExposureStands, 202: PendingAnswer },
  handle: async ({ kernel, call, params: { slug }, body }) => ({
    status: 200,
    body: await increaseExposure.execute(kernel, { ...body, release: slug }, call),
  }),
});

export const postExposureConfirm = endpoint({
  method: "POST",
  path: "/releases/{slug}/exposure/confirm",
  tag,
  summary:
    "Report what is set; by a machine whose token has the scope exposure, or by somebody who could decide on exposure",
  params,
  body: ConfirmExposure.omit({ release: true }),
  answers: { 200: ExposureStands },
  handle: async ({ kernel, call, params: { slug }, body }) => ({
    status: 200,
    body: await confirmExposure.execute(kernel, { ...body, release: slug }, call),
  }),
});

export const postExposureApply = endpoint({
  method: "POST",
  path: "/releases/{slug}/exposure/apply",
  tag,
  summary:
    "Have the stage's executor set what is intended once more; by somebody who could confirm it, 409 while it is being applied, or cannot be",
  params,
  body: ApplyExposure.omit({ release: true }),
  answers: { 200: ExposureApplying },
  handle: async ({ kernel, call, params: { slug }, body }) => ({
    status: 200,
    body: await applyExposure.execute(kernel, { ...body, release: slug }, call),
  }),
});

export const postExposurePause = endpoint({
  method: "POST",
  path: "/releases/{slug}/exposure/pause",
  tag,
  summary: "Keep exposure from growing, and lower it to a share; at any time, by one person",
  params,
  body: PauseExposure.omit({ release: true }),
  answers: { 200: ExposureStands },
  handle: async ({ kernel, call, params: { slug }, body }) => ({
    status: 200,
    body: await pauseExposure.execute(kernel, { ...body, release: slug }, call),
  }),
});

export const postExposureResume = endpoint({
  method: "POST",
  path: "/releases/{slug}/exposure/resume",
  tag,
  summary: "Let exposure grow again; 409 while a passed gate covers other content than it passed with",
  params,
  body: ResumeExposure.omit({ release: true }),
  answers: { 200: ExposureStands, 202: PendingAnswer },
  handle: async ({ kernel, call, params: { slug }, body }) => ({
    status: 200,
    body: await resumeExposure.execute(kernel, { ...body, release: slug }, call),
  }),
});

export const exposureEndpoints = [
  getReleaseExposure,
  postExposure,
  postExposureConfirm,
  postExposureApply,
  postExposurePause,
  postExposureResume,
];
