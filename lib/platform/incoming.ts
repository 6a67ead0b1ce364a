import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError, statusOf } from "./errors";
import { newId } from "./ids";
import { problemBody } from "./problem";

/** What the server does before the framework sees a request; false where it answered by itself. */
export function admit(request: IncomingMessage, response: ServerResponse): boolean {
  const own = request.socket.remoteAddress ?? "unknown";
  const given = request.headers["x-forwarded-for"];
  request.headers["x-forwarded-for"] = given === undefined ? own : `${String(given)}, ${own}`;
  const error = faultOf(request);
  if (error === null) return true;
  const requestId = newId();
  response.writeHead(statusOf(error.code), {
    "content-type": "application/problem+json",
    "x-request-id": requestId,
    "cache-control": "no-store",
  });
  response.end(JSON.stringify(problemBody(error, requestId)));
  return false;
}

function faultOf({ method, url }: IncomingMessage): AppError | null {
  // The platform's own requests cannot be made with it, so that the framework would answer 500.
  if (method === "TRACE") return new AppError("method-not-allowed", "TRACE is not answered here.");
  if (isDecodable(url ?? "/")) return null;
  return new AppError("malformed-address", "The address is not valid UTF-8 in percent encoding.");
}

/** The router decodes the path, and breaks with a 500 where it cannot. */
function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url.split("?")[0] ?? "");
    return true;
  } catch {
    return false;
  }
}
