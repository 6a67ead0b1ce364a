import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { type IncomingMessage, request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { fileFault } from "@/lib/cli/files";
import type { TargetResult } from "@/lib/rollbacks/target-freshness";
import type { TargetCheck } from "@/lib/rollbacks/target-schemas";
import { type Allowed, isAllowedAddress } from "./allowed";
import { placeOf } from "./places";

export type Wanted = TargetCheck["artifacts"][number];

/** What was found of an artifact; what was read to its end has a hash. */
export interface Found {
  result: TargetResult;
  sha256?: string;
  note?: string;
}

export interface Limits {
  allowed: Allowed;
  /** Ends the reading: its time is over, or the runner is to end. */
  signal: AbortSignal;
  /** How long it may stay silent. */
  idleMs: number;
}

const unreachable = (note: string): Found => ({ result: "unreachable", note });
const mostRedirections = 5;

/** Reads an artifact where its manifest says it lies, and compares its hash; it is never held as a whole, nor kept. */
export async function fetchArtifact(wanted: Wanted, limits: Limits): Promise<Found> {
  const { allowed, signal } = limits;
  if (wanted.size > allowed.mostBytes)
    return unreachable(`It has ${wanted.size} bytes, more than this runner reads.`);
  const place = placeOf(wanted.uri, allowed);
  try {
    switch (place.kind) {
      case "missing":
      case "unreachable":
        return { result: place.kind, note: place.note };
      case "file":
        return await readFileOf(place.path, wanted, signal);
      case "address":
        return await readAddress(place.url, wanted, limits);
    }
  } catch (error) {
    if (signal.aborted) return unreachable(String(signal.reason));
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ENOENT") return { result: "missing", note: "There is no such file any more." };
    return unreachable(place.kind === "file" ? `It cannot be read: ${fileFault(error)}.` : wordsOf(error));
  }
}

async function readFileOf(path: string, wanted: Wanted, signal: AbortSignal): Promise<Found> {
  // Neither a pipe that nobody writes to nor a link that was put there in between is waited for or followed.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = await file.stat();
    if (!stat.isFile())
      return { result: "differs", note: "It is no file; a folder is packed into an archive." };
    if (stat.size !== wanted.size) return otherSize(stat.size, wanted);
    return await hash(file.createReadStream({ highWaterMark: 2 ** 20, autoClose: false, signal }), wanted);
  } finally {
    await file.close();
  }
}

async function readAddress(url: URL, wanted: Wanted, limits: Limits, followed = 0): Promise<Found> {
  const answer = await ask(url, limits);
  const { statusCode: status = 0, headers } = answer;
  if (status === 200) {
    const encoding = headers["content-encoding"] ?? "identity";
    if (encoding !== "identity") return drop(answer, unreachable(`It is sent encoded, as ${encoding}.`));
    const length = headers["content-length"];
    if (length !== undefined && Number(length) !== wanted.size)
      return drop(answer, otherSize(Number(length), wanted));
    return hash(answer, wanted);
  }
  answer.destroy();
  if (status === 404 || status === 410) return { result: "missing", note: `It answers ${status}.` };
  const { location } = headers;
  if (status < 300 || status >= 400 || location === undefined) return unreachable(`It answers ${status}.`);
  const next = URL.canParse(location, url) ? new URL(location, url) : null;
  if (next === null) return unreachable("It redirects to something that is no address.");
  // What stands behind the path may be a key to it, and is told to nobody.
  const shown = `${next.origin}${next.pathname}`;
  if (!isAllowedAddress(limits.allowed, next))
    return unreachable(`It redirects to ${shown}, from where this runner may not fetch.`);
  if (followed === mostRedirections) return unreachable(`It redirects more than ${mostRedirections} times.`);
  return readAddress(next, wanted, limits, followed + 1);
}

function ask(url: URL, { signal, idleMs }: Limits): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    let answer: IncomingMessage | null = null;
    const sent = (url.protocol === "https:" ? requestSecure : requestPlain)(
      url,
      {
        method: "GET",
        agent: false,
        signal,
        timeout: idleMs,
        headers: { "user-agent": "Countersign runner", "accept-encoding": "identity", accept: "*/*" },
      },
      (begun) => {
        answer = begun;
        resolve(begun);
      },
    );
    sent.on("timeout", () => (answer ?? sent).destroy(new Silent(idleMs)));
    sent.on("error", reject);
    sent.end();
  });
}

class Silent extends Error {
  override readonly name = "Silent";
  constructor(ms: number) {
    super(`Nothing came for ${Math.max(1, Math.round(ms / 1_000))} s.`);
  }
}

function drop(answer: IncomingMessage, found: Found): Found {
  answer.destroy();
  return found;
}

/** Stops as soon as there is more than there may be. */
async function hash(chunks: AsyncIterable<Buffer>, wanted: Wanted): Promise<Found> {
  const digest = createHash("sha256");
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > wanted.size)
      return { result: "differs", note: `It has more than the ${wanted.size} bytes that the manifest says.` };
    digest.update(chunk);
  }
  if (bytes !== wanted.size) return otherSize(bytes, wanted);
  const sha256 = digest.digest("hex");
  return sha256 === wanted.sha256
    ? { result: "verified", sha256 }
    : { result: "differs", sha256, note: `Its SHA-256 is ${sha256}.` };
}

function otherSize(bytes: number, { size }: Wanted): Found {
  return { result: "differs", note: `It has ${bytes} bytes; the manifest says ${size}.` };
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "Nothing answers there.",
  ENOTFOUND: "There is no such host.",
  EAI_AGAIN: "The name of the host could not be looked up.",
  ECONNRESET: "The connection was lost.",
  ETIMEDOUT: "There was no answer in time.",
};

function wordsOf(error: unknown): string {
  if (error instanceof AggregateError) return wordsOf(error.errors[0]);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return words[code] ?? (error instanceof Error ? error.message : "The connection failed.");
}
