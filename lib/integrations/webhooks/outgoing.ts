import { lookup } from "node:dns/promises";
import { type IncomingMessage, request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { type AllowedHosts, mayConnect } from "@/lib/platform/public-addresses";

export interface Outgoing {
  method: "GET" | "POST" | "PATCH" | "HEAD";
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** From the look-up of the name to the last byte of the answer. */
  timeLimitMs: number;
  /** Cuts it off before. */
  cut?: AbortSignal | undefined;
  /** Bytes of the answer. */
  mostBytes?: number;
  allowed: AllowedHosts;
  /** Looks a name up; tests put their own. */
  resolve?: (host: string) => Promise<Address[]>;
}

export interface Address {
  address: string;
  family: number;
}

/** What came back. A redirection is an answer like any other: where it points is told, and nobody goes there. */
export interface OutgoingAnswer {
  status: number;
  mediaType: string;
  location: string | null;
  text: string;
  /** What the Retry-After header says; absent: nothing. */
  retryAfter?: string;
}

/** Nothing came back that counts, in words. `wasSent`: it may have arrived all the same; `isRefused`: it is never sent there. */
export class NotReached extends Error {
  override readonly name = "NotReached";
  constructor(
    message: string,
    readonly wasSent: boolean,
    readonly isRefused = false,
  ) {
    super(message);
  }
}

export const defaultMostBytes = 64 * 1024;

/**
 * Sends one request to an address that somebody else named. The name is looked up once and the connection goes to the very address
 * that was checked, so that a name cannot point elsewhere in between.
 */
export async function send(outgoing: Outgoing): Promise<OutgoingAnswer> {
  const url = URL.canParse(outgoing.url) ? new URL(outgoing.url) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new NotReached(`${outgoing.url} is no web address.`, false, true);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const limit = AbortSignal.timeout(Math.max(1, Math.min(outgoing.timeLimitMs, 2 ** 31 - 1)));
  const signal = outgoing.cut === undefined ? limit : AbortSignal.any([limit, outgoing.cut]);
  const addresses = await within(signal, addressesOf(host, outgoing.resolve ?? lookUp), outgoing);
  const refused = addresses.find(({ address }) => !mayConnect(outgoing.allowed, { host, address }));
  if (refused !== undefined) throw new NotReached(refusedWords(host, refused.address), false, true);
  return exchange(url, outgoing, { addresses, signal });
}

function lookUp(host: string): Promise<Address[]> {
  return lookup(host, { all: true });
}

async function addressesOf(host: string, resolve: (host: string) => Promise<Address[]>): Promise<Address[]> {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  const found = await resolve(host).catch((error: unknown) => {
    throw new NotReached(`${host}: ${wordsOf(error)}.`, false);
  });
  if (found.length === 0) throw new NotReached(`${host}: there is no such host.`, false);
  return found;
}

function within<T>(signal: AbortSignal, work: Promise<T>, outgoing: Outgoing): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new NotReached(endedWords(outgoing), false));
    if (signal.aborted) late();
    signal.addEventListener("abort", late, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", late));
  });
}

function refusedWords(host: string, address: string): string {
  const what = host === address ? address : `${host} is at ${address}, which`;
  return `Refused: ${what} is not a public address, and COUNTERSIGN_ALLOWED_PRIVATE_HOSTS does not name it.`;
}

function endedWords({ timeLimitMs, cut }: Outgoing): string {
  if (cut?.aborted === true) return "It was cut off from this side.";
  return `There was no answer within ${Math.max(1, Math.round(timeLimitMs / 1_000))} s.`;
}

interface Connection {
  addresses: readonly Address[];
  signal: AbortSignal;
}

function exchange(url: URL, outgoing: Outgoing, { addresses, signal }: Connection): Promise<OutgoingAnswer> {
  const { method, headers = {}, body, mostBytes = defaultMostBytes } = outgoing;
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    let isConnected = false;
    const fail = (error: unknown) =>
      reject(
        error instanceof NotReached
          ? error
          : new NotReached(
              signal.aborted ? endedWords(outgoing) : `${url.host}: ${wordsOf(error)}.`,
              isConnected,
            ),
      );
    const sent = (url.protocol === "https:" ? requestSecure : requestPlain)(
      url,
      {
        method,
        agent: false,
        signal,
        lookup: fixedTo(addresses),
        headers: { "user-agent": "Countersign", "accept-encoding": "identity", ...headers, ...length },
      },
      (answer) => void read(answer, mostBytes).then(resolve, fail),
    );
    sent.on("socket", (socket) => socket.once("connect", () => (isConnected = true)));
    sent.on("error", fail);
    sent.end(body);
  });
}

function fixedTo(addresses: readonly Address[]): LookupFunction {
  return (_host, options, found) => {
    const [first = { address: "", family: 4 }] = addresses;
    if (options.all === true) found(null, [...addresses]);
    else found(null, first.address, first.family);
  };
}

async function read(answer: IncomingMessage, mostBytes: number): Promise<OutgoingAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) {
      answer.destroy();
      throw new NotReached(`The answer is longer than ${mostBytes} bytes.`, true);
    }
    chunks.push(chunk);
  }
  const { statusCode, headers } = answer;
  return {
    status: statusCode ?? 0,
    mediaType: (headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "",
    location: headers.location ?? null,
    text: Buffer.concat(chunks).toString("utf8"),
    ...(headers["retry-after"] !== undefined && { retryAfter: headers["retry-after"] }),
  };
}

const words: Readonly<Record<string, string>> = {
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the name could not be looked up",
  ECONNREFUSED: "nothing answers there",
  ECONNRESET: "the connection was lost",
  EPIPE: "the connection was lost",
  ETIMEDOUT: "nothing answered in time",
  EHOSTUNREACH: "it cannot be reached from here",
  ENETUNREACH: "it cannot be reached from here",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is self-signed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is by nobody known here",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host",
};

function wordsOf(error: unknown): string {
  if (error instanceof AggregateError) return wordsOf(error.errors[0]);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return words[code] ?? (code === "" ? "the connection failed" : `the connection failed (${code})`);
}

/** What a redirection says, for whoever reads why it failed. */
export function redirectWords({ status, location }: OutgoingAnswer): string {
  return `It redirects (${status}) to ${(location ?? "nowhere").slice(0, 500)}, and redirections are not followed.`;
}

export function isRedirect({ status }: OutgoingAnswer): boolean {
  return status >= 300 && status < 400;
}

/** Whether an answer says that the same request will not be taken the next time either. */
export function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && !lateOrBusy.has(status);
}

const lateOrBusy: ReadonlySet<number> = new Set([408, 423, 425, 429]);
