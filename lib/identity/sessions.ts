import type { Kernel } from "@/lib/platform/command";
import { type Reader, readRows, type Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { holdsNow } from "@/lib/platform/ranges";
import { record } from "@/lib/platform/record";
import { type Actor, levelOf } from "./actor";
import { endOfSession, extendedEnd } from "./session-limits";

interface SessionRow {
  createdAt: Date;
  expiresAt: Date;
  personId: string;
  name: string;
  email: string;
  level: string;
}

/** A new session at each sign-in, so that a cookie from before it is worth nothing after. Refused for who is disabled. */
export function startSession(
  kernel: Kernel,
  { personId, userAgent }: { personId: string; userAgent: string },
): Promise<string> {
  return record(kernel, "session", async (tx, now) => {
    // Disabling takes this lock exclusively: a sign-in beside it comes before and is revoked, or after and is refused.
    await kernel.takeLocks(tx, { organisation: "shared" });
    const enabled = await tx.$queryRaw<unknown[]>(Prisma.sql`
      SELECT 1 FROM access_levels a WHERE a.person_id = ${personId}::uuid AND ${holdsNow("a")}`);
    if (enabled.length === 0)
      throw new AppError("wrong-credentials", "E-mail address and password do not match.");
    const id = newId();
    const agent = userAgent.replaceAll("\u0000", "").slice(0, 300);
    await tx.session.create({
      data: { id, personId, userAgent: agent, createdAt: now, expiresAt: endOfSession(now, now) },
    });
    return id;
  });
}

/** Ends a session; the cookie that holds it is worth nothing from then on. */
export async function endSession(kernel: Kernel, sessionId: string): Promise<void> {
  await record(kernel, "session", (tx, now) =>
    tx.session.updateMany({ where: { id: sessionId, revokedAt: null }, data: { revokedAt: now } }),
  );
}

/** Ends all sessions of a person, but one where it is named. */
export async function revokeSessions(
  tx: Tx,
  { personId, now, except }: { personId: string; now: Date; except?: string | undefined },
): Promise<number> {
  const ended = await tx.session.updateMany({
    where: { personId, revokedAt: null, ...(except === undefined ? {} : { id: { not: except } }) },
    data: { revokedAt: now },
  });
  return ended.count;
}

/** Who a session stands for now; null once it ended. Its use is noted. */
export async function actorOfSession(kernel: Kernel, sessionId: string): Promise<Actor | null> {
  const now = kernel.clock.now();
  const row = await readSession(kernel.db.prisma, sessionId, now);
  if (row === null) return null;
  const later = extendedEnd(row, now);
  if (later !== null) {
    await record(kernel, "session", (tx) =>
      tx.session.updateMany({
        where: { id: sessionId, revokedAt: null, expiresAt: { gt: now } },
        data: { expiresAt: later },
      }),
    );
  }
  return {
    kind: "person",
    id: row.personId,
    name: row.name,
    email: row.email,
    access: levelOf(row.level),
    credential: { kind: "session", id: sessionId },
  };
}

async function readSession(db: Reader, id: string, now: Date): Promise<SessionRow | null> {
  const sql = Prisma.sql`
    SELECT s.created_at AS "createdAt", s.expires_at AS "expiresAt", p.id AS "personId", p.name, p.email, a.level
    FROM sessions s JOIN people p ON p.id = s.person_id JOIN access_levels a ON a.person_id = p.id AND ${holdsNow("a")}
    WHERE s.id = ${id}::uuid AND s.revoked_at IS NULL AND s.expires_at > ${now}`;
  return (await readRows<SessionRow>(db, sql))[0] ?? null;
}
