import { z } from "zod";
import type { Reader } from "@/lib/platform/db";
import { AppError, notFound } from "@/lib/platform/errors";
import { emailKey } from "@/lib/platform/names";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import type { Actor } from "./actor";
import { failedAt } from "./confirmation-queries";
import { repeatedFailures } from "./confirmation-rules";
import { deviceWords } from "./device-words";
import type { IdentityAnswer, SessionAnswer } from "./schemas";

interface Asked {
  email: string;
  actor: Actor;
  now: Date;
  page: PageAsk;
}

/** A person's sessions that are still good, newest first: for themselves and for admins. */
export async function listSessions(
  db: Reader,
  { email, actor, now, page }: Asked,
): Promise<Page<SessionAnswer>> {
  const personId = await seenBy(db, { email, actor, what: "Sessions" });
  const { take, after } = readPage(page, z.uuid());
  const rows = await db.session.findMany({
    where: {
      personId,
      revokedAt: null,
      expiresAt: { gt: now },
      ...(after === null ? {} : { id: { lt: after } }),
    },
    orderBy: { id: "desc" },
    take,
  });
  const own = actor.kind === "person" && actor.credential.kind === "session" ? actor.credential.id : null;
  return toPage({
    rows,
    take,
    item: ({ id, userAgent, identityId, createdAt, usedAt, expiresAt }) => ({
      id,
      device: deviceWords(userAgent),
      by: identityId === null ? ("password" as const) : ("provider" as const),
      current: id === own,
      createdAt: createdAt.toISOString(),
      usedAt: usedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    }),
    position: (row) => row.id,
  });
}

/** Who a person is at the provider: for themselves and for admins. */
export async function listIdentities(
  db: Reader,
  { email, actor, page }: Omit<Asked, "now">,
): Promise<Page<IdentityAnswer>> {
  const personId = await seenBy(db, { email, actor, what: "Identities" });
  const { take, after } = readPage(page, z.uuid());
  const rows = await db.externalIdentity.findMany({
    where: { personId, unlinkedAt: null, ...(after === null ? {} : { id: { lt: after } }) },
    orderBy: { id: "desc" },
    take,
  });
  return toPage({
    rows,
    take,
    item: ({ id, issuer, subject, email: address, emailVerified, linkedAt, seenAt }) => ({
      id,
      issuer,
      subject,
      email: address,
      emailVerified,
      linkedAt: linkedAt.toISOString(),
      seenAt: seenAt.toISOString(),
    }),
    position: (row) => row.id,
  });
}

/** Attempts to sign in a person's name that failed, where they were repeated: for themselves and for admins. */
export async function findRepeatedFailures(
  db: Reader,
  { email, actor, now }: Omit<Asked, "page">,
): Promise<{ count: number; last: string } | null> {
  const personId = await seenBy(db, { email, actor, what: "Failed confirmations" });
  const found = repeatedFailures(await failedAt(db, { personId, now }), now.getTime());
  return found === null ? null : { count: found.count, last: new Date(found.last).toISOString() };
}

/** Whether a person has a password: for their own account page. */
export async function hasPassword(db: Reader, personId: string): Promise<boolean> {
  return (await db.account.count({ where: { personId } })) > 0;
}

async function seenBy(
  db: Reader,
  { email, actor, what }: { email: string; actor: Actor; what: string },
): Promise<string> {
  const person = await db.person.findUnique({ where: { email: emailKey(email) } });
  const isOwn = actor.kind === "person" && actor.id === person?.id;
  if (!isOwn && !(actor.kind === "person" && actor.access === "admin"))
    throw new AppError("own-only", `${what} are seen by their own person and by admins.`, {
      rule: "own-only",
    });
  if (person === null) throw notFound("person with this address");
  return person.id;
}
