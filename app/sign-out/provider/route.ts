import { logoutAddress } from "@/lib/identity/provider-logout";
import { notFound } from "@/lib/platform/errors";
import { problem } from "@/lib/platform/problem";
import { requestIdOf } from "@/lib/platform/request-id";
import { assertOwnHost, site } from "@/lib/platform/site";

/** Leads to the provider's own sign-out, which asks there. Nothing of the request decides where. */
export async function GET(request: Request): Promise<Response> {
  try {
    const settings = site().provider;
    if (settings === undefined) throw notFound("such address");
    assertOwnHost(request);
    const location = (await logoutAddress(settings)) ?? "/sign-in?error=provider-down";
    return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
  } catch (error) {
    return problem(error, requestIdOf(request));
  }
}
