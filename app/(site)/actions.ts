"use server";

import { cookies } from "next/headers";
import { themeCookie, themeOf } from "@/components/layout/theme";

/** Keeps the reader's choice of appearance in their browser. */
export async function setTheme(form: FormData): Promise<void> {
  const chosen = form.get("theme");
  const theme = themeOf(typeof chosen === "string" ? chosen : undefined);
  const jar = await cookies();
  if (theme === "system") jar.delete(themeCookie);
  else jar.set(themeCookie, theme, { path: "/", maxAge: 31_536_000, sameSite: "lax", httpOnly: true });
}
