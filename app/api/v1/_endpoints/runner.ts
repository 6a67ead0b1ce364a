import { z } from "zod";
import { webhookSecret } from "@/lib/integrations/webhooks/standard-webhooks";
import { AppError } from "@/lib/platform/errors";
import { site } from "@/lib/platform/site";
import { endpoint } from "@/lib/platform/web";
import { AskForStep, AttemptEnded, HandedOut, StepOutput, StepSaid } from "@/lib/rollbacks/attempt-schemas";
import { claimTarget } from "@/lib/rollbacks/claim-target";
import { claimWaiting } from "@/lib/rollbacks/claim-waiting";
import { endOnce } from "@/lib/rollbacks/end-once";
import { endTargetCheck } from "@/lib/rollbacks/end-target-check";
import { recordOutput } from "@/lib/rollbacks/record-output";
import { signTask, stepPublicKey } from "@/lib/rollbacks/step-signing";
import { findCheck } from "@/lib/rollbacks/target-queries";
import { ClaimTargetCheck, TargetHandedOut, TargetSaid } from "@/lib/rollbacks/target-schemas";

const tag = "Runners";
const scope = "runner";
const params = z.object({ id: z.uuid() });

export const getRunnerKey = endpoint({
  method: "GET",
  path: "/runner/key",
  tag,
  summary: "The key with which steps of rollbacks are signed: runners and webhooks pin it",
  scope: null,
  answers: { 200: z.strictObject({ key: z.string().meta({ examples: ["ed25519:…"] }) }) },
  handle: () => ({ status: 200, body: { key: stepPublicKey(site().secret) } }),
});

export const getWebhookSecret = endpoint({
  method: "GET",
  path: "/runner/webhook-secret",
  tag,
  summary: "The secret with which webhooks and their callbacks are signed; for admins",
  scope: "organisation",
  answers: { 200: z.strictObject({ secret: z.string() }) },
  handle: ({ actor }) => {
    if (actor.kind !== "person" || actor.access !== "admin")
      throw new AppError("access-level", "The secret of webhooks is shown to admins.");
    return { status: 200, body: { secret: webhookSecret(site().secret) } };
  },
});

export const postRunnerClaim = endpoint({
  method: "POST",
  path: "/runner/claims",
  tag,
  summary: "Take the oldest script that waits; for a machine whose token has the scope runner",
  description:
    "What is taken is the caller's for good: nobody else gets it, and if nothing is heard of it until it is due it counts as failed. The same Idempotency-Key gets the same task again.",
  scope,
  body: AskForStep,
  answers: { 200: HandedOut },
  handle: async ({ kernel, call, actor, body }) => {
    const task = await claimWaiting(kernel, AskForStep.parse(body), { ...call, actor });
    const signed = task === null ? { task } : { task, signature: signTask(task, site().secret) };
    return { status: 200, body: signed };
  },
});

export const postAttemptEnd = endpoint({
  method: "POST",
  path: "/runner/attempts/{id}/end",
  tag,
  summary: "Say how a script went; by the machine that took it, once, before it is due",
  scope,
  params,
  body: StepSaid,
  answers: { 200: AttemptEnded },
  handle: async ({ kernel, call, actor, params: { id }, body }) => ({
    status: 200,
    body: await endOnce(kernel, { attempt: id, said: StepSaid.parse(body) }, { ...call, actor }),
  }),
});

export const postAttemptOutput = endpoint({
  method: "POST",
  path: "/runner/attempts/{id}/output",
  tag,
  summary: "Add a piece of what a script prints, while it runs",
  scope,
  params,
  body: StepOutput,
  answers: { 204: null },
  handle: async ({ kernel, actor, params: { id }, body }) => {
    await recordOutput(kernel, { attempt: id, ...body }, actor);
    return { status: 204 };
  },
});

export const postTargetCheck = endpoint({
  method: "POST",
  path: "/runner/target-checks",
  tag,
  summary: "Take what rollback plans go back to and what is due to be fetched, of one release",
  description:
    "For a machine whose token has the scope runner. What is taken is the caller's until its time; then another may take it. Each artifact is fetched where its manifest says, hashed, and reported.",
  scope,
  body: ClaimTargetCheck,
  answers: { 200: TargetHandedOut },
  handle: async ({ kernel, call, actor, body }) => ({
    status: 200,
    body: { check: await claimTarget(kernel, ClaimTargetCheck.parse(body), { ...call, actor }) },
  }),
});

export const postTargetCheckEnd = endpoint({
  method: "POST",
  path: "/runner/target-checks/{id}/end",
  tag,
  summary: "Say what was found of each artifact that was taken; by the machine that took it, once",
  scope,
  params,
  body: TargetSaid,
  bodyLimit: 8 * 1024 * 1024,
  answers: { 200: z.strictObject({ check: z.string() }) },
  handle: async ({ kernel, call, actor, params: { id }, body }) => {
    const { release } = await findCheck(kernel.db.prisma, id, actor);
    return {
      status: 200,
      body: await endTargetCheck.execute(kernel, { ...body, release, check: id }, call),
    };
  },
});

export const runnerEndpoints = [
  getRunnerKey,
  getWebhookSecret,
  postRunnerClaim,
  postAttemptEnd,
  postAttemptOutput,
  postTargetCheck,
  postTargetCheckEnd,
];
