"use server";

import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import type { Outcome } from "@/components/ui/outcome";
import { cookieMaxAgeSeconds, sealSession, sessionCookie } from "@/lib/identity/session-cookie";
import { startSession } from "@/lib/identity/sessions";
import { kernel } from "@/lib/platform/app";
import { requestIdOf } from "@/lib/platform/request-id";
import { addressOf, assertOwnHost, assertSameOrigin } from "@/lib/platform/site";
import { openWorkspace } from "@/lib/setup/open-workspace";
import { refused } from "../../(site)/_lib/run";

/** Opens an empty workspace with the code from the log, and signs its first admin in. */
export async function openAsFirstAdmin(_before: Outcome, form: FormData): Promise<Outcome> {
  const given = new Headers(await headers());
  const requestId = requestIdOf({ headers: given });
  const [code, name, email, password, again] = ["code", "name", "email", "password", "again"].map((field) =>
    text(form, field),
  );
  if (password !== again)
    return { kind: "refused", message: "The two passwords are not the same.", whoMay: [], faults: [] };
  try {
    assertOwnHost({ headers: given });
    assertSameOrigin({ headers: given });
    const first = {
      code: code ?? "",
      name: name?.trim() ?? "",
      email: email?.trim() ?? "",
      password: password ?? "",
    };
    const { id } = await openWorkspace(kernel(), first, { address: addressOf(given), requestId });
    const session = await startSession(kernel(), { personId: id, userAgent: given.get("user-agent") ?? "" });
    const cookie = sessionCookie();
    const options = { ...cookie.options, maxAge: cookieMaxAgeSeconds };
    (await cookies()).set(cookie.name, await sealSession(session), options);
  } catch (error) {
    return refused(error, requestId);
  }
  redirect("/setup/organisation");
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
