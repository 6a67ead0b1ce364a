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

/** A failing database in words for whoever asked, and in words for the log; null where something else is wrong. */
export function outageOf(error: unknown): { refusal: AppError; logged: string } | null {
  const told = (code: "unavailable" | "busy", message: string, retryAfterSeconds: number) =>
    new AppError(code, message, { retryAfterSeconds });
  if (isUnreachable(error)) {
    const refusal = told("unavailable", "The database cannot be reached; try again soon.", 5);
    return { refusal, logged: "database unreachable" };
  }
  if (isUnwritable(error)) {
    const words =
      "The database's disk is full or fails, so nothing was changed; try again once whoever runs this installation has made room.";
    return {
      refusal: told("unavailable", words, 30),
      logged: "the database cannot write: is its disk full?",
    };
  }
  if (!isOverdue(error)) return null;
  const refusal = told("busy", "The database took too long; try again.", 1);
  return { refusal, logged: "transaction overdue" };
}

/** An error as the caller may see it: expected refusals in full, anything else as a code and the request id. */
export function toAppError(error: unknown, requestId: string): AppError {
  if (error instanceof AppError) return error;
  const outage = outageOf(error);
  if (outage !== null) {
    log.error({ requestId, err: error }, outage.logged);
    return outage.refusal;
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
  const { faults, rule, whoMay, blockers, confirm } = error.extras;
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
    ...(confirm === undefined ? {} : { confirm }),
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
