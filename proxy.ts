import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { problem } from "@/lib/platform/problem";
import { requestIdOf } from "@/lib/platform/request-id";
import {
  contentSecurityPolicy,
  pageHeaders,
  sharedHeaders,
  sharedPath,
} from "@/lib/platform/security-headers";
import { pastRedirect, pastRoute } from "@/lib/releases/past-address";
import { askedPathHeader, assertOwnHost, assertSameOrigin, isSecureSite } from "@/lib/platform/site";

/**
 * Gives pages their security headers and refuses foreign host names; leads to a release as of a past moment. Who may do what is decided in commands, never here.
 */
export function proxy(request: NextRequest): Response {
  const requestId = requestIdOf(request);
  try {
    assertOwnHost(request);
    // The framework answers 500 to a server action from elsewhere; a refusal is a 403.
    if (request.method !== "GET" && request.method !== "HEAD") assertSameOrigin(request);
  } catch (error) {
    return problem(error, requestId);
  }
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy({ nonce, isDevelopment: process.env.NODE_ENV === "development" });
  const headers = new Headers(request.headers);
  // Next takes the nonce for its own scripts from here.
  headers.set("content-security-policy", policy);
  headers.set("x-nonce", nonce);
  headers.set("x-request-id", requestId);
  // Where somebody who has to sign in first is sent back to; a caller's own value never counts.
  headers.set(askedPathHeader, request.nextUrl.pathname + request.nextUrl.search);
  const onward = pastRedirect(request.nextUrl.pathname, request.nextUrl.searchParams);
  const route = pastRoute(request.nextUrl.pathname);
  const response =
    onward !== null
      ? NextResponse.redirect(new URL(onward, request.url))
      : route !== null
        ? NextResponse.rewrite(new URL(`${route}${request.nextUrl.search}`, request.url), {
            request: { headers },
          })
        : NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries(pageHeaders({ isSecure: isSecureSite() })))
    response.headers.set(name, value);
  if (request.nextUrl.pathname.startsWith(sharedPath))
    for (const [name, value] of Object.entries(sharedHeaders)) response.headers.set(name, value);
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-request-id", requestId);
  return response;
}

export const config = {
  // Routes of the API do all this themselves, and read their bodies as they come.
  // Whoever watches over a process asks it by its address; both answers say nothing but whether it can serve.
  matcher: ["/((?!api/|healthz$|readyz$|_next/static|_next/image|icon\\.svg).*)"],
};
