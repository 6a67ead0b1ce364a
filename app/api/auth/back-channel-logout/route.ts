import { endOnLogoutToken } from "@/lib/identity/back-channel-logout";
import { kernel } from "@/lib/platform/app";
import { readForm } from "@/lib/platform/body";
import { notFound } from "@/lib/platform/errors";
import { baseHeaders, problem } from "@/lib/platform/problem";
import { requestIdOf } from "@/lib/platform/request-id";
import { addressOf, assertOwnHost, site } from "@/lib/platform/site";

/** The provider says that it ended a sign-in (OpenID Connect Back-Channel Logout 1.0); only its signed token counts. */
export async function POST(request: Request): Promise<Response> {
  const requestId = requestIdOf(request);
  try {
    const settings = site().provider;
    if (settings === undefined) throw notFound("such address");
    assertOwnHost(request);
    const form = await readForm(request);
    const token = form.get("logout_token") ?? "";
    await endOnLogoutToken(kernel(), { settings, token, address: addressOf(request.headers), requestId });
    return new Response(null, { status: 200, headers: baseHeaders(requestId) });
  } catch (error) {
    return problem(error, requestId);
  }
}
