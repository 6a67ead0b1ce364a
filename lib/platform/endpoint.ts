import { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import { readBody, type RawBody } from "./body";
import type { Call, Kernel } from "./command";
import { faultsOf } from "./documents";
import { AppError, type Fault } from "./errors";
import { unstorable } from "./names";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type MediaType = "application/json" | "application/yaml" | "application/x-protobuf";

/** What a handler returns; a `Response` where it streams. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string> | undefined;
}

/** What a handler gets. `body` is as sent, checked; a command parses it once more for itself. */
export interface Handled<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType, Caller> {
  kernel: Kernel;
  call: Call;
  actor: Caller;
  params: z.output<Params>;
  query: z.output<Query>;
  body: z.input<Body>;
  /** The body's bytes, where `raw` is set or the content is not JSON. */
  bytes: Uint8Array;
  mediaType: MediaType | null;
  request: Request;
}

export interface EndpointSpec<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Public extends boolean,
> {
  method: Method;
  /** Below /api/v1, with `{name}` for what varies. */
  path: `/${string}`;
  tag: string;
  summary: string;
  description?: string;
  params?: Params;
  query?: Query;
  /** Refuses unknown fields; with it the content is read as JSON. */
  body?: Body;
  /** The handler reads the bytes itself; `body` only documents them. */
  raw?: boolean;
  consumes?: readonly MediaType[];
  /** The Content-Encoding that the body has to have; the handler undoes it. None unless told. */
  encoding?: "snappy";
  /** Bytes; 1 MiB unless told. */
  bodyLimit?: number;
  /** Schema of each answer that is no problem; null where there is no body. */
  answers: Record<number, z.ZodType | null>;
  /** Media type of the answers; JSON unless told. */
  produces?: string;
  /** Needs no caller and reads none. */
  public?: Public;
  /** Scope that a token needs here; `read` for GET unless told, elsewhere the command asks. */
  scope?: string | null;
  handle: (
    context: Handled<Params, Query, Body, Public extends true ? null : Actor>,
  ) => Promise<Answer | Response> | Answer | Response;
}

/** An endpoint as the server, the document and the tests see it. */
export interface Endpoint {
  method: Method;
  path: string;
  tag: string;
  summary: string;
  description: string | null;
  params: z.ZodObject;
  query: z.ZodObject;
  body: z.ZodType | null;
  consumes: readonly MediaType[];
  bodyLimit: number;
  answers: Record<number, z.ZodType | null>;
  produces: string;
  public: boolean;
  scope: string | null;
  invoke: (raw: RawCall) => Promise<Answer | Response>;
}

/** A call whose caller is known and whose parts are not yet checked. */
export interface RawCall {
  kernel: Kernel;
  call: Call;
  params: Record<string, string>;
  request: Request;
}

export const defaultBodyLimit = 1024 * 1024;
const none = z.strictObject({});

/** Declares one route of the public API: what it takes, what it answers, what it does. */
export function endpoint<
  Params extends z.ZodObject = typeof none,
  Query extends z.ZodObject = typeof none,
  Body extends z.ZodType = typeof none,
  Public extends boolean = false,
>(spec: EndpointSpec<Params, Query, Body, Public>): Endpoint {
  const params = (spec.params ?? none).strict();
  const query = (spec.query ?? none).strict();
  const lists = listsIn(query);
  const bodySchema: z.ZodType = spec.body ?? none;
  assertNamesMatch(spec.path, Object.keys(params.shape));
  const settings = {
    consumes: spec.consumes ?? (["application/json"] as const),
    bodyLimit: spec.bodyLimit ?? defaultBodyLimit,
    raw: spec.raw ?? false,
    encoding: spec.encoding ?? ("identity" as const),
  };
  return {
    method: spec.method,
    path: spec.path,
    tag: spec.tag,
    summary: spec.summary,
    description: spec.description ?? null,
    params,
    query,
    body: spec.body ?? null,
    consumes: settings.consumes,
    bodyLimit: settings.bodyLimit,
    answers: spec.answers,
    produces: spec.produces ?? "application/json",
    public: spec.public ?? false,
    scope: spec.scope === undefined ? (spec.method === "GET" ? "read" : null) : spec.scope,
    invoke: async (raw) => {
      const checkedParams = parsePart("path", params, raw.params);
      const checkedQuery = parsePart("query", query, queryOf(raw.request, lists));
      const body: RawBody =
        spec.method === "GET"
          ? { bytes: new Uint8Array(), mediaType: null, value: {} }
          : await readBody(raw.request, settings);
      if (body.value !== undefined) parsePart("body", bodySchema, body.value);
      return spec.handle({
        kernel: raw.kernel,
        call: raw.call,
        actor: raw.call.actor as Public extends true ? null : Actor,
        params: checkedParams as z.output<Params>,
        query: checkedQuery as z.output<Query>,
        body: body.value as z.input<Body>,
        bytes: body.bytes,
        mediaType: body.mediaType,
        request: raw.request,
      });
    },
  };
}

function assertNamesMatch(path: string, names: readonly string[]): void {
  const inPath = namesIn(path);
  if (inPath.length === names.length && inPath.every((name) => names.includes(name))) return;
  throw new Error(`${path} and its params name different things: ${names.join(", ")}`);
}

/** Names of what varies in a path. */
export function namesIn(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

type Part = "path" | "query" | "body";

function parsePart(part: Part, schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(part, faultsOf(parsed.error, value));
}

function invalid(part: Part, faults: Fault[]): AppError {
  const words = { path: "In the address", query: "In the query", body: "In the body" }[part];
  const shown = faults
    .slice(0, 5)
    .map((fault) => (fault.path === "" ? fault.message : `${fault.path}: ${fault.message}`));
  const more = faults.length > shown.length ? `; and ${faults.length - shown.length} more` : "";
  const placed = faults.map((fault) => (part === "body" ? fault : { ...fault, in: part }));
  return new AppError("invalid-input", `${words}: ${shown.join("; ")}${more}`, { faults: placed });
}

/** Names of a query that may stand several times, once for each entry of a list. */
function listsIn({ shape }: z.ZodObject): Set<string> {
  return new Set(
    Object.entries(shape).flatMap(([name, schema]) => {
      const inner: unknown = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
      return inner instanceof z.ZodArray ? [name] : [];
    }),
  );
}

function queryOf(request: Request, lists: ReadonlySet<string>): Record<string, string | string[]> {
  const found = new URL(request.url).searchParams;
  const values: Record<string, string | string[]> = {};
  for (const [name, value] of found) {
    if (name === "__proto__")
      throw invalid("query", [{ path: "/__proto__", message: "unknown field; expected no such field" }]);
    if (Object.hasOwn(values, name) && !lists.has(name))
      throw invalid("query", [
        { path: `/${name}`, message: "stands twice; expected once", expected: "once" },
      ]);
    assertStorable("query", name, value);
    values[name] = lists.has(name) ? [...(values[name] ?? []), value] : value;
  }
  return values;
}

/** Values of the address that a path's pattern names; null where it does not fit. */
export function matchPath(pattern: string, pathname: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const given = pathname.split("/");
  if (wanted.length !== given.length) return null;
  const values: Record<string, string> = {};
  for (const [at, segment] of wanted.entries()) {
    const found = given[at] ?? "";
    const name = namesIn(segment)[0];
    if (name === undefined || segment !== `{${name}}`) {
      if (segment !== found) return null;
      continue;
    }
    if (found === "") return null;
    values[name] = decodeSegment(name, found);
  }
  return values;
}

function decodeSegment(name: string, text: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text);
  } catch {
    throw invalid("path", [
      { path: `/${name}`, message: "is not valid UTF-8 in percent encoding", expected: "UTF-8" },
    ]);
  }
  assertStorable("path", name, decoded);
  return decoded;
}

function assertStorable(part: Part, name: string, value: string): void {
  const why = unstorable(value);
  if (why !== null)
    throw invalid(part, [{ path: `/${name}`, message: why, expected: "text that can be stored" }]);
}
