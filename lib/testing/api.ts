import { allEndpoints } from "@/app/api/v1/_endpoints/all";
import type { Kernel } from "@/lib/platform/command";
import { type Endpoint, matchPath } from "@/lib/platform/endpoint";
import { type Site, site, useSite } from "@/lib/platform/site";
import { answerTo, apiBase } from "@/lib/platform/web";
import { writeSeed } from "@/lib/audit/signing-key";
import { seedOf } from "./sign-log";

export const testSite: Site = {
  url: "http://localhost:3000",
  demo: false,
  secret: "a secret of at least thirty-two characters",
  // With which tests sign the log.
  ledgerKey: writeSeed(seedOf("first")),
  trustedProxies: 0,
};

export interface TestRequest {
  token?: string | undefined;
  /** Value of the session cookie. */
  cookie?: string | undefined;
  /** Sent as JSON; bytes and text as they are. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface TestAnswer {
  status: number;
  headers: Headers;
  body: unknown;
  /** The body as one expects it to be; tests say what they expect. */
  as: <T>() => T;
}

export interface TestApi {
  request: (method: string, path: string, options?: TestRequest) => Promise<TestAnswer>;
}

/** The public API on a kernel, with no server: the same checks, the same handlers; `path` is below /api/v1. */
export function testApi(
  kernel: Kernel,
  { as = testSite, endpoints = allEndpoints }: { as?: Site; endpoints?: readonly Endpoint[] } = {},
): TestApi {
  useSite(as);
  return {
    request: async (method, path, options = {}) => {
      const request = requestOf(method, path, options);
      const { pathname } = new URL(request.url);
      const here = endpoints.filter((one) => matches(one, pathname));
      const response = await answerTo(request, mostSpecific(here), () => kernel);
      return toAnswer(
        response,
        here.find((one) => one.method === (method === "HEAD" ? "GET" : method)),
      );
    },
  };
}

function requestOf(
  method: string,
  path: string,
  { token, cookie, body, headers = {} }: TestRequest,
): Request {
  const all = new Headers({ host: new URL(site().url).host, "x-forwarded-for": "192.0.2.1", ...headers });
  if (token !== undefined) all.set("authorization", `Bearer ${token}`);
  if (cookie !== undefined) all.set("cookie", cookie);
  const asIs = typeof body === "string" || body instanceof Uint8Array || body instanceof ReadableStream;
  if (body !== undefined && !all.has("content-type")) all.set("content-type", "application/json");
  const sent = body === undefined ? null : asIs ? body : JSON.stringify(body);
  return new Request(`${site().url}${apiBase}${path}`, {
    method,
    headers: all,
    body: sent as BodyInit | null,
    ...(sent instanceof ReadableStream ? { duplex: "half" } : {}),
  });
}

function matches(endpoint: Endpoint, pathname: string): boolean {
  try {
    return matchPath(`${apiBase}${endpoint.path}`, pathname) !== null;
  } catch {
    return true;
  }
}

/** As the router does it: a word of the address goes before what varies. */
function mostSpecific(endpoints: readonly Endpoint[]): Endpoint[] {
  const rank = ({ path }: Endpoint) =>
    path
      .split("/")
      .map((part) => (part.startsWith("{") ? "1" : "0"))
      .join("");
  const best = [...endpoints].sort((a, b) => rank(a).localeCompare(rank(b)))[0];
  return best === undefined ? [] : endpoints.filter((one) => one.path === best.path);
}

async function toAnswer(response: Response, endpoint: Endpoint | undefined): Promise<TestAnswer> {
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("text/event-stream")) return answerOf(response, response.body);
  const text = await response.text();
  const body: unknown = text !== "" && /json/.test(type) ? JSON.parse(text) : text;
  if (response.ok && endpoint !== undefined && text !== "") assertDocumented(endpoint, response.status, body);
  return answerOf(response, body);
}

function answerOf(response: Response, body: unknown): TestAnswer {
  return { status: response.status, headers: response.headers, body, as: <T>() => body as T };
}

/** What the document promises is what is answered. */
function assertDocumented(endpoint: Endpoint, status: number, body: unknown): void {
  const name = `${endpoint.method} ${endpoint.path}`;
  if (!(String(status) in endpoint.answers))
    throw new Error(`${name} answered ${status}, which it does not document`);
  const checked = endpoint.answers[status]?.safeParse(body);
  if (checked !== undefined && !checked.success)
    throw new Error(`${name} answered something else than documented: ${checked.error.message}`);
}
