import type { Kernel } from "@/lib/platform/command";
import { type Reader, readRows, type Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
import { holdsNow } from "@/lib/platform/ranges";
import { record } from "@/lib/platform/record";
import { type Actor, levelOf } from "./actor";
import { endOfSession, noteOfUse } from "./session-limits";

interface SessionRow {
  createdAt: Date;
  usedAt: Date;
  personId: string;
  name: string;
  email: string;
  level: string;
}

export interface NewSession {
  personId: string;
  userAgent: string;
  /** By which it is begun, where the provider vouched. */
  identity?: { id: string; providerSession: string | null } | undefined;
}

/** A new session at each sign-in, so that a cookie from before it is worth nothing after. Refused for who is disabled. */
export function startSession(kernel: Kernel, { personId, userAgent, identity }: NewSession): Promise<string> {
  return record(kernel, "session", async (tx, now) => {
    // Disabling takes this lock exclusively: a sign-in beside it comes before and is revoked, or after and is refused.
    await kernel.takeLocks(tx, { organisation: "shared" });
    const enabled = await tx.$queryRaw<unknown[]>(Prisma.sql`
      SELECT 1 FROM access_levels a WHERE a.person_id = ${personId}::uuid AND ${holdsNow("a")}`);
    if (enabled.length === 0)
      throw new AppError("wrong-credentials", "E-mail address and password do not match.");
    if (identity !== undefined) await noteIdentity(tx, { id: identity.id, personId, now });
    const id = newId();
    const agent = userAgent.replaceAll("\u0000", "").slice(0, 300);
    const by = { identityId: identity?.id ?? null, providerSession: identity?.providerSession ?? null };
    const times = { createdAt: now, usedAt: now, expiresAt: endOfSession(now, now) };
    await tx.session.create({ data: { id, personId, userAgent: agent, ...by, ...times } });
    return id;
  });
}

/** Unlinking takes the organisation's lock shared, so the row itself says which came first. */
async function noteIdentity(
  tx: Tx,
  { id, personId, now }: { id: string; personId: string; now: Date },
): Promise<void> {
  const seen = await tx.externalIdentity.updateMany({
    where: { id, personId, unlinkedAt: null },
    data: { seenAt: now },
  });
  if (seen.count !== 1) throw new AppError("wrong-credentials", "This identity is no longer linked.");
}

/** Ends a session; the cookie that holds it is worth nothing from then on. Answers whether the provider had begun it. */
export async function endSession(kernel: Kernel, sessionId: string): Promise<{ byProvider: boolean }> {
  const rows = await record(kernel, "session", (tx, now) =>
    tx.$queryRaw<{ byProvider: boolean }[]>(Prisma.sql`
      UPDATE sessions SET revoked_at = ${now} WHERE id = ${sessionId}::uuid AND revoked_at IS NULL
      RETURNING identity_id IS NOT NULL AS "byProvider"`),
  );
  return { byProvider: rows[0]?.byProvider ?? false };
}

/** Ends all sessions of a person, or those of one identity; but one where it is named. Answers how many were still good. */
export async function revokeSessions(
  tx: Tx,
  {
    now,
    except,
    ...whose
  }: { personId: string; identityId?: string; now: Date; except?: string | undefined },
): Promise<number> {
  const where = { ...whose, revokedAt: null, ...(except === undefined ? {} : { id: { not: except } }) };
  const ended = await tx.session.count({ where: { ...where, expiresAt: { gt: now } } });
  await tx.session.updateMany({ where, data: { revokedAt: now } });
  return ended;
}

/** Ends one session of a person; false where there is none that is still good. */
export async function revokeOneSession(
  tx: Tx,
  { personId, id, now }: { personId: string; id: string; now: Date },
): Promise<boolean> {
  const ended = await tx.session.updateMany({
    where: { id, personId, revokedAt: null, expiresAt: { gt: now } },
    data: { revokedAt: now },
  });
  return ended.count === 1;
}

/** Ends what a provider began: all sessions of a subject, or those of one session of the provider's own. Answers whose they were. */
export function revokeProviderSessions(
  tx: Tx,
  asked: { issuer: string; subject: string | null; providerSession: string | null; now: Date },
): Promise<{ personId: string; count: number }[]> {
  const { issuer, subject, providerSession, now } = asked;
  const bySubject = subject === null ? Prisma.empty : Prisma.sql`AND i.subject = ${subject}`;
  const bySession =
    providerSession === null ? Prisma.empty : Prisma.sql`AND s.provider_session = ${providerSession}`;
  return tx.$queryRaw<{ personId: string; count: number }[]>(Prisma.sql`
    WITH ended AS (
      UPDATE sessions s SET revoked_at = ${now} FROM external_identities i
      WHERE i.id = s.identity_id AND i.issuer = ${issuer} AND s.revoked_at IS NULL AND s.expires_at > ${now} ${bySubject} ${bySession}
      RETURNING s.person_id)
    SELECT person_id AS "personId", count(*)::int AS count FROM ended GROUP BY person_id ORDER BY person_id`);
}

/** Who a session stands for now; null once it ended. Its use is noted. */
export async function actorOfSession(kernel: Kernel, sessionId: string): Promise<Actor | null> {
  const now = kernel.clock.now();
  const row = await readSession(kernel.db.prisma, sessionId, now);
  if (row === null) return null;
  const used = noteOfUse(row, now);
  if (used !== null) {
    // A note that cannot be written, on a full disk say, must not keep anybody from reading.
    await record(kernel, "session", (tx) =>
      tx.session.updateMany({
        where: { id: sessionId, revokedAt: null, expiresAt: { gt: now } },
        data: used,
      }),
    ).catch((error: unknown) => log.warn({ err: error }, "the use of a session was not noted"));
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
    SELECT s.created_at AS "createdAt", s.used_at AS "usedAt", p.id AS "personId", p.name, p.email, a.level
    FROM sessions s JOIN people p ON p.id = s.person_id JOIN access_levels a ON a.person_id = p.id AND ${holdsNow("a")}
    WHERE s.id = ${id}::uuid AND s.revoked_at IS NULL AND s.expires_at > ${now}`;
  return (await readRows<SessionRow>(db, sql))[0] ?? null;
}
