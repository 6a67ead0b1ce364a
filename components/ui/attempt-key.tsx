"use client";

import { type ReactElement, useState } from "react";
import type { Outcome } from "./outcome";

/** Names one attempt of a form: sent twice, it is done once and answers the same. After it was done the next attempt is another. */
export function AttemptKey({ outcome }: { outcome: Outcome }): ReactElement {
  const [attempt, setAttempt] = useState(() => ({ key: newKey(), outcome }));
  if (outcome !== attempt.outcome)
    setAttempt({ key: outcome.kind === "done" ? newKey() : attempt.key, outcome });
  // Server and browser each make one; either does.
  return <input type="hidden" name="idempotencyKey" value={attempt.key} suppressHydrationWarning readOnly />;
}

// Not randomUUID, which browsers keep from sites without https.
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
