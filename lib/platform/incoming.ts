import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError } from "./errors";
import { newId } from "./ids";
import { problemBody } from "./problem";

/** What the server does before the framework sees a request; false where it answered by itself. */
export function admit(request: IncomingMessage, response: ServerResponse): boolean {
  const own = request.socket.remoteAddress ?? "unknown";
  const given = request.headers["x-forwarded-for"];
  request.headers["x-forwarded-for"] = given === undefined ? own : `${String(given)}, ${own}`;
  if (isDecodable(request.url ?? "/")) return true;
  const requestId = newId();
  const error = new AppError("malformed-address", "The address is not valid UTF-8 in percent encoding.");
  response.writeHead(400, {
    "content-type": "application/problem+json",
    "x-request-id": requestId,
    "cache-control": "no-store",
  });
  response.end(JSON.stringify(problemBody(error, requestId)));
  return false;
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
