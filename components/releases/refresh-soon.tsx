"use client";

import { useRouter } from "next/navigation";
import { startTransition, useEffect } from "react";

const afterMs = 2_000;

/** Reads the page again in a while, as long as it is there: for lines that the worker is computing. */
export function RefreshSoon(): null {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => startTransition(() => router.refresh()), afterMs);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}
