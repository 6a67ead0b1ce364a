import { AppError, statusOf, titleOf } from "./errors";
import { isOverdue, isUniqueViolation, isUnreachable, isUnwritable } from "./retry";
import { log } from "./log";

/** Headers that every answer of the API carries. */
export function baseHeaders(requestId: string): Headers {
  return new Headers({
    "x-request-id": requestId,
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
  });
}

/** An error as the caller may see it: expected refusals in full, anything else as a code and the request id. */
export function toAppError(error: unknown, requestId: string): AppError {
  if (error instanceof AppError) return error;
  if (isUnreachable(error)) {
    log.error({ requestId, err: error }, "database unreachable");
    return new AppError("unavailable", "The database cannot be reached; try again soon.", {
      retryAfterSeconds: 5,
    });
  }
  if (isUnwritable(error)) {
    log.error({ requestId, err: error }, "the database cannot write: is its disk full?");
    return new AppError(
      "unavailable",
      "The database's disk is full or fails, so nothing was changed; try again once whoever runs this installation has made room.",
      { retryAfterSeconds: 30 },
    );
  }
  if (isOverdue(error)) {
    log.error({ requestId, err: error }, "transaction overdue");
    return new AppError("busy", "The database took too long; try again.", { retryAfterSeconds: 1 });
  }
  if (isUniqueViolation(error)) {
    log.warn({ requestId, err: error }, "unique violation");
    return new AppError("conflict", "Somebody else made the same thing at the same time.");
  }
  log.error({ requestId, err: error }, "unexpected error");
  return new AppError("internal", `Something went wrong; it is logged as request ${requestId}.`);
}

/** A refusal as RFC 9457 problem. */
export function problemBody(error: AppError, requestId: string): Record<string, unknown> {
  const { faults, rule, whoMay, blockers } = error.extras;
  const field = faults?.[0]?.path;
  return {
    type: `/api-docs#${error.code}`,
    title: titleOf(error.code),
    status: statusOf(error.code),
    detail: error.message,
    code: error.code,
    ...(field === undefined ? {} : { field }),
    ...(faults === undefined ? {} : { errors: faults }),
    ...(rule === undefined ? {} : { rule }),
    ...(whoMay === undefined ? {} : { whoMay }),
    ...(blockers === undefined ? {} : { blockers }),
    requestId,
  };
}

/** The response for any error. */
export function problem(error: unknown, requestId: string, allow?: readonly string[]): Response {
  const known = toAppError(error, requestId);
  const headers = baseHeaders(requestId);
  headers.set("content-type", "application/problem+json");
  const { retryAfterSeconds } = known.extras;
  if (retryAfterSeconds !== undefined)
    headers.set("retry-after", String(Math.max(1, Math.ceil(retryAfterSeconds))));
  if (statusOf(known.code) === 401) headers.set("www-authenticate", "Bearer");
  if (allow !== undefined) headers.set("allow", allow.join(", "));
  return new Response(JSON.stringify(problemBody(known, requestId)), {
    status: statusOf(known.code),
    headers,
  });
}
