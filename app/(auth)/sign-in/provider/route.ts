import { beginAtProvider } from "@/lib/identity/provider-flow";
import { confirmOwnPassword } from "@/lib/identity/confirm-password";
import { actorOf } from "@/lib/identity/find-actor";
import { kernel } from "@/lib/platform/app";
import { readForm } from "@/lib/platform/body";
import { parseInput } from "@/lib/platform/command";
import { AppError, notFound } from "@/lib/platform/errors";
import { Digest } from "@/lib/platform/names";
import { onwardPage } from "@/lib/platform/onward-page";
import { problem, toAppError } from "@/lib/platform/problem";
import { requestIdOf } from "@/lib/platform/request-id";
import { assertOwnHost, assertSameOrigin, ownPath, site } from "@/lib/platform/site";

/**
 * Sends the browser to the provider: to sign in, with `purpose=link` and the present password to link who somebody is there, or
 * with `purpose=confirm` and the digest of an act to show that it is they who sign.
 */
export async function POST(request: Request): Promise<Response> {
  const requestId = requestIdOf(request);
  try {
    const settings = site().provider;
    if (settings === undefined) throw notFound("such address");
    assertOwnHost(request);
    assertSameOrigin(request);
    const form = await readForm(request);
    const purpose = purposeOf(form.get("purpose"));
    const next = ownPath(form.get("next"));
    const back = (code: string, more = "") => {
      if (purpose === "confirm") return seeOther(`/confirmed?error=${code}${more}`);
      if (purpose === "link") return seeOther(`/settings/account?error=${code}${more}`);
      return seeOther(`/sign-in?error=${code}${more}&next=${encodeURIComponent(next)}`);
    };
    try {
      const actor = purpose === "sign-in" ? null : await inSession(request);
      if (actor !== null && purpose === "link")
        await confirmOwnPassword(kernel(), { person: actor, password: form.get("password") ?? "" });
      const act = purpose === "confirm" ? parseInput(Digest, form.get("act")) : null;
      const flow = { purpose, next, session: actor?.session ?? null, act };
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

function purposeOf(text: string | null): "sign-in" | "link" | "confirm" {
  return text === "link" || text === "confirm" ? text : "sign-in";
}

/** Who links or confirms, and in which session. */
async function inSession(request: Request): Promise<{ id: string; email: string; session: string }> {
  const actor = await actorOf(request, kernel());
  if (actor?.kind !== "person" || actor.credential.kind !== "session")
    throw new AppError("not-signed-in", "Sign in first.");
  return { id: actor.id, email: actor.email, session: actor.credential.id };
}

function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
}
