"use server";

import { cookies } from "next/headers";
import { keptValue } from "@/components/layout/preferences";

/** Keeps the reader's choice of appearance, density or keys in their browser. */
export async function setPreference(name: string, value: string): Promise<void> {
  const kept = keptValue(name, value);
  if (kept === null) return;
  const jar = await cookies();
  if (kept.value === null) jar.delete(kept.name);
  else jar.set(kept.name, kept.value, { path: "/", maxAge: 31_536_000, sameSite: "lax", httpOnly: true });
}
