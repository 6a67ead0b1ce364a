"use server";

import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cookieMaxAgeSeconds, openSession, sealSession, sessionCookie } from "@/lib/identity/session-cookie";
import { endSession } from "@/lib/identity/sessions";
import { signIn } from "@/lib/identity/sign-in";
import { kernel } from "@/lib/platform/app";
import { toAppError } from "@/lib/platform/problem";
import { assertOwnHost, assertSameOrigin, ownPath } from "@/lib/platform/site";
import { requestIdOf } from "@/lib/platform/request-id";

/** Signs in by e-mail and password; works without script. */
export async function signInWithPassword(form: FormData): Promise<void> {
  const given = new Headers(await headers());
  const next = ownPath(text(form, "next"));
  let session: string;
  try {
    assertOwnHost({ headers: given });
    assertSameOrigin({ headers: given });
    session = await signIn(kernel(), {
      email: text(form, "email").trim(),
      password: text(form, "password"),
      headers: given,
    });
  } catch (error) {
    const { code, extras } = toAppError(error, requestIdOf({ headers: given }));
    const wait = extras.retryAfterSeconds;
    const when = wait === undefined ? "" : `&wait=${Math.ceil(wait)}`;
    redirect(`/sign-in?error=${code}${when}&next=${encodeURIComponent(next)}`);
  }
  const jar = await cookies();
  const { name, options } = sessionCookie();
  const earlier = await openSession(jar.get(name)?.value ?? "");
  if (earlier !== null) await endSession(kernel(), earlier);
  jar.set(name, await sealSession(session), { ...options, maxAge: cookieMaxAgeSeconds });
  redirect(next);
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
