import type { Instrumentation } from "next";
import { noteFault } from "@/lib/platform/page-request";

/** Writes down a page that failed, with the reference that its reader sees and the request's id. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env["NEXT_RUNTIME"] === "edge") return;
  // First of all, and at once: the answer's head may go out at any moment.
  noteFault(error);
  const { log } = await import("@/lib/platform/log");
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : null;
  const requestId = request.headers["x-request-id"] ?? null;
  log.error({ err: error, digest, requestId, route: context.routePath }, "a page could not be shown");
};
