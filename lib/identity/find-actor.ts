import type { Kernel } from "@/lib/platform/command";
import { readRows } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { log } from "@/lib/platform/log";
import { holdsNow } from "@/lib/platform/ranges";
import { record } from "@/lib/platform/record";
import { addressOf } from "@/lib/platform/site";
import { type Actor, levelOf } from "./actor";
import { countAttempt } from "./limits";
import { cookieValueIn, openSession } from "./session-cookie";
import { actorOfSession } from "./sessions";
import { hashToken, isTokenShaped, sameHash } from "./tokens";

export interface Credentials {
  authorization: string | null;
  /** Value of the session cookie. */
  session: string | null;
  address: string;
}

/** The caller of a request; null where it brings no credential, or a session that ended. */
export function actorOf(request: Request, kernel: Kernel): Promise<Actor | null> {
  const { headers } = request;
  return findActor(kernel, {
    authorization: headers.get("authorization"),
    session: cookieValueIn(headers.get("cookie")),
    address: addressOf(headers),
  });
}

/** A token that is sent counts alone: a wrong one is refused, never passed over for a cookie. */
export async function findActor(
  kernel: Kernel,
  { authorization, session, address }: Credentials,
): Promise<Actor | null> {
  if (authorization !== null) return actorOfToken(kernel, authorization, address);
  if (session === null || session === "") return null;
  const sessionId = await openSession(session);
  return sessionId === null ? null : actorOfSession(kernel, sessionId);
}

interface TokenRow {
  id: string;
  hash: string;
  scopes: string[];
  personId: string | null;
  name: string | null;
  email: string | null;
  level: string | null;
  machineId: string | null;
  machineKey: string | null;
  lastUsedAt: Date | null;
}

/** Use of a token is written down at most this often, so that a busy pipeline seldom writes. */
const noteMs = 3_600_000;

async function actorOfToken(kernel: Kernel, authorization: string, address: string): Promise<Actor> {
  const token = /^bearer +(\S+)$/i.exec(authorization.trim())?.[1];
  if (token === undefined)
    throw new AppError("not-signed-in", "Send the token as Authorization: Bearer csn_…");
  if (!isTokenShaped(token))
    throw new AppError("not-signed-in", "This is no token of Countersign; was it copied in full?");
  const hash = hashToken(token);
  const now = kernel.clock.now();
  const rows = await readRows<TokenRow>(
    kernel.db.prisma,
    Prisma.sql`
    SELECT t.id::text AS id, t.hash, t.scopes, p.id::text AS "personId", p.name, p.email, a.level, m.id::text AS "machineId", m.key AS "machineKey", t.last_used_at AS "lastUsedAt"
    FROM tokens t
    LEFT JOIN people p ON p.id = t.person_id
    LEFT JOIN access_levels a ON a.person_id = p.id AND ${holdsNow("a")}
    LEFT JOIN machines m ON m.id = t.machine_id AND m.disabled_at IS NULL
    WHERE t.hash = ${hash} AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > ${now})`,
  );
  const row = rows[0];
  const actor = row === undefined || !sameHash(row.hash, hash) ? null : toActor(row);
  if (actor !== null && row !== undefined) {
    await noteUse(kernel, row, now);
    return actor;
  }
  await countAttempt(kernel, "token-address", address);
  throw new AppError("not-signed-in", "This token is not known, was revoked, or has expired.");
}

async function noteUse(kernel: Kernel, { id, lastUsedAt }: TokenRow, now: Date): Promise<void> {
  if (lastUsedAt !== null && now.getTime() - lastUsedAt.getTime() < noteMs) return;
  // As with sessions: a note that cannot be written must not keep anybody from reading.
  await record(kernel, "token-use", (tx) =>
    tx.token.updateMany({
      where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: now } }] },
      data: { lastUsedAt: now },
    }),
  ).catch((error: unknown) => log.warn({ err: error }, "the use of a token was not noted"));
}

function toActor(row: TokenRow): Actor | null {
  const credential = { kind: "token", id: row.id, scopes: row.scopes } as const;
  if (row.personId !== null && row.name !== null && row.email !== null && row.level !== null) {
    return {
      kind: "person",
      id: row.personId,
      name: row.name,
      email: row.email,
      access: levelOf(row.level),
      credential,
    };
  }
  if (row.machineId !== null && row.machineKey !== null)
    return { kind: "machine", id: row.machineId, key: row.machineKey, credential };
  return null;
}
