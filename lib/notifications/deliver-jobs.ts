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
import {
  type Carrier,
  claimDelivery,
  type ClaimedDelivery,
  endAttempt,
  leaveDelivery,
} from "./delivery-store";
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
  limits?: Limits;
}

/** How long one attempt may take, and how much longer once this side is to stop. */
interface Limits {
  mailMs: number;
  postMs: number;
  graceMs: number;
}
/** Whoever stops a worker waits for longer than the grace; a claim outlives each of them. */
const usualLimits: Limits = { mailMs: 60_000, postMs: 20_000, graceMs: 5_000 };

interface Lane {
  /** Absent: all messages. */
  by?: Carrier;
  /** Raised when no further message is to be taken. */
  stopping?: AbortSignal | undefined;
}

/**
 * Delivers what is due, one after the other, until nothing is or it is to stop; several may be at it. Answers how many it tried. What
 * is under way when it is to stop is cut off after a while, and left to be sent again.
 */
export async function deliverDue(
  kernel: Kernel,
  delivering: Delivering,
  { by, stopping }: Lane = {},
): Promise<number> {
  const limits = delivering.limits ?? usualLimits;
  for (let count = 0; ; count += 1) {
    if (stopping?.aborted === true) return count;
    const claimed = await record(kernel, "delivery", (tx, now) => claimDelivery(tx, { now, by: by ?? null }));
    if (claimed === null) return count;
    const attempted = await cuttable({ stopping, graceMs: limits.graceMs }, async (cut) => {
      const ended = await tried(kernel, claimed, { ...delivering, limits, cut });
      return cut.aborted && ended.kind === "failed" ? null : ended;
    });
    if (attempted === null) {
      await record(kernel, "delivery", (tx) => leaveDelivery(tx, claimed));
      return count;
    }
    const state = await record(kernel, "delivery", (tx, now) => endAttempt(tx, claimed, { attempted, now }));
    if (state === "dead" && attempted.kind !== "sent")
      log.warn({ delivery: claimed.id, problem: attempted.problem }, "a message was given up");
  }
}

/** Does work with a signal that is raised a while after one is to stop. */
async function cuttable<T>(
  { stopping, graceMs }: { stopping: AbortSignal | undefined; graceMs: number },
  work: (cut: AbortSignal) => Promise<T>,
): Promise<T> {
  const cut = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const stop = () => (timer = setTimeout(() => cut.abort(), graceMs));
  stopping?.addEventListener("abort", stop, { once: true });
  if (stopping?.aborted === true) stop();
  try {
    return await work(cut.signal);
  } finally {
    stopping?.removeEventListener("abort", stop);
    clearTimeout(timer);
  }
}

interface Attempting extends Delivering {
  limits: Limits;
  cut: AbortSignal;
}

const dropped = (problem: string): Attempted => ({ kind: "dropped", problem });
const failed = (problem: string): Attempted => ({ kind: "failed", problem });

async function tried(kernel: Kernel, claimed: ClaimedDelivery, delivering: Attempting): Promise<Attempted> {
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

async function byMail(kernel: Kernel, claimed: ClaimedDelivery, delivering: Attempting): Promise<Attempted> {
  const { mail, site, limits, cut } = delivering;
  if (mail === null) return failed("COUNTERSIGN_SMTP_URL does not say by which server mail is sent.");
  const to = claimed.personId === null ? null : await addressOf(kernel.db.prisma, claimed.personId);
  if (to === null) return dropped("The account is disabled.");
  const message = await messageOf(kernel, claimed, delivering);
  if (message === null) return dropped(unseen);
  await sendMail(
    mail,
    {
      id: claimed.id,
      to: [to],
      subject: subjectOf(message),
      text: textOf(message),
      html: htmlOf(message),
      unsubscribe: settingsAddress(site),
    },
    { timeLimitMs: limits.mailMs, cut },
  );
  return { kind: "sent" };
}

async function toChat(kernel: Kernel, claimed: ClaimedDelivery, delivering: Attempting): Promise<Attempted> {
  const url = await hookOf(kernel.db.prisma, claimed);
  if (url === null) return dropped("There is no chat to post to any more.");
  const message = await messageOf(kernel, claimed, delivering);
  if (message === null) return dropped(unseen);
  const { allowed, limits, cut } = delivering;
  const text = slackTextOf(message, escapeSlack);
  const { problem, answer } = await postMessage({ url, text, timeLimitMs: limits.postMs, cut, allowed });
  return problem === null ? { kind: "sent" } : failedBy(kernel, answer, problem);
}

async function toEndpoint(
  kernel: Kernel,
  { id, endpointId, seq }: ClaimedDelivery,
  { site, secret, allowed, limits, cut }: Attempting,
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
    timeLimitMs: limits.postMs,
    cut,
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
