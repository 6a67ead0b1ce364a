import { z } from "zod";
import { StepSaid } from "@/lib/rollbacks/attempt-schemas";
import type { StepTask } from "@/lib/rollbacks/step-task";
import { signTask } from "@/lib/rollbacks/step-signing";
import type { AllowedHosts } from "@/lib/platform/public-addresses";
import { isRedirect, NotReached, type OutgoingAnswer, redirectWords, send } from "./outgoing";
import { webhookHeaders, webhookSecret } from "./standard-webhooks";

const { note, servingDigest } = StepSaid.shape;

/** What a receiver says of a step, at once or by its callback. */
export const StepAnswer = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("done"), servingDigest, note }),
  z.strictObject({ status: z.literal("failed"), note }),
  z.strictObject({ status: z.literal("accepted"), note }),
]);
export type StepAnswer = z.output<typeof StepAnswer>;

/** null: it says so later. */
export function saidBy(answer: StepAnswer): StepSaid | null {
  if (answer.status === "accepted") return null;
  const { status, ...rest } = answer;
  return { succeeded: status === "done", ...rest };
}

const failed = (why: string): StepSaid => ({ succeeded: false, note: why });
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

/** Sends a step to its webhook, once; null: it was accepted, and its outcome comes by the callback. */
export async function sendStep(task: StepTask, sending: Sending): Promise<StepSaid | null> {
  const { url, secret, site, allowed, now } = sending;
  const leftMs = Date.parse(task.dueAt) - now.getTime();
  const body = JSON.stringify({
    type: "rollback.step",
    timestamp: now.toISOString(),
    data: {
      task,
      signature: signTask(task, secret),
      callback: `${site}/api/hooks/rollback-steps/${task.attempt}`,
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
    return readAnswer(answer);
  } catch (error) {
    if (!(error instanceof NotReached)) throw error;
    const doubt = error.wasSent ? " It may have been carried out all the same." : "";
    return failed(error.message + doubt);
  }
}

function readAnswer(answer: OutgoingAnswer): StepSaid | null {
  const { status, text } = answer;
  if (isRedirect(answer)) return failed(redirectWords(answer));
  if (status < 200 || status > 299) return failed(`It answered ${status}.`);
  if (status === 202) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return failed(`It answered ${status} with something that is no JSON.`);
  }
  const said = StepAnswer.safeParse(value);
  if (said.success) return saidBy(said.data);
  return failed(`It answered ${status} without a status of done, failed or accepted.`);
}
