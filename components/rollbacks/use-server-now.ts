"use client";

import { useEffect, useState } from "react";

/**
 * The server's time, going on each second in the browser; on the server and at first what it was when the page was read, so that both draw
 * the same.
 * @param serverNow epoch ms
 */
export function useServerNow(serverNow: number, isRunning: boolean): number {
  const [reading, setReading] = useState({ of: serverNow, now: serverNow });
  useEffect(() => {
    if (!isRunning) return undefined;
    const began = Date.now();
    const timer = setInterval(
      () => setReading({ of: serverNow, now: serverNow + Math.max(0, Date.now() - began) }),
      1_000,
    );
    return () => clearInterval(timer);
  }, [serverNow, isRunning]);
  return reading.of === serverNow ? reading.now : serverNow;
}
