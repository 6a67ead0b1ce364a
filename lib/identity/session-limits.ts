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

/** What to write down of a session's use now; null where the last note is near enough. */
export function noteOfUse(
  session: { createdAt: Date; usedAt: Date },
  now: Date,
): { usedAt: Date; expiresAt: Date } | null {
  if (now.getTime() - session.usedAt.getTime() < noteMs) return null;
  return { usedAt: now, expiresAt: endOfSession(session.createdAt, now) };
}
