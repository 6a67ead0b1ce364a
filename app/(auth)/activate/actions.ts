"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { activate } from "@/lib/identity/activate";
import { kernel } from "@/lib/platform/app";
import { toAppError } from "@/lib/platform/problem";
import { addressOf, assertOwnHost, assertSameOrigin } from "@/lib/platform/site";
import { requestIdOf } from "@/lib/platform/request-id";

/** Sets the password of whoever the code was made for. */
export async function setOwnPassword(form: FormData): Promise<void> {
  const given = new Headers(await headers());
  const requestId = requestIdOf({ headers: given });
  const [code, password, again] = ["code", "password", "again"].map((name) => text(form, name));
  const back = (fault: string): never =>
    redirect(`/activate?code=${encodeURIComponent(code ?? "")}&error=${fault}`);
  if (password !== again) back("different");
  try {
    assertOwnHost({ headers: given });
    assertSameOrigin({ headers: given });
    await activate(kernel(), {
      code: code ?? "",
      password: password ?? "",
      address: addressOf(given),
      requestId,
    });
  } catch (error) {
    back(toAppError(error, requestId).code);
  }
  redirect("/sign-in?done=password");
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
