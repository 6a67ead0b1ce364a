import { randomUUID } from "node:crypto";
import { type IncomingMessage, request as requestPlain } from "node:http";

import { exits } from "@/lib/cli/command";
import { Failure, Refusal, wrongUsage } from "@/lib/cli/failure";
import type { Io } from "@/lib/cli/io";

export interface Reply {
  status: number;
  body: unknown;
}

/** The server's API below `/api/v1`. */
export interface Api {
  /** Address of the server, without a slash at its end. */
  url: string;
  get: (path: string) => Promise<Reply>;
  /** A text of the media type that is asked for. */
  getText: (path: string, mediaType: string) => Promise<string>;
  /** Bytes of the media type that is asked for, piece by piece; from the beginning again where the connection is lost. */
  download: (
    path: string,
    mediaType: string,
    sink: Sink,
  ) => Promise<{ fileName: string | null; bytes: number }>;
  /** Bytes are sent as they are, other values as JSON. */
  post: (path: string, body: unknown, mediaType?: string) => Promise<Reply>;
}

/** Where a download goes. */
export interface Sink {
  /** What came before is of no use. */
  begin: () => Promise<void>;
  write: (chunk: Buffer, position: number) => Promise<void>;
}

/** A path whose variable parts are encoded. */
export function path(parts: TemplateStringsArray, ...values: string[]): string {
  return parts
    .map((part, at) => part + (at < values.length ? encodeURIComponent(values[at] ?? "") : ""))
    .join("");
}

// Waits before the second to fourth attempt. node:http, because the first fetch costs 25 ms more.
const waitsMs = [250, 1_000, 3_000];
const json = "application/json";
const attemptTimeoutMs = 60_000;
const longestWaitMs = 10_000;

const lost = new Set([
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "ECONNABORTED",
  "HPE_INVALID_EOF_STATE",
]);
const retried = new Set([429, 502, 503, 504]);

/** Connects by COUNTERSIGN_URL and COUNTERSIGN_TOKEN. */
export function connect(io: Io): Api {
  const url = addressOf(io.env["COUNTERSIGN_URL"]);
  const token = tokenOf(io.env["COUNTERSIGN_TOKEN"], url);
  const send = (
    method: "GET" | "POST",
    at: string,
    body: Buffer | null,
    headers: Record<string, string>,
  ): Promise<Reply> =>
    sendWithRetries(io, {
      method,
      url: `${url}/api/v1${at}`,
      server: url,
      body,
      headers: { accept: json, authorization: `Bearer ${token}`, ...headers },
    });
  return {
    url,
    get: (at) => send("GET", at, null, {}),
    getText: async (at, mediaType) => String((await send("GET", at, null, { accept: mediaType })).body),
    download: (at, mediaType, sink) =>
      downloadWithRetries(io, sink, {
        method: "GET",
        url: `${url}/api/v1${at}`,
        server: url,
        body: null,
        headers: { accept: mediaType, authorization: `Bearer ${token}` },
      }),
    post: (at, value, mediaType = json) =>
      send(
        "POST",
        at,
        value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(JSON.stringify(value)),
        {
          "content-type": mediaType,
          // The same key in each attempt: if the first one arrived, the others do nothing.
          "idempotency-key": randomUUID(),
        },
      ),
  };
}

function addressOf(text: string | undefined): string {
  const given = (text ?? "").trim();
  if (given === "")
    throw wrongUsage(
      "COUNTERSIGN_URL is not set.",
      "Set it to the address of your Countersign, such as http://localhost:3000",
    );
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw wrongUsage(
      `COUNTERSIGN_URL is no web address: ${given}`,
      "It begins with http:// or https://, such as http://localhost:3000",
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "").replace(/\/api\/v1$/, "");
}

function tokenOf(text: string | undefined, url: string): string {
  const token = (text ?? "").trim();
  if (token === "") {
    throw wrongUsage(
      "COUNTERSIGN_TOKEN is not set.",
      `Make a token at ${url}/settings (a machine's token is made by an admin) and set COUNTERSIGN_TOKEN to it.`,
      "The demo writes one for each sample person into demo.json in its data folder.",
    );
  }
  if (!/^[\x21-\x7e]+$/.test(token))
    throw wrongUsage(
      "COUNTERSIGN_TOKEN holds blanks or characters that no token has.",
      "Set it to the token alone.",
    );
  return token;
}

interface Outgoing {
  method: "GET" | "POST";
  url: string;
  server: string;
  body: Buffer | null;
  headers: Record<string, string>;
}

interface Raw {
  status: number;
  headers: IncomingMessage["headers"];
  text: string;
  /** Its bytes were taken as they came, and are no text here. */
  isTaken: boolean;
}

async function sendWithRetries(io: Io, outgoing: Outgoing): Promise<Reply> {
  const raw = await withRetries(io, outgoing, () => sendOnce(outgoing));
  return read(raw, outgoing);
}

