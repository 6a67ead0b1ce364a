import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError, statusOf } from "./errors";
import { faultPage, faultPagePolicy } from "./fault-page";
import { newId } from "./ids";
import { type PageRequest, pageRequests } from "./page-request";
import { outageOf } from "./problem";
import { pageHeaders } from "./security-headers";
import { isSecureSite } from "./site";

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

/** What an act of a page may send; the framework's own limit, over which it breaks off with a 500. */
const actLimit = 1024 * 1024;

/**
 * Has the framework answer a request. For a page it answers 500 whatever went wrong: where that is a database that is away, or an
 * act that nobody could read, the answer is put into its place with the status and the words that are right.
 */
export async function sayingFaults(
  { request, response }: Exchange,
  handle: () => Promise<void>,
): Promise<void> {
  const page: PageRequest = { isReached: false };
  // Routes of the API say their faults themselves.
  if (request.url?.startsWith("/api/") !== true) insteadOf500(response, () => refusalOf(page, request));
  await pageRequests().run(page, handle);
}

/** What is to be said in place of a 500; null where it is one. */
export function refusalOf(page: PageRequest, { method, headers }: IncomingMessage): AppError | null {
  const outage = outageOf(page.fault);
  if (outage !== null) return outage.refusal;
  if (method !== "POST" || page.isReached) return null;
  if (statusIn(page.fault) === 413 || Number(headers["content-length"]) > actLimit)
    return new AppError("body-too-large", `A form may hold ${actLimit} bytes.`);
  return new AppError("malformed-body", "The form did not arrive whole; nothing was changed.");
}

function statusIn(fault: unknown): unknown {
  return typeof fault === "object" && fault !== null ? Reflect.get(fault, "statusCode") : undefined;
}

/** Looks at the answer before its head goes out; once something else was said, what follows is dropped. */
function insteadOf500(response: ServerResponse, refusal: () => AppError | null): void {
  const own = {
    writeHead: response.writeHead.bind(response),
    write: response.write.bind(response),
    end: response.end.bind(response),
    flushHeaders: response.flushHeaders.bind(response),
  };
  let isSaid = false;
  const settle = (): boolean => {
    if (isSaid || response.headersSent || response.statusCode !== 500) return isSaid;
    const error = refusal();
    if (error === null) return false;
    isSaid = true;
    const id = response.getHeader("x-request-id");
    const requestId = typeof id === "string" ? id : newId();
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    own.writeHead(statusOf(error.code), headersFor(error, requestId));
    own.end(faultPage(error, requestId));
    return true;
  };
  Object.assign(response, {
    writeHead: (status: number, ...rest: unknown[]) => {
      response.statusCode = status;
      return settle() ? response : Reflect.apply(own.writeHead, response, [status, ...rest]);
    },
    flushHeaders: () => (settle() ? undefined : own.flushHeaders()),
    write: (...given: unknown[]) => settle() || Reflect.apply(own.write, response, given),
    end: (...given: unknown[]) => (settle() ? response : Reflect.apply(own.end, response, given)),
  });
}

function headersFor({ extras }: AppError, requestId: string): Record<string, string> {
  const { retryAfterSeconds } = extras;
  return {
    ...pageHeaders({ isSecure: isSecureSite() }),
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": faultPagePolicy,
    "cache-control": "private, no-store",
    "x-request-id": requestId,
    ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
  };
}
