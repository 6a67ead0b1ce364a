import { escapeSlack, postMessage } from "@/lib/integrations/slack/post-message";
import { MailFailed, type MailServer, sendMail } from "@/lib/integrations/smtp/send-mail";
import {
  isRedirect,
  NotReached,
  type OutgoingAnswer,
  redirectWords,
  send,
} from "@/lib/integrations/webhooks/outgoing";
import { endpointSecret, signedHeaders } from "@/lib/integrations/webhooks/standard-webhooks";
import type { Kernel } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import type { AllowedHosts } from "@/lib/platform/public-addresses";
import { record } from "@/lib/platform/record";
import type { Attempted } from "./delivery-model";
import { claimDelivery, type ClaimedDelivery, endAttempt } from "./delivery-store";
import { endGoneEndpoint } from "./end-endpoint";
import { htmlOf, type Message, settingsAddress, slackTextOf, subjectOf, textOf } from "./message-model";
import { addressOf, hookOf, readItems, readSource, readTarget } from "./message-queries";
import { bodyOf } from "./posted-event";
import { askedPause } from "./retry-rules";

export interface Delivering {
  /** Origin of this installation. */
  site: string;
  /** The installation's. */
  secret: string;
  allowed: AllowedHosts;
  /** null: no mail can be sent. */
  mail: MailServer | null;
}

/** Delivers what is due, one after the other, until nothing is; several may be at it. Answers how many it tried. */
export async function deliverDue(kernel: Kernel, delivering: Delivering): Promise<number> {
  for (let count = 0; ; count += 1) {
    const claimed = await record(kernel, "delivery", (tx, now) => claimDelivery(tx, now));
    if (claimed === null) return count;
    const attempted = await tried(kernel, claimed, delivering);
    const state = await record(kernel, "delivery", (tx, now) => endAttempt(tx, claimed, { attempted, now }));
    if (state === "dead" && attempted.kind !== "sent")
      log.warn({ delivery: claimed.id, problem: attempted.problem }, "a message was given up");
  }
}

const dropped = (problem: string): Attempted => ({ kind: "dropped", problem });
const failed = (problem: string): Attempted => ({ kind: "failed", problem });

async function tried(kernel: Kernel, claimed: ClaimedDelivery, delivering: Delivering): Promise<Attempted> {
  try {
    switch (claimed.channel) {
      case "email":
        return await byMail(kernel, claimed, delivering);
      case "slack":
        return await toChat(kernel, claimed, delivering);
      case "webhook":
        return await toEndpoint(kernel, claimed, delivering);
    }
  } catch (error) {
    if (error instanceof MailFailed) return failed(error.message);
    if (error instanceof NotReached)
      return error.isRefused ? { kind: "refused", problem: error.message } : failed(error.message);
    log.error({ err: error, delivery: claimed.id }, "a message could not be delivered");
    return failed("It failed on this side; the server's log says more.");
  }
}

/** What of it may still be seen; null: nothing. */
async function messageOf(
  kernel: Kernel,
  { id, personId, teamId }: ClaimedDelivery,
  { site }: Delivering,
): Promise<Message | null> {
  const items = await readItems(kernel.db.prisma, { delivery: id, personId, teamId });
  return items.length === 0 ? null : { items, site };
}

const unseen = "There is nothing in it any more that they may see.";

async function byMail(kernel: Kernel, claimed: ClaimedDelivery, delivering: Delivering): Promise<Attempted> {
  const { mail, site } = delivering;
  if (mail === null) return failed("COUNTERSIGN_SMTP_URL does not say by which server mail is sent.");
  const to = claimed.personId === null ? null : await addressOf(kernel.db.prisma, claimed.personId);
  if (to === null) return dropped("The account is disabled.");
  const message = await messageOf(kernel, claimed, delivering);
  if (message === null) return dropped(unseen);
  await sendMail(mail, {
    id: claimed.id,
    to: [to],
    subject: subjectOf(message),
    text: textOf(message),
    html: htmlOf(message),
    unsubscribe: settingsAddress(site),
  });
  return { kind: "sent" };
}

async function toChat(kernel: Kernel, claimed: ClaimedDelivery, delivering: Delivering): Promise<Attempted> {
  const url = await hookOf(kernel.db.prisma, claimed);
  if (url === null) return dropped("There is no chat to post to any more.");
  const message = await messageOf(kernel, claimed, delivering);
  if (message === null) return dropped(unseen);
  const { allowed } = delivering;
  const { problem, answer } = await postMessage({ url, text: slackTextOf(message, escapeSlack), allowed });
  return problem === null ? { kind: "sent" } : failedBy(kernel, answer, problem);
}

const waitMs = 20_000;

async function toEndpoint(
  kernel: Kernel,
  { id, endpointId, seq }: ClaimedDelivery,
  { site, secret, allowed }: Delivering,
): Promise<Attempted> {
  if (endpointId === null || seq === null) throw new Error("a webhook goes to an endpoint");
  const now = kernel.clock.now();
  const target = await readTarget(kernel.db.prisma, endpointId, now);
  if (target === null) return dropped("The endpoint has ended.");
  const source = await readSource(kernel.db.prisma, seq);
  const posted = source === null ? null : bodyOf(target.form, { ...source, seq, site });
  if (posted === null) return dropped("There is nothing to be told of it.");
  const { scheme, url } = target;
  const secrets = target.salts.map((salt) => endpointSecret(secret, { scheme, salt }));
  const message = { id, timestamp: Math.floor(now.getTime() / 1_000), body: posted.body };
  const answer = await send({
    method: "POST",
    url,
    body: posted.body,
    headers: { "content-type": posted.contentType, ...signedHeaders(message, secrets) },
    timeLimitMs: waitMs,
    allowed,
  });
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: "sent" };
  if (status === 410) {
    await endGone(kernel, { endpoint: endpointId, delivery: id });
    return { kind: "refused", problem: "It answered 410: it is gone, so the endpoint was disabled." };
  }
  return failedBy(kernel, answer, isRedirect(answer) ? redirectWords(answer) : `It answered ${status}.`);
}

/** Another lane may have heard the same, or an admin removed it. */
async function endGone(
  kernel: Kernel,
  { endpoint, delivery }: { endpoint: string; delivery: string },
): Promise<void> {
  const call = { actor: { kind: "system" as const, job: "worker" }, requestId: `gone-${delivery}` };
  try {
    await endGoneEndpoint.execute(kernel, { id: endpoint }, call);
  } catch (error) {
    if (!(error instanceof AppError && error.code === "conflict")) throw error;
  }
}

function failedBy(kernel: Kernel, answer: OutgoingAnswer, problem: string): Attempted {
  const askedMs = askedPause(answer.retryAfter, kernel.clock.now().getTime());
  return { kind: "failed", problem, askedMs };
}
