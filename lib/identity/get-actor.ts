import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { kernel } from "@/lib/platform/app";
import { addressOf, askedPathHeader, ownPath } from "@/lib/platform/site";
import { unfinishedStep } from "@/lib/setup/is-set-up";
import type { PersonActor } from "./actor";
import { findActor } from "./find-actor";
import { sessionCookie } from "./session-cookie";

/** Who looks at this page; read once for each request. Null where nobody is signed in. */
export const getActor = cache(async (): Promise<PersonActor | null> => {
  const [jar, given] = await Promise.all([cookies(), headers()]);
  const session = jar.get(sessionCookie().name)?.value ?? null;
  const actor = await findActor(kernel(), { authorization: null, session, address: addressOf(given) });
  return actor?.kind === "person" ? actor : null;
});

/** The same for pages and server actions that need somebody: others are sent to sign in, and back to where they were. */
export async function requireActor(): Promise<PersonActor> {
  const actor = await getActor();
  if (actor !== null) return actor;
  if ((await unfinishedStep(kernel())) === "first-admin") redirect("/setup");
  redirect(`/sign-in?next=${encodeURIComponent(ownPath((await headers()).get(askedPathHeader)))}`);
}
