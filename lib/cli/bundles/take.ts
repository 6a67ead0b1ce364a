import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { shown } from "@/lib/cli/bundles/words";
import type { Located } from "@/lib/cli/bundles/locate";
import { fileFault } from "@/lib/cli/files";

/** What was found where an artifact should lie. */
export type Taken =
  | { result: "same"; sha256: string; size: number; note: string }
  | { result: "differs"; sha256?: string; size?: number; note: string }
  | { result: "missing"; note: string }
  | { result: "not-verifiable"; note: string };

/** Time without a byte after which an address counts as not reachable. */
const silenceMs = 60_000;
const chunkBytes = 1024 * 1024;

/**
 * Reads an artifact once and hashes what it reads; with `into` that very content is also written there, so that what is used is
 * what was hashed.
 */
export async function take({ artifact, location }: Located, into: string | null = null): Promise<Taken> {
  switch (location.kind) {
    case "hosted":
      return { result: "not-verifiable", note: `hosted by ${artifact.provider ?? "others"}` };
    case "nowhere":
      return { result: "missing", note: location.why };
    case "file":
      return reading(artifact, { into, note: location.shown, open: () => openFile(location.path) });
    case "address":
      return reading(artifact, { into, note: location.url, open: () => openAddress(location.url) });
  }
}

interface Reading {
  into: string | null;
  note: string;
  open: () => Promise<AsyncIterable<Uint8Array>>;
}

async function reading(artifact: Located["artifact"], { into, note, open }: Reading): Promise<Taken> {
  let content: { sha256: string; size: number; isWhole: boolean };
  try {
    content = await hashed(await open(), into, artifact.size ?? Infinity);
  } catch (error) {
    return { result: "missing", note: shown(`${note}: ${fileFault(error)}`) };
  }
  const { sha256, size, isWhole } = content;
  if (!isWhole)
    return {
      result: "differs",
      note: shown(`${note}: it has more than ${artifact.size} bytes, which the manifest says`),
    };
  if (sha256 === artifact.sha256 && size === (artifact.size ?? size))
    return { result: "same", sha256, size, note: shown(note) };
  const why = sha256 === artifact.sha256 ? `it has ${size} bytes` : `its sha256 is ${sha256}`;
  return { result: "differs", sha256, size, note: shown(`${note}: ${why}`) };
}

/** Reads no further than a byte over the size that it should have. */
async function hashed(
  source: AsyncIterable<Uint8Array>,
  into: string | null,
  mostBytes: number,
): Promise<{ sha256: string; size: number; isWhole: boolean }> {
  const hash = createHash("sha256");
  let size = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      hash.update(chunk);
      size += chunk.byteLength;
      if (size > mostBytes) return;
      yield chunk;
    }
  }
  if (into === null) await pipeline(counted, drain);
  else {
    await mkdir(dirname(into), { recursive: true });
    // Scripts among the artifacts are run by name.
    await pipeline(counted, createWriteStream(into, { flags: "wx", mode: 0o700 }));
  }
  return { sha256: hash.digest("hex"), size, isWhole: size <= mostBytes };
}

async function drain(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of chunks) continue;
}

async function openFile(path: string): Promise<AsyncIterable<Uint8Array>> {
  if (!(await stat(path)).isFile()) throw new Error("it is no file");
  return createReadStream(path, { highWaterMark: chunkBytes });
}

async function openAddress(url: string): Promise<AsyncIterable<Uint8Array>> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), silenceMs);
  const response = await fetch(url, { signal: silence.signal, credentials: "omit" }).catch(
    (error: unknown) => {
      clearTimeout(timer);
      throw new Error(`it cannot be reached: ${causeOf(error)}`, { cause: error });
    },
  );
  const { body } = response;
  if (!response.ok || body === null) {
    clearTimeout(timer);
    throw new Error(`it answers ${response.status}`);
  }
  return (async function* chunks() {
    try {
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), silenceMs);
        yield chunk;
      }
    } catch (error) {
      throw new Error(`it broke off: ${causeOf(error)}`, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  })();
}

function causeOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message : "no answer";
}
