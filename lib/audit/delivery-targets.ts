import { appendFile, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type MailServer, MailFailed, sendMail } from "@/lib/integrations/smtp/send-mail";
import { isRedirect, NotReached, send } from "@/lib/integrations/webhooks/outgoing";
import { webhookHeaders, webhookSecret } from "@/lib/integrations/webhooks/standard-webhooks";
import type { AllowedHosts } from "@/lib/platform/public-addresses";
import { readCheckpoint } from "./checkpoint";
import { toBase64 } from "./signed-note";

/** A checkpoint on its way. */
export interface Outgoing {
  /** Of the delivery: the same however often it is tried. */
  id: string;
  size: number;
  note: string;
  now: Date;
}

/** How one attempt ended, in words that hold no secret. */
export type Attempted =
  | { kind: "delivered"; problem: string | null }
  | { kind: "failed"; problem: string }
  /** Trying again would be of no use. */
  | { kind: "refused"; problem: string };

const delivered: Attempted = { kind: "delivered", problem: null };
const failed = (problem: string): Attempted => ({ kind: "failed", problem });

/** Into a folder as `<size>.txt`. Nothing that stands there is changed; what was cut off half way is completed. */
export async function toFolder(folder: string, { size, note }: Outgoing): Promise<Attempted> {
  const name = `${size}.txt`;
  const path = join(folder, name);
  try {
    // It is not made: where a share is not mounted, a folder of that name would be on this very machine.
    if (!(await stat(folder)).isDirectory()) return failed(`${folder} is no folder.`);
    await writeFile(path, note, { flag: "wx", flush: true });
    return delivered;
  } catch (error) {
    const code = codeOf(error);
    if (code !== "EEXIST")
      return failed(`${folder}: ${fileWords[code] ?? `it cannot be written to (${code})`}.`);
  }
  const there = await readFile(path, "utf8").catch(() => null);
  if (there === null) return failed(`${name} is there and cannot be read.`);
  if (there === note || isSameHead(there, note)) return delivered;
  if (!note.startsWith(there))
    return {
      kind: "refused",
      problem: `${name} is there already and says something else: the log was forked.`,
    };
  await appendFile(path, note.slice(there.length), { flush: true });
  return delivered;
}

const fileWords: Readonly<Record<string, string>> = {
  ENOENT: "there is no such folder",
  EACCES: "the worker may not write there",
  EPERM: "the worker may not write there",
  EROFS: "it is read-only",
  ENOSPC: "it is full",
};

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}

/** The same tree under the same name, though signed by another key. */
function isSameHead(one: string, other: string): boolean {
  const [a, b] = [readCheckpoint(one), readCheckpoint(other)];
  if (a === null || b === null) return false;
  return a.origin === b.origin && a.size === b.size && toBase64(a.root) === toBase64(b.root);
}

export interface WebhookTarget {
  url: string;
  /** The installation's. */
  secret: string;
  allowed: AllowedHosts;
}

const webhookMs = 20_000;

export async function toWebhook(
  { url, secret, allowed }: WebhookTarget,
  { id, note, now }: Outgoing,
): Promise<Attempted> {
  const message = { id, timestamp: Math.floor(now.getTime() / 1_000), body: note };
  try {
    const answer = await send({
      method: "POST",
      url,
      body: note,
      headers: {
        "content-type": "text/plain; charset=utf-8",
        ...webhookHeaders(message, webhookSecret(secret)),
      },
      timeLimitMs: webhookMs,
      allowed,
    });
    if (isRedirect(answer))
      return failed(`It redirects (${answer.status}), and redirections are not followed.`);
    const isTaken = answer.status >= 200 && answer.status < 300;
    return isTaken ? delivered : failed(`It answered ${answer.status}.`);
  } catch (error) {
    if (error instanceof NotReached) return failed(error.message);
    throw error;
  }
}

export interface MailTarget {
  server: MailServer;
  to: readonly string[];
}

export async function toMail({ server, to }: MailTarget, { id, size, note }: Outgoing): Promise<Attempted> {
  const origin = readCheckpoint(note)?.origin ?? "the ledger";
  try {
    const { refused } = await sendMail(server, {
      id,
      to,
      subject: `Checkpoint of ${origin}: ${size} entries`,
      text: `${mailWords(size)}\n\n${note}`,
      attachments: [{ filename: `${size}.txt`, content: note }],
    });
    return refused === 0
      ? delivered
      : { kind: "delivered", problem: `The mail server refused ${refused} of ${to.length} addresses.` };
  } catch (error) {
    if (error instanceof MailFailed) return failed(error.message);
    throw error;
  }
}

const mailWords = (size: number) =>
  `This is what the ledger's first ${size} entries come to, signed. Keep it: whoever has it can tell whether any of them was changed, removed or put in since. Nothing has to be done with it.`;
