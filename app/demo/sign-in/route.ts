import { setCookieHeader, sealSession } from "@/lib/identity/session-cookie";
import { signInAsSample } from "@/lib/identity/sign-in";
import { kernel } from "@/lib/platform/app";
import { readForm } from "@/lib/platform/body";
import { AppError, notFound } from "@/lib/platform/errors";
import { problem } from "@/lib/platform/problem";
import { assertOwnHost, assertSameOrigin, ownPath, site } from "@/lib/platform/site";
import { requestIdOf } from "@/lib/platform/request-id";

/** Signs in as a sample person with one click; outside of the demo there is no such address. */
export async function POST(request: Request): Promise<Response> {
  try {
    if (!site().demo) throw notFound("such address");
    assertOwnHost(request);
    assertSameOrigin(request);
    const form = await readForm(request);
    const session = await signInAsSample(kernel(), {
      email: form.get("email") ?? "",
      headers: request.headers,
    });
    if (session === null) {
      throw new AppError("invalid-input", "email: nobody enabled has this address.", {
        faults: [{ path: "/email", message: "nobody enabled has this address" }],
      });
    }
    const headers = {
      location: ownPath(form.get("next")),
      "set-cookie": setCookieHeader(await sealSession(session)),
      "cache-control": "no-store",
    };
    return new Response(null, { status: 303, headers });
  } catch (error) {
    return problem(error, requestIdOf(request));
  }
}
