import { beginAtProvider } from "@/lib/identity/provider-flow";
import { confirmOwnPassword } from "@/lib/identity/confirm-password";
import { actorOf } from "@/lib/identity/find-actor";
import { kernel } from "@/lib/platform/app";
import { readForm } from "@/lib/platform/body";
import { AppError, notFound } from "@/lib/platform/errors";
import { onwardPage } from "@/lib/platform/onward-page";
import { problem, toAppError } from "@/lib/platform/problem";
import { requestIdOf } from "@/lib/platform/request-id";
import { assertOwnHost, assertSameOrigin, ownPath, site } from "@/lib/platform/site";

/** Sends the browser to the provider: to sign in, or with `purpose=link` and the present password to link who somebody is there. */
export async function POST(request: Request): Promise<Response> {
  const requestId = requestIdOf(request);
  try {
    const settings = site().provider;
    if (settings === undefined) throw notFound("such address");
    assertOwnHost(request);
    assertSameOrigin(request);
    const form = await readForm(request);
    const isLink = form.get("purpose") === "link";
    const next = ownPath(form.get("next"));
    const back = (code: string, more = "") =>
      seeOther(
        isLink
          ? `/settings/account?error=${code}${more}`
          : `/sign-in?error=${code}${more}&next=${encodeURIComponent(next)}`,
      );
    try {
      const session = isLink ? await confirmed(request, form.get("password") ?? "") : null;
      const flow = { purpose: isLink ? ("link" as const) : ("sign-in" as const), next, session };
      const begun = await beginAtProvider(kernel(), { settings, request, flow });
      if (begun.kind === "refused") return back(begun.fault);
      return onwardPage({ to: begun.to, name: settings.name, cookies: begun.cookies });
    } catch (error) {
      const known = toAppError(error, requestId);
      const wait = known.extras.retryAfterSeconds;
      return back(known.code, wait === undefined ? "" : `&wait=${Math.ceil(wait)}`);
    }
  } catch (error) {
    return problem(error, requestId);
  }
}

/** The session that links, once its person has given their password again. */
async function confirmed(request: Request, password: string): Promise<string> {
  const actor = await actorOf(request, kernel());
  if (actor?.kind !== "person" || actor.credential.kind !== "session")
    throw new AppError("not-signed-in", "Sign in first.");
  await confirmOwnPassword(kernel(), { person: actor, password });
  return actor.credential.id;
}

function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
}
