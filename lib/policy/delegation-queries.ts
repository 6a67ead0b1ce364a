import { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import { getPerson } from "@/lib/identity/store";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { isId } from "@/lib/platform/ids";
import { emailKey } from "@/lib/platform/names";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import type { DelegationAnswer } from "./delegation-schemas";
import type { Party } from "./model";
import { visibleTo } from "./visible";

export interface DelegationRow {
  id: string;
  role: string;
  principal: Party;
  delegate: Party;
  release: { id: string; slug: string; title: string } | null;
  reason: string;
  validFrom: Date;
  until: Date;
  revoked: { at: string; by: Party | null; reason: string | null } | null;
}

const party = (alias: string) => {
  const p = Prisma.raw(alias);
  return Prisma.sql`jsonb_build_object('id', ${p}.id, 'name', ${p}.name, 'email', ${p}.email)`;
};

/** Of a release it is read by whoever sees that; all others by everybody, as pools are. */
function select(actor: Actor, where: Prisma.Sql, limit: number): Prisma.Sql {
  return Prisma.sql`
    SELECT d.id, d.role_key AS role, ${party("p")} AS principal, ${party("e")} AS delegate, d.reason, d.valid_from AS "validFrom", d.until,
      CASE WHEN r.id IS NOT NULL THEN jsonb_build_object('id', r.id, 'slug', r.slug, 'title', r.title) END AS release,
      CASE WHEN x.id IS NOT NULL THEN jsonb_build_object('at', x.at, 'reason', x.reason, 'by', CASE WHEN b.id IS NOT NULL THEN ${party("b")} END) END AS revoked
    FROM delegations d JOIN people p ON p.id = d.principal_id JOIN people e ON e.id = d.delegate_id
    LEFT JOIN releases r ON r.id = d.release_id
    LEFT JOIN delegation_revocations x ON x.delegation_id = d.id LEFT JOIN people b ON b.id = x.by
    WHERE ${where} AND (r.id IS NULL OR ${visibleTo(actor)})
    ORDER BY d.id DESC LIMIT ${limit}`;
}

/** One that the caller may see; null where there is none. */
export async function findDelegation(
  db: Reader,
  { id, actor }: { id: string; actor: Actor },
): Promise<DelegationRow | null> {
  if (!isId(id)) return null;
  return (await db.$queryRaw<DelegationRow[]>(select(actor, Prisma.sql`d.id = ${id}::uuid`, 1)))[0] ?? null;
}

interface Asked extends PageAsk {
  actor: Actor;
  /** Given and received by a person, or everybody's. */
  of: { email: string } | "all";
  now: Date;
}

/** The newest first: what runs, what is to come, and what ended. */
export async function listDelegations(
  db: Reader,
  { actor, of, now, ...page }: Asked,
): Promise<Page<DelegationAnswer>> {
  const { take, after } = readPage(page, z.uuid());
  if (of !== "all") await getPerson(db, of.email);
  const whose =
    of === "all"
      ? Prisma.sql`TRUE`
      : Prisma.sql`(SELECT o.id FROM people o WHERE o.email = ${emailKey(of.email)}) IN (d.principal_id, d.delegate_id)`;
  const further = after === null ? Prisma.empty : Prisma.sql` AND d.id < ${after}::uuid`;
  const rows = await db.$queryRaw<DelegationRow[]>(select(actor, Prisma.sql`${whose}${further}`, take));
  return toPage({ rows, take, item: (row) => delegationAnswer(row, now), position: ({ id }) => id });
}

function delegationAnswer(row: DelegationRow, now: Date): DelegationAnswer {
  const { id, role, principal, delegate, release, reason, validFrom, until, revoked } = row;
  return {
    id,
    role,
    from: named(principal),
    to: named(delegate),
    release: release === null ? null : { slug: release.slug, title: release.title },
    reason,
    begins: validFrom.toISOString(),
    until: until.toISOString(),
    state: stateOf(row, now),
    revoked:
      revoked === null
        ? null
        : {
            at: new Date(revoked.at).toISOString(),
            by: revoked.by === null ? null : named(revoked.by),
            reason: revoked.reason,
          },
  };
}

export function stateOf(
  { validFrom, until, revoked }: Pick<DelegationRow, "validFrom" | "until" | "revoked">,
  now: Date,
): DelegationAnswer["state"] {
  if (revoked !== null) return "revoked";
  if (until <= now) return "over";
  return validFrom > now ? "coming" : "running";
}

function named({ name, email }: Party): { name: string; email: string } {
  return { name, email };
}
