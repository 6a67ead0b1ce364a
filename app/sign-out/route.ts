import { cookieValueIn, openSession, setCookieHeader } from "@/lib/identity/session-cookie";
import { endSession } from "@/lib/identity/sessions";
import { kernel } from "@/lib/platform/app";
import { problem } from "@/lib/platform/problem";
import { assertOwnHost, assertSameOrigin } from "@/lib/platform/site";
import { requestIdOf } from "@/lib/platform/request-id";

/** Ends the session itself, not only its cookie, so that a copy of the cookie is worth nothing. */
export async function POST(request: Request): Promise<Response> {
  try {
    assertOwnHost(request);
    assertSameOrigin(request);
    const value = cookieValueIn(request.headers.get("cookie"));
    const session = value === null ? null : await openSession(value);
    if (session !== null) await endSession(kernel(), session);
    return new Response(null, {
      status: 303,
      headers: { location: "/sign-in", "set-cookie": setCookieHeader(null), "cache-control": "no-store" },
    });
  } catch (error) {
    return problem(error, requestIdOf(request));
  }
}
