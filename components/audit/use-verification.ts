"use client";

import { useState } from "react";
import type { Continuity, Held } from "@/lib/audit/held-checkpoint";
import type { ConsistencyView, EntryDetailView, KeysView, ProofView } from "@/lib/audit/proof-schemas";
import type { Step } from "@/lib/audit/verify-entry";

export type Asked<T> =
  | { kind: "idle" }
  | { kind: "asking" }
  | { kind: "answered"; answer: T }
  | { kind: "failed"; reason: string };

/** Asks for what is needed only when it is wanted; the rules and their cryptography are loaded then, too. */
export function useAsked<Input, T>(
  ask: (input: Input) => Promise<T>,
): readonly [Asked<T>, (input: Input) => void] {
  const [asked, setAsked] = useState<Asked<T>>({ kind: "idle" });
  const start = (input: Input): void => {
    setAsked({ kind: "asking" });
    ask(input)
      .then((answer) => setAsked({ kind: "answered", answer }))
      .catch((error: unknown) =>
        setAsked({
          kind: "failed",
          reason: error instanceof Error ? error.message : "It could not be asked.",
        }),
      );
  };
  return [asked, start];
}

/** Every step of verifying an entry, computed here from what the server answers. */
export async function verifyHere(seq: number): Promise<Step[]> {
  const [{ verifyEntry }, { browserCrypto }, entry, proof, keys] = await Promise.all([
    import("@/lib/audit/verify-entry"),
    import("@/lib/audit/browser-crypto"),
    answerOf<EntryDetailView>(`/ledger/entries/${seq}`),
    answerOf<ProofView>(`/ledger/proof?seq=${seq}`),
    answerOf<KeysView>("/ledger/keys"),
  ]);
  return verifyEntry(browserCrypto, { entry, proof, keys });
}

export type Compared = Exclude<Held, { kind: "held" }> | Continuity;

/** Whether the log goes on from a checkpoint that the reader kept. */
export async function compareHere(text: string): Promise<Compared> {
  const [{ readHeld, judgeContinuity }, { knownKeys }, { readCheckpoint }, { browserCrypto }, keys, note] =
    await Promise.all([
      import("@/lib/audit/held-checkpoint"),
      import("@/lib/audit/verify-entry"),
      import("@/lib/audit/checkpoint"),
      import("@/lib/audit/browser-crypto"),
      answerOf<KeysView>("/ledger/keys"),
      textOf("/ledger/checkpoint"),
    ]);
  const held = readHeld(browserCrypto, text, knownKeys(browserCrypto, keys.keys));
  if (held.kind !== "held") return held;
  const newest = readCheckpoint(note);
  if (newest === null) throw new Error("The newest checkpoint of the log cannot be read.");
  const [from, to] = [held.checkpoint.size, newest.size];
  const isAsked = held.checkpoint.origin === newest.origin && from >= 1 && from < to;
  const proof = isAsked ? await answerOf<ConsistencyView>(`/ledger/consistency?from=${from}&to=${to}`) : null;
  return judgeContinuity(browserCrypto, { held: held.checkpoint, newest, proof });
}

async function reply(path: string): Promise<Response> {
  const response = await fetch(`/api/v1${path}`, { cache: "no-store" });
  if (response.ok) return response;
  const problem = (await response.json().catch(() => null)) as { detail?: string } | null;
  throw new Error(problem?.detail ?? `The server answered with ${response.status}.`);
}

async function answerOf<T>(path: string): Promise<T> {
  return (await (await reply(path)).json()) as T;
}

async function textOf(path: string): Promise<string> {
  return (await reply(path)).text();
}
