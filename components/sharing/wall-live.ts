"use client";

import { useEffect, useState } from "react";
import type { WallAnswer } from "@/lib/sharing/wall-schemas";

/** How often it is read where nothing happens: deadlines and shifts pass with no entry. */
const everyMs = 20_000;
/** What happens at once is read once. */
const gatherMs = 300;
/** A stream that the server refused does not come back by itself. */
const reopenMs = 10_000;
/** A read that hangs counts as none. */
const patienceMs = 15_000;

/** Whether it was read the last time that it was tried. */
export type Contact = "live" | "lost" | "signed-out";

/**
 * The wall as it was last read, which says of when it is, and whether it could be read since. It is read as data and drawn here, never by loading the
 * page anew: a page that cannot be loaded would leave the browser's own error on the screen, and nobody comes to press a key.
 */
export function useWall(first: WallAnswer): { wall: WallAnswer; contact: Contact } {
  const [wall, setWall] = useState(first);
  const [contact, setContact] = useState<Contact>("live");
  useEffect(() => {
    const ended = new AbortController();
    const read = async (): Promise<void> => {
      const kind = await readWall(ended.signal, setWall);
      if (!ended.signal.aborted) setContact(kind);
    };
    const stop = listen(() => void read());
    const timer = setInterval(() => void read(), everyMs);
    // What the browser itself knows is said at once.
    const heard = (): void => void read();
    window.addEventListener("online", heard);
    window.addEventListener("offline", heard);
    return () => {
      ended.abort();
      stop();
      clearInterval(timer);
      window.removeEventListener("online", heard);
      window.removeEventListener("offline", heard);
    };
  }, []);
  return { wall, contact };
}

async function readWall(ended: AbortSignal, done: (wall: WallAnswer) => void): Promise<Contact> {
  try {
    const signal = AbortSignal.any([ended, AbortSignal.timeout(patienceMs)]);
    const answer = await fetch("/api/v1/wall", { cache: "no-store", signal });
    if (answer.status === 401) return "signed-out";
    if (!answer.ok) return "lost";
    done((await answer.json()) as WallAnswer);
    return "live";
  } catch {
    return "lost";
  }
}

/** Calls soon after anything happened, for as long as it is not stopped. */
function listen(happened: () => void): () => void {
  let source: EventSource | null = null;
  let soon: ReturnType<typeof setTimeout> | undefined;
  const gather = (): void => {
    clearTimeout(soon);
    soon = setTimeout(happened, gatherMs);
  };
  const open = (): void => {
    if (source !== null && source.readyState !== EventSource.CLOSED) return;
    source = new EventSource("/api/v1/events");
    source.addEventListener("open", gather);
    source.addEventListener("entry", gather);
  };
  open();
  const timer = setInterval(open, reopenMs);
  return () => {
    clearInterval(timer);
    clearTimeout(soon);
    source?.close();
  };
}
