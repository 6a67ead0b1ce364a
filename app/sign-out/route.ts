import { cookieValueIn, openSession, setCookieHeader } from "@/lib/identity/session-cookie";
import { endSession } from "@/lib/identity/sessions";
import { kernel } from "@/lib/platform/app";
import { problem } from "@/lib/platform/problem";
import { assertOwnHost, assertSameOrigin, site } from "@/lib/platform/site";
import { requestIdOf } from "@/lib/platform/request-id";

/** Ends the session itself, not only its cookie, so that a copy of the cookie is worth nothing. */
export async function POST(request: Request): Promise<Response> {
  try {
    assertOwnHost(request);
    assertSameOrigin(request);
    const value = cookieValueIn(request.headers.get("cookie"));
    const session = value === null ? null : await openSession(value);
    const byProvider = session !== null && (await endSession(kernel(), session)).byProvider;
    // The provider may still hold its own sign-in: the page offers to end that too.
    const location = byProvider && site().provider !== undefined ? "/sign-in?done=signed-out" : "/sign-in";
    return new Response(null, {
      status: 303,
      headers: { location, "set-cookie": setCookieHeader(null), "cache-control": "no-store" },
    });
  } catch (error) {
    return problem(error, requestIdOf(request));
  }
}
