import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { type Actor, levelOf } from "./actor";

interface Row {
  name: string;
  email: string;
  level: string;
}

/**
 * The caller as they stand at `now`: null once the person is disabled, the session or token has ended.
 * Commands call it under the organisation's lock, so a disabled person's request cannot slip through.
 */
export async function readActor(db: Reader, actor: Actor, now: Date): Promise<Actor | null> {
  switch (actor.kind) {
    case "system":
      return actor;
    case "machine":
      return (await credentialStands(db, actor, now)) ? actor : null;
    case "person": {
      const rows = await db.$queryRaw<Row[]>(Prisma.sql`
        SELECT p.name, p.email, a.level FROM people p
        JOIN access_levels a ON a.person_id = p.id AND a.valid_to IS NULL
        WHERE p.id = ${actor.id}::uuid`);
      const row = rows[0];
      if (row === undefined || !(await credentialStands(db, actor, now))) return null;
      return { ...actor, name: row.name, email: row.email, access: levelOf(row.level) };
    }
  }
}

async function credentialStands(
  db: Reader,
  actor: Exclude<Actor, { kind: "system" }>,
  now: Date,
): Promise<boolean> {
  const { credential } = actor;
  switch (credential.kind) {
    case "none":
      return true;
    case "session": {
      const session = await db.session.findUnique({ where: { id: credential.id } });
      return (
        session !== null &&
        session.revokedAt === null &&
        session.expiresAt > now &&
        session.personId === actor.id
      );
    }
    case "token": {
      const token = await db.token.findUnique({ where: { id: credential.id }, include: { machine: true } });
      if (token === null || token.revokedAt !== null || (token.expiresAt !== null && token.expiresAt <= now))
        return false;
      if (actor.kind === "person") return token.personId === actor.id;
      return token.machineId === actor.id && token.machine?.disabledAt === null;
    }
  }
}
