import type { Actor } from "@/lib/identity/actor";
import { actorOf } from "@/lib/identity/find-actor";
import { hasScope } from "@/lib/identity/scopes";
import { kernel as processKernel } from "./app";
import type { Call, Kernel } from "./command";
import { type Answer, type Endpoint, matchPath } from "./endpoint";
import { AppError, notFound } from "./errors";
import { DecisionPending } from "./gathering";
import { baseHeaders, problem } from "./problem";
import { requestIdOf } from "./request-id";
import { assertOwnHost, assertSameOrigin } from "./site";

export { type Endpoint, endpoint } from "./endpoint";

export const apiBase = "/api/v1";

export type RouteHandler = (request: Request) => Promise<Response>;

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/** Handlers for every method of one address: what none of the endpoints takes is refused as a problem, with what is allowed. */
export function routes(...endpoints: Endpoint[]): Record<(typeof methods)[number], RouteHandler> {
  const handler: RouteHandler = (request) => answerTo(request, endpoints, processKernel);
  return {
    GET: handler,
    HEAD: handler,
    POST: handler,
    PUT: handler,
    PATCH: handler,
    DELETE: handler,
    OPTIONS: handler,
  };
}

/** Answers with the one of these endpoints that takes the method; never throws. */
export async function answerTo(
  request: Request,
  endpoints: readonly Endpoint[],
  kernel: () => Kernel,
): Promise<Response> {
  const requestId = requestIdOf(request);
  const allow = allowedBy(endpoints);
  try {
    if (endpoints.length === 0) throw notFound(`address ${new URL(request.url).pathname}`);
    const wanted = request.method === "HEAD" ? "GET" : request.method;
    const found = endpoints.find((one) => one.method === wanted);
    if (request.method === "OPTIONS")
      return new Response(null, { status: 204, headers: withAllow(requestId, allow) });
    if (found === undefined) throw new AppError("method-not-allowed", `Allowed here: ${allow.join(", ")}.`);
    const answer = await invoke({ request, endpoint: found, kernel, requestId });
    return toResponse({ answer, endpoint: found, request, requestId });
  } catch (error) {
    if (error instanceof DecisionPending) return accepted(error.answer, requestId);
    const refused = error instanceof AppError && error.code === "method-not-allowed";
    const response = problem(error, requestId, refused ? allow : undefined);
    return request.method === "HEAD" ? new Response(null, response) : response;
  }
}

/** Recorded, and the effect takes further people. */
function accepted(answer: DecisionPending["answer"], requestId: string): Response {
  const headers = baseHeaders(requestId);
  headers.set("content-type", "application/json; charset=utf-8");
  headers.set("location", `${apiBase}/pending-decisions/${answer.pendingDecision.id}`);
  return new Response(JSON.stringify(answer), { status: 202, headers });
}

interface Invocation {
  request: Request;
  endpoint: Endpoint;
  kernel: () => Kernel;
  requestId: string;
}

async function invoke({ request, endpoint, kernel, requestId }: Invocation): Promise<Answer | Response> {
  assertOwnHost(request);
  const params = matchPath(`${apiBase}${endpoint.path}`, new URL(request.url).pathname);
  if (params === null) throw notFound("such address");
  const own = kernel();
  const actor = endpoint.public ? null : await callerOf({ request, endpoint, kernel: own });
  const call: Call = {
    actor,
    requestId,
    idempotencyKey: endpoint.method === "POST" ? idempotencyKeyOf(request) : undefined,
  };
  return endpoint.invoke({ kernel: own, call, params, request });
}

async function callerOf({
  request,
  endpoint,
  kernel,
}: {
  request: Request;
  endpoint: Endpoint;
  kernel: Kernel;
}): Promise<Actor> {
  const actor = await actorOf(request, kernel);
  if (actor === null)
    throw new AppError("not-signed-in", "Sign in, or send a token: Authorization: Bearer csn_…");
  // A browser adds the cookie by itself, whoever's page asks; a token it never adds.
  const byCookie = actor.kind === "person" && actor.credential.kind === "session";
  if (byCookie && endpoint.method !== "GET") assertSameOrigin(request);
  if (endpoint.scope !== null && !hasScope(actor, endpoint.scope)) {
    throw new AppError("scope-missing", `The token needs the scope ${endpoint.scope}.`, {
      rule: `scope ${endpoint.scope}`,
    });
  }
  return actor;
}

function idempotencyKeyOf(request: Request): string | undefined {
  const key = request.headers.get("idempotency-key");
  if (key === null) return undefined;
  if (/^[\x21-\x7e]{1,200}$/.test(key)) return key;
  const expected = "1 to 200 printable ASCII characters without blanks";
  throw new AppError("invalid-input", `Idempotency-Key: expected ${expected}.`, {
    faults: [{ path: "Idempotency-Key", message: `expected ${expected}`, expected }],
  });
}

function toResponse({
  answer,
  endpoint,
  request,
  requestId,
}: {
  answer: Answer | Response;
  endpoint: Endpoint;
  request: Request;
  requestId: string;
}): Response {
  const headers = baseHeaders(requestId);
  if (answer instanceof Response) {
    answer.headers.forEach((value, name) => headers.set(name, value));
    return new Response(request.method === "HEAD" ? null : answer.body, { status: answer.status, headers });
  }
  for (const [name, value] of Object.entries(answer.headers ?? {})) headers.set(name, value);
  if (answer.body === undefined || answer.status === 204)
    return new Response(null, { status: answer.status, headers });
  headers.set(
    "content-type",
    endpoint.produces === "application/json" ? "application/json; charset=utf-8" : endpoint.produces,
  );
  const text =
    typeof answer.body === "string" && endpoint.produces !== "application/json"
      ? answer.body
      : JSON.stringify(answer.body);
  return new Response(request.method === "HEAD" ? null : text, { status: answer.status, headers });
}

function allowedBy(endpoints: readonly Endpoint[]): string[] {
  const own = endpoints.map(({ method }) => method as string);
  return [...new Set([...own, ...(own.includes("GET") ? ["HEAD"] : []), "OPTIONS"])].sort();
}

function withAllow(requestId: string, allow: readonly string[]): Headers {
  const headers = baseHeaders(requestId);
  headers.set("allow", allow.join(", "));
  return headers;
}

/** A strong entity tag. */
export function etagOf(version: string): string {
  return `"${version}"`;
}

/** The version that If-Match asks for; undefined where it asks for none, or for any. */
export function ifMatchOf(request: Request): string | undefined {
  const header = request.headers.get("if-match")?.trim();
  if (header === undefined || header === "" || header === "*") return undefined;
  const tag = /^"([\x21\x23-\x7e]{1,200})"$/.exec(header)?.[1];
  if (tag !== undefined) return tag;
  throw new AppError(
    "invalid-input",
    'If-Match: expected one strong entity tag such as "sha256:1a15…", in quotes.',
    {
      faults: [
        { path: "If-Match", message: "is no entity tag", expected: "one strong entity tag in quotes" },
      ],
    },
  );
}