async function downloadWithRetries(
  io: Io,
  sink: Sink,
  outgoing: Outgoing,
): Promise<{ fileName: string | null; bytes: number }> {
  let bytes = 0;
  const raw = await withRetries(io, outgoing, async () => {
    bytes = 0;
    await sink.begin();
    return sendOnce(outgoing, async (chunk) => {
      await sink.write(chunk, bytes);
      bytes += chunk.length;
    });
  });
  if (raw.status !== 200 || !raw.isTaken) {
    read(raw, outgoing);
    throw noAnswer(raw.status, outgoing.url);
  }
  const [, fileName = null] = /filename="([^"]+)"/.exec(raw.headers["content-disposition"] ?? "") ?? [];
  return { fileName, bytes };
}

/** Up to four attempts, where the connection is lost or the server is busy. */
async function withRetries(io: Io, { server }: Outgoing, attemptOnce: () => Promise<Raw>): Promise<Raw> {
  for (let attempt = 0; ; attempt += 1) {
    const waitMs = waitsMs[attempt] ?? null;
    const raw = await attemptOnce().catch((error: unknown) => {
      if (error instanceof Failure) throw error;
      const code = codeOf(error);
      if (!lost.has(code)) throw unreachable(server, error);
      if (waitMs === null) throw unreachable(server, error, attempt + 1);
      return null;
    });
    if (raw !== null && (!retried.has(raw.status) || waitMs === null)) return raw;
    const why = raw === null ? "The connection was lost" : `The server is busy (${raw.status})`;
    io.warn(`${why}; trying again (${attempt + 2} of ${waitsMs.length + 1}).\n`);
    await io.sleep(Math.max(waitMs ?? 0, askedWaitMs(raw)));
  }
}

function askedWaitMs(raw: Raw | null): number {
  const seconds = Number(raw?.headers["retry-after"] ?? "0");
  return Number.isFinite(seconds) ? Math.min(Math.max(0, seconds * 1_000), longestWaitMs) : 0;
}

async function sendOnce(
  { method, url, body, headers }: Outgoing,
  take?: (chunk: Buffer) => Promise<void>,
): Promise<Raw> {
  const request = url.startsWith("https:") ? (await import("node:https")).request : requestPlain;
  return new Promise((resolve, reject) => {
    const length = body === null ? {} : { "content-length": String(body.byteLength) };
    const sent = request(
      url,
      { method, headers: { ...headers, ...length }, timeout: attemptTimeoutMs, agent: false },
      (answer) => void receive(answer, headers["accept"] ?? json, take).then(resolve, reject),
    );
    sent.on("timeout", () =>
      sent.destroy(Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" })),
    );
    sent.on("error", reject);
    sent.end(body ?? undefined);
  });
}

async function receive(
  answer: IncomingMessage,
  accept: string,
  take: ((chunk: Buffer) => Promise<void>) | undefined,
): Promise<Raw> {
  const { headers } = answer;
  const isAsked = answer.statusCode === 200 && (headers["content-type"] ?? "").startsWith(accept);
  const isTaken = take !== undefined && isAsked;
  const chunks: Buffer[] = [];
  for await (const chunk of answer) {
    const bytes = Buffer.from(chunk as Uint8Array);
    if (isTaken) await take(bytes);
    else chunks.push(bytes);
  }
  return { status: answer.statusCode ?? 0, headers, text: Buffer.concat(chunks).toString("utf8"), isTaken };
}

function read({ status, headers, text }: Raw, { server, url, headers: { accept } }: Outgoing): Reply {
  if (status === 204 || (text === "" && status >= 200 && status < 300)) return { status, body: null };
  const mediaType = headers["content-type"] ?? "";
  const isText = accept !== json && status === 200 && mediaType.startsWith(accept ?? json);
  const body = isText ? text : /[/+]json\b/.test(mediaType) ? parsed(text) : undefined;
  if (status >= 300 && status < 400) {
    throw new Failure(
      exits.refused,
      `${server} redirects to ${headers.location ?? "another address"}; nothing was sent there.`,
      ["Set COUNTERSIGN_URL to the address that it redirects to."],
    );
  }
  if (body === undefined) throw noAnswer(status, url);
  if (status >= 200 && status < 300) return { status, body };
  throw new Refusal(status, body, server);
}

function noAnswer(status: number, url: string): Failure {
  const exit = retried.has(status) ? exits.unreachable : exits.refused;
  return new Failure(exit, `${url} answered ${status} with something that is no answer of Countersign.`, [
    "Check COUNTERSIGN_URL: it is the address of the site, without /api/v1.",
  ]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "Nothing answers there",
  ENOTFOUND: "There is no such host",
  EAI_AGAIN: "The name of the host could not be looked up",
  ETIMEDOUT: "There was no answer in time",
  ECONNRESET: "The connection was lost",
  EPIPE: "The connection was lost",
};

function unreachable(server: string, error: unknown, attempts = 1): Failure {
  const code = codeOf(error);
  const why = words[code] ?? (error instanceof Error ? error.message : "The connection failed");
  const tried = attempts === 1 ? "" : `, ${attempts} times`;
  return new Failure(exits.unreachable, `Cannot reach ${server}: ${why} (${code || "no code"}${tried}).`, [
    "Check that Countersign runs, and that COUNTERSIGN_URL is its address.",
  ]);
}
