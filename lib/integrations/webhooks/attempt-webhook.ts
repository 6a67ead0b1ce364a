import { z } from "zod";
import type { AttemptFor } from "@/lib/rollbacks/attempt-model";
import { type Outcome, StepSaid } from "@/lib/rollbacks/attempt-schemas";
import { type AttemptTask, isExposureTask } from "@/lib/rollbacks/attempt-task";
import { signTask } from "@/lib/rollbacks/step-signing";
import type { AllowedHosts } from "@/lib/platform/public-addresses";
import { isRedirect, isRefusal, NotReached, type OutgoingAnswer, redirectWords, send } from "./outgoing";
import { webhookHeaders, webhookSecret } from "./standard-webhooks";

const { note, servingDigest, percent } = StepSaid.shape;
const failedOr = [
  z.strictObject({ status: z.literal("failed"), note }),
  z.strictObject({ status: z.literal("accepted"), note }),
] as const;

/** What a receiver says of a step, at once or by its callback. */
const StepAnswer = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("done"), servingDigest, note }),
  ...failedOr,
]);
/** What it says of an exposure. */
const ShareAnswer = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("done"), percent, note }),
  ...failedOr,
]);
type AttemptAnswer = z.output<typeof StepAnswer> | z.output<typeof ShareAnswer>;

/** The form in which a receiver answers, by what the attempt is for. */
export function answerForm(kind: AttemptFor["kind"]): z.ZodType<AttemptAnswer> {
  return kind === "exposure" ? ShareAnswer : StepAnswer;
}

/** null: it says so later. */
export function saidBy(answer: AttemptAnswer): StepSaid | null {
  if (answer.status === "accepted") return null;
  const { status, ...rest } = answer;
  return { succeeded: status === "done", ...rest };
}

const failed = (why: string, isFinal = false): Outcome => ({ succeeded: false, note: why, isFinal });
const longestWaitMs = 30_000;
/** Left of the time to record why there was no answer. */
const reportingMs = 2_000;

interface Sending {
  url: string;
  /** The installation's. */
  secret: string;
  /** Address of this installation, for the callback. */
  site: string;
  allowed: AllowedHosts;
  now: Date;
}

/** Sends what is to be done to its webhook, once; null: it was accepted, and its outcome comes by the callback. */
export async function sendTask(task: AttemptTask, sending: Sending): Promise<Outcome | null> {
  const { url, secret, site, allowed, now } = sending;
  const leftMs = Date.parse(task.dueAt) - now.getTime();
  const { type, hook } = isExposureTask(task)
    ? { type: "exposure.apply", hook: "exposures" }
    : { type: "rollback.step", hook: "rollback-steps" };
  const body = JSON.stringify({
    type,
    timestamp: now.toISOString(),
    data: {
      task,
      signature: signTask(task, secret),
      callback: `${site}/api/hooks/${hook}/${task.attempt}`,
    },
  });
  const message = { id: task.attempt, timestamp: Math.floor(now.getTime() / 1_000), body };
  try {
    const answer = await send({
      method: "POST",
      url,
      body,
      headers: {
        "content-type": "application/json",
        accept: "application/json",
        ...webhookHeaders(message, webhookSecret(secret)),
      },
      timeLimitMs: Math.max(500, Math.min(longestWaitMs, leftMs - reportingMs)),
      allowed,
    });
    return readAnswer(answer, answerForm(isExposureTask(task) ? "exposure" : "step"));
  } catch (error) {
    if (!(error instanceof NotReached)) throw error;
    const doubt = error.wasSent ? " It may have been carried out all the same." : "";
    return failed(error.message + doubt, error.isRefused);
  }
}

function readAnswer(answer: OutgoingAnswer, form: z.ZodType<AttemptAnswer>): Outcome | null {
  const { status, text } = answer;
  if (isRedirect(answer)) return failed(redirectWords(answer), true);
  if (status < 200 || status > 299) return failed(`It answered ${status}.`, isRefusal(status));
  if (status === 202) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return failed(`It answered ${status} with something that is no JSON.`);
  }
  const said = form.safeParse(value);
  if (said.success) return saidBy(said.data);
  return failed(`It answered ${status} without a status of done, failed or accepted.`);
}
