import NextAuth, { type NextAuthOptions } from "next-auth";
import { site } from "@/lib/platform/site";

export interface NextAuthCall {
  action: string[];
  method: "GET" | "POST";
  query?: Record<string, string>;
  body?: Record<string, string>;
  /** By name, as the browser sent them. */
  cookies: Record<string, string>;
}

export interface NextAuthAnswer {
  redirect: string | null;
  body: unknown;
  /** As Set-Cookie headers. */
  cookies: string[];
}

/** Asks next-auth in this process, in the shape of its handler for pages; its own routes are not open to anybody. */
export async function callNextAuth(options: NextAuthOptions, call: NextAuthCall): Promise<NextAuthAnswer> {
  // Without it next-auth trusts whatever host a proxy claims.
  process.env["NEXTAUTH_URL"] = site().url;
  const answer: NextAuthAnswer = { redirect: null, body: null, cookies: [] };
  const headers = new Map<string, unknown>();
  const response = {
    status: () => response,
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    setHeader: (name: string, value: unknown) => {
      headers.set(name.toLowerCase(), value);
      return response;
    },
    json: (body: unknown) => void (answer.body = body),
    send: (body: unknown) => void (answer.body = body),
    end: () => undefined,
  };
  const request = {
    method: call.method,
    query: { ...call.query, nextauth: call.action },
    body: call.body ?? {},
    cookies: call.cookies,
    headers: {},
  };
  const answering: Promise<unknown> = Promise.resolve(
    Reflect.apply(NextAuth, undefined, [request, response, options]),
  );
  await answering;
  const location = headers.get("location");
  const set = headers.get("set-cookie");
  return {
    ...answer,
    redirect: typeof location === "string" ? location : null,
    cookies: (Array.isArray(set) ? set : [set]).filter((one): one is string => typeof one === "string"),
  };
}
