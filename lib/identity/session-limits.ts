const hourMs = 3_600_000;

/** A session ends when it was not used for this long, */
export const idleMs = 12 * hourMs;
/** and at the latest this long after sign-in. */
export const absoluteMs = 7 * 24 * hourMs;
/** Use is written down at most this often, so that reading a page seldom writes. */
const noteMs = 10 * 60_000;

/** When a session that is used now ends if it is not used again. */
export function endOfSession(createdAt: Date, now: Date): Date {
  return new Date(Math.min(now.getTime() + idleMs, createdAt.getTime() + absoluteMs));
}

/** The later end to write down for a session used now; null where the one that stands is near enough. */
export function extendedEnd(session: { createdAt: Date; expiresAt: Date }, now: Date): Date | null {
  const end = endOfSession(session.createdAt, now);
  return end.getTime() - session.expiresAt.getTime() >= noteMs ? end : null;
}
