"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { zoneCookie } from "./zone";

/** Tells the server the reader's zone, once; from then on every time is rendered in it and nothing moves. */
export function ReaderZone({ zone }: { zone: string }): null {
  const router = useRouter();
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (own === zone || document.cookie.includes(`${zoneCookie}=${encodeURIComponent(own)}`)) return;
    document.cookie = `${zoneCookie}=${encodeURIComponent(own)}; path=/; max-age=31536000; samesite=lax`;
    router.refresh();
  }, [router, zone]);
  return null;
}
