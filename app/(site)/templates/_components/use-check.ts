"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { TemplateCheck } from "@/lib/releases/template-answers";

const pauseMs = 350;

export interface Checked {
  /** The answer to the last text that was answered; null before the first. */
  check: TemplateCheck | null;
  /** The template as it stood in the last text without faults. */
  preview: TemplateCheck["preview"];
  isCurrent: boolean;
  /** Why there is no answer, in a sentence. */
  failure: string | null;
  again: () => void;
}

/** Asks the server, once typing pauses, what publishing would find; a newer question takes the place of the one before. */
export function useCheck(text: string): Checked {
  const [answer, setAnswer] = useState<{ text: string; check: TemplateCheck } | null>(null);
  const [preview, setPreview] = useState<TemplateCheck["preview"]>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const isFirst = useRef(true);
  const receive = useCallback((asked: string, reply: TemplateCheck | string): void => {
    setFailure(typeof reply === "string" ? reply : null);
    if (typeof reply === "string") return;
    setAnswer({ text: asked, check: reply });
    if (reply.preview !== null) setPreview(reply.preview);
  }, []);

  useEffect(() => {
    const aborted = new AbortController();
    const wait = isFirst.current ? 0 : pauseMs;
    isFirst.current = false;
    const timer = setTimeout(() => void question(text, aborted.signal, receive), wait);
    return () => {
      clearTimeout(timer);
      aborted.abort();
    };
  }, [text, receive]);

  const again = (): void => void question(text, new AbortController().signal, receive);
  return { check: answer?.check ?? null, preview, isCurrent: answer?.text === text, failure, again };
}

type Receive = (text: string, reply: TemplateCheck | string) => void;

/** Asks and hands over the answer, unless another question came meanwhile. */
async function question(text: string, signal: AbortSignal, receive: Receive): Promise<void> {
  const reply = await ask(text, signal).catch(
    () => "The server cannot be reached. What you wrote stays in this browser.",
  );
  if (!signal.aborted) receive(text, reply);
}

/** The answer, or why there is none. */
async function ask(text: string, signal: AbortSignal): Promise<TemplateCheck | string> {
  const response = await fetch("/api/v1/templates/validate", {
    method: "POST",
    headers: { "content-type": "application/yaml" },
    body: text === "" ? " " : text,
    signal,
  });
  const body: unknown = await response.json();
  if (response.ok) return body as TemplateCheck;
  if (response.status === 401)
    return "You are signed out. Sign in in another tab; what you wrote stays here.";
  const detail = typeof body === "object" && body !== null && "detail" in body ? String(body.detail) : "";
  return detail === "" ? `The server answered ${response.status}.` : detail;
}
