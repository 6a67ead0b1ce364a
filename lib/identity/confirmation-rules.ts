import type { Credential } from "./actor";

/** How often a template asks signers to show anew who they are. */
export type Reauthenticate = "never" | "sitting" | "each";
export type ConfirmationMethod = "password" | "provider";

/** That somebody gave their credential anew in a session; `act` is the digest of what they were about to sign. Times in epoch ms. */
export interface Confirmation {
  id: string;
  method: ConfirmationMethod;
  act: string;
  at: number;
  /** When it last served a signature. */
  usedAt: number | null;
}

/** How and when a signer showed anew who they are, as an entry says it. */
export interface Confirmed {
  method: ConfirmationMethod;
  at: Date;
}

const minuteMs = 60_000;
/** A sitting ends when nothing was signed in it for this long, */
export const sittingIdleMs = 15 * minuteMs;
/** and at the latest this long after it began. */
export const sittingMs = 8 * 60 * minuteMs;
/** A confirmation of one act waits for it this long. */
export const actMs = 10 * minuteMs;

export type Standing =
  | { kind: "not-asked" }
  | { kind: "confirmed"; by: Confirmation }
  /** `session`: they may confirm and sign then; `token`: never by this credential. */
  | { kind: "required"; of: "session" | "token" };

/**
 * Whether a signature may be given by this credential now, and by which confirmation of its session. A time that lies ahead
 * says nothing: the clock was wrong when it was recorded, or is wrong now.
 */
export function standingOf({
  asks,
  credential,
  confirmations,
  act,
  now,
}: {
  asks: Reauthenticate;
  credential: Credential["kind"];
  confirmations: readonly Confirmation[];
  act: string;
  now: number;
}): Standing {
  if (asks === "never") return { kind: "not-asked" };
  if (credential !== "session") return { kind: "required", of: "token" };
  const by = confirmations.find((each) =>
    asks === "each" ? servesAct(each, act, now) : isSitting(each, now),
  );
  return by === undefined ? { kind: "required", of: "session" } : { kind: "confirmed", by };
}

function servesAct({ act, at, usedAt }: Confirmation, asked: string, now: number): boolean {
  return act === asked && usedAt === null && isWithin(at, now, actMs);
}

function isSitting({ at, usedAt }: Confirmation, now: number): boolean {
  return isWithin(at, now, sittingMs) && isWithin(usedAt ?? at, now, sittingIdleMs);
}

function isWithin(since: number, now: number, ms: number): boolean {
  return since <= now && now - since <= ms;
}

/** So many failures within so long are said to the person and to admins, */
export const repeatedCount = 3;
export const repeatedWithinMs = 15 * minuteMs;
/** until so long after the last of them. */
export const alertForMs = 7 * 24 * 60 * minuteMs;

export interface FailedConfirmations {
  count: number;
  /** Epoch ms. */
  last: number;
}

/** Failures that came near to one another; null where there are none, or only single ones. Times in any order. */
export function repeatedFailures(times: readonly number[], now: number): FailedConfirmations | null {
  const recent = times.filter((at) => now - at <= alertForMs).toSorted((a, b) => a - b);
  const last = recent.at(-1);
  const isRepeated = recent.some((at, n) => {
    const first = recent[n - repeatedCount + 1];
    return first !== undefined && at - first <= repeatedWithinMs;
  });
  return last !== undefined && isRepeated ? { count: recent.length, last } : null;
}
