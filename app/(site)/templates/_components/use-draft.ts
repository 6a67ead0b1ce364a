"use client";

import { useEffect, useState } from "react";

export interface Draft {
  text: string;
  at: number;
}

const pauseMs = 500;

/** Keeps text that is not published in this browser, offers it again, and warns before it is left. */
export function useDraft({ name, text, initial }: { name: string; text: string; initial: string }): {
  offered: Draft | null;
  settle: () => void;
  /** Nothing is kept from here on, and leaving is free. */
  done: () => void;
} {
  const key = `countersign:template:${name}`;
  const [offered, setOffered] = useState<Draft | null>(null);
  const [isDone, setDone] = useState(false);
  const isDirty = !isDone && text !== initial;

  useEffect(() => {
    const timer = setTimeout(() => {
      const found = read(key);
      if (found !== null && found.text !== initial) setOffered(found);
    }, 0);
    return () => clearTimeout(timer);
  }, [key, initial]);

  useEffect(() => {
    if (isDone || offered !== null) return undefined;
    const timer = setTimeout(() => write(key, text === initial ? null : { text, at: Date.now() }), pauseMs);
    return () => clearTimeout(timer);
  }, [key, text, initial, isDone, offered]);

  useEffect(
    () => (isDirty ? guard(() => write(key, { text, at: Date.now() })) : undefined),
    [isDirty, key, text],
  );

  return {
    offered,
    settle: () => setOffered(null),
    done: () => {
      write(key, null);
      setDone(true);
    },
  };
}

function read(key: string): Draft | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    const isDraft = typeof value === "object" && value !== null && "text" in value && "at" in value;
    return isDraft ? { text: String(value.text), at: Number(value.at) } : null;
  } catch {
    return null;
  }
}

function write(key: string, draft: Draft | null): void {
  try {
    if (draft === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // The browser keeps nothing, or has no room: leaving warns all the same.
  }
}

const question = "What you wrote is not published. It stays in this browser. Leave the editor?";

/** Asks before the page is left, by address or by a link on it. */
function guard(keep: () => void): () => void {
  const onLeave = (event: BeforeUnloadEvent): void => {
    keep();
    event.preventDefault();
  };
  const onClick = (event: MouseEvent): void => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!(link instanceof HTMLAnchorElement) || link.target === "_blank" || event.ctrlKey || event.metaKey)
      return;
    if (link.pathname === location.pathname && link.hash !== "") return;
    keep();
    if (confirm(question)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener("beforeunload", onLeave);
  document.addEventListener("click", onClick, true);
  return () => {
    removeEventListener("beforeunload", onLeave);
    document.removeEventListener("click", onClick, true);
  };
}
