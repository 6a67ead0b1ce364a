"use client";

import { useEffect } from "react";
import { awake } from "./awake";

/** Tells the page that it listens now. */
export function EarlyTapsEnd(): null {
  useEffect(() => {
    globalThis.dispatchEvent(new Event(awake));
  }, []);
  return null;
}
