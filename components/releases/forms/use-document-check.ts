"use client";

import { useEffect, useState } from "react";

export interface CheckedText {
  source: string;
  faults: { path: string; message: string; line?: number }[];
  digest: string | null;
  words: string[];
  warnings: { path: string; message: string }[];
}

const quietMs = 350;

/** What the server says of a document as one types; null while it has not, or could not be asked. */
export function useDocumentCheck(kind: string, source: string): CheckedText | null {
  const [answer, setAnswer] = useState<CheckedText | null>(null);
  useEffect(() => {
    if (source.trim() === "") return undefined;
    const request = new AbortController();
    const timer = setTimeout(() => {
      void ask(kind, source, request.signal).then((found) => found !== null && setAnswer(found));
    }, quietMs);
    return () => {
      clearTimeout(timer);
      request.abort();
    };
  }, [kind, source]);
  return answer?.source === source ? answer : null;
}

async function ask(kind: string, source: string, signal: AbortSignal): Promise<CheckedText | null> {
  try {
    const reply = await fetch("/api/v1/documents/check", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ kind, source }),
      signal,
    });
    if (!reply.ok) return null;
    const said = (await reply.json()) as Omit<CheckedText, "source">;
    return { ...said, source };
  } catch {
    // Superseded or offline: sending it is checked again.
    return null;
  }
}
