import { parseDocument } from "./documents";
import { AppError } from "./errors";
import type { MediaType } from "./endpoint";

/** A body as read. `value` is there where it is JSON that the server reads itself. */
export interface RawBody {
  bytes: Uint8Array;
  mediaType: MediaType | null;
  value: unknown;
}

interface Settings {
  consumes: readonly MediaType[];
  bodyLimit: number;
  raw: boolean;
  encoding: "identity" | "snappy";
}

const maxDepth = 40;
// Read and thrown away after a refusal, so that a sender who is still sending gets to read it.
const maxDrained = 32 * 1024 * 1024;

/** The body within its limit; no body at all counts as an empty object. */
export async function readBody(
  request: Request,
  { consumes, bodyLimit, raw, encoding }: Settings,
): Promise<RawBody> {
  assertEncoding(request, encoding);
  const mediaType = mediaTypeOf(request, consumes);
  const bytes = await readBytes(request, bodyLimit);
  if (bytes.byteLength === 0 && !raw) return { bytes, mediaType, value: {} };
  if (mediaType === null)
    throw new AppError("unsupported-media-type", `Send a Content-Type: ${consumes.join(" or ")}.`);
  if (raw || mediaType !== "application/json") return { bytes, mediaType, value: undefined };
  const parsed = parseDocument(bytes, "json", { maxBytes: bodyLimit, maxDepth });
  if (parsed.ok) return { bytes, mediaType, value: parsed.value };
  const first = parsed.faults[0];
  const place = first?.line === undefined ? "" : ` (line ${first.line}, column ${first.column})`;
  throw new AppError(
    "malformed-body",
    `The body is no JSON text: ${first?.message ?? "unreadable"}${place}.`,
    { faults: parsed.faults },
  );
}

function assertEncoding(request: Request, wanted: Settings["encoding"]): void {
  const given = request.headers.get("content-encoding")?.toLowerCase() ?? "identity";
  if (given === wanted) return;
  throw new AppError(
    "unsupported-media-type",
    wanted === "identity" ? "Send the body without Content-Encoding." : `Send a Content-Encoding: ${wanted}.`,
  );
}

function mediaTypeOf(request: Request, consumes: readonly MediaType[]): MediaType | null {
  const header = request.headers.get("content-type");
  if (header === null) return null;
  const [type = "", ...parameters] = header.split(";").map((part) => part.trim().toLowerCase());
  const found = consumes.find((one) => one === type);
  const charset = parameters
    .find((one) => one.startsWith("charset="))
    ?.slice(8)
    .replaceAll('"', "");
  if (found === undefined || (charset !== undefined && charset !== "utf-8" && charset !== "utf8")) {
    throw new AppError("unsupported-media-type", `Accepted here: ${consumes.join(" or ")}, in UTF-8.`);
  }
  return found;
}

/** Bytes of the body; refuses while reading once there are too many. */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  const declared = Number(request.headers.get("content-length") ?? "0");
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (request.body === null) return new Uint8Array();
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      if (size > limit + maxDrained) break;
      if (size <= limit) chunks.push(value);
      else chunks.length = 0;
    }
  } catch {
    throw new AppError("malformed-body", "The body ended before it was complete.");
  } finally {
    void reader.cancel().catch(() => undefined);
  }
  if (size > limit || declared > limit)
    throw new AppError("body-too-large", `The body has more than ${limit} bytes.`);
  // What stands in front may cut a long body off without saying so.
  if (declared > size) throw new AppError("malformed-body", "The body ended before it was complete.");
  return Buffer.concat(chunks, size);
}

/** A small form as browsers send it without files. */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") {
    throw new AppError("unsupported-media-type", "Send a form: application/x-www-form-urlencoded.");
  }
  return new URLSearchParams(Buffer.from(await readBytes(request, 16 * 1024)).toString("utf8"));
}
