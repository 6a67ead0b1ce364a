import { createTransport } from "nodemailer";

export interface MailServer {
  /** smtp:// or smtps://, with name and password where it asks for them. */
  url: string;
  /** The address that mail comes from. */
  from: string;
}

export interface Mail {
  /** Stable over tries, so that whoever gets it twice knows. */
  id: string;
  to: readonly string[];
  subject: string;
  text: string;
  html?: string;
  /** Where whoever gets it says that they do not want to. */
  unsubscribe?: string;
  attachments?: readonly { filename: string; content: string }[];
}

/** It was not taken, in words that name no address and hold no secret. */
export class MailFailed extends Error {
  override readonly name = "MailFailed";
}

const waitMs = 15_000;
/** A server that says a little now and then is never silent for long. */
const wholeMs = 60_000;
const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

export interface MailLimits {
  /** From the first byte to the last; a minute unless told. */
  timeLimitMs?: number;
  /** Cuts it off before. */
  cut?: AbortSignal;
}

/** Hands a message to the server; answers how many of those it is to were refused, when others were taken. */
export async function sendMail(
  server: MailServer,
  mail: Mail,
  { timeLimitMs = wholeMs, cut }: MailLimits = {},
): Promise<{ refused: number }> {
  const limit = AbortSignal.timeout(timeLimitMs);
  const transport = createTransport({
    ...optionsOf(server.url),
    connectionTimeout: waitMs,
    greetingTimeout: waitMs,
    socketTimeout: waitMs,
    dnsTimeout: waitMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = server.from.slice(server.from.lastIndexOf("@") + 1);
  try {
    const { rejected } = await transport.sendMail({
      messageId: `<${mail.id}@${domain}>`,
      from: { name: "Countersign", address: server.from },
      signal: cut === undefined ? limit : AbortSignal.any([limit, cut]),
      to: [...mail.to],
      subject: mail.subject,
      text: mail.text,
      ...(mail.html !== undefined && { html: mail.html }),
      attachments: (mail.attachments ?? []).map((each) => ({
        ...each,
        contentType: "text/plain; charset=utf-8",
        contentTransferEncoding: "base64" as const,
      })),
      headers: {
        "Auto-Submitted": "auto-generated",
        ...(mail.unsubscribe !== undefined && { "List-Unsubscribe": `<${mail.unsubscribe}>` }),
      },
    });
    return { refused: rejected.length };
  } catch (error) {
    throw new MailFailed(limit.aborted ? tooSlow(timeLimitMs) : wordsOf(error));
  } finally {
    transport.close();
  }
}

function tooSlow(limitMs: number): string {
  return `The mail server: it did not take the mail within ${Math.max(1, Math.round(limitMs / 1_000))} s.`;
}

function optionsOf(text: string) {
  const { protocol, hostname, port, username, password } = new URL(text);
  const secure = protocol === "smtps:";
  const auth =
    username === "" ? null : { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (secure ? 465 : 587) : Number(port),
    secure,
    // A password is said to nobody who could be listened to.
    requireTLS: !secure && auth !== null && !loopback.has(hostname),
    ...(auth === null ? {} : { auth }),
  };
}

const words: Readonly<Record<string, string>> = {
  ECONNECTION: "the connection was lost",
  ETIMEDOUT: "it did not answer in time",
  ESOCKET: "it cannot be reached",
  EDNS: "there is no such host",
  ETLS: "it offers no encryption that can be trusted",
  EAUTH: "it refused name and password",
  ENOAUTH: "it asks for name and password",
  EENVELOPE: "it refused the addresses",
  EMESSAGE: "it refused the message",
};

/** Only codes: what a server says may hold addresses. */
function wordsOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const answer = error instanceof Error && "responseCode" in error ? Number(error.responseCode) : Number.NaN;
  const said = Number.isInteger(answer) ? ` (${answer})` : "";
  return `The mail server: ${words[code] ?? "the mail was not taken"}${said}.`;
}
