import { digestOf } from "@/lib/bundles/digest";
import { closeRange } from "@/lib/platform/close-range";
import type { Reader, Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { refuseOvertaken } from "@/lib/platform/overtaken";
import { defaultSettings } from "./model";
import { NoticeDocument } from "./schemas";
import { lockOne } from "@/lib/platform/lock-numbers";

/** Whose settings they are; ids. */
export type Owner = { person: string } | { team: string };

export interface StandingSettings {
  rules: NoticeDocument;
  digest: string;
  isDefault: boolean;
}

const defaults = NoticeDocument.parse(defaultSettings);
const standing: StandingSettings = { rules: defaults, digest: digestOf(defaults), isDefault: true };

export async function standingSettings(db: Reader, owner: Owner): Promise<StandingSettings> {
  const row = await db.noticeRules.findFirst({ where: { ...columnsOf(owner), validTo: null } });
  return row === null
    ? standing
    : { rules: NoticeDocument.parse(row.document), digest: row.digest, isDefault: false };
}

interface Change {
  owner: Owner;
  changedBy: string;
  now: Date;
}

/** Puts a version in place of the one before; answers both digests. */
export async function writeSettings(
  tx: Tx,
  { owner, changedBy, now }: Change,
  { rules, expected }: { rules: NoticeDocument; expected: string | undefined },
): Promise<{ before: string; after: string }> {
  await lockOwner(tx, owner);
  const { digest: before, isDefault } = await standingSettings(tx, owner);
  refuseOvertaken(expected, before);
  const after = digestOf(rules);
  if (after === before && !isDefault) throw new AppError("conflict", "The rules are so already.");
  const validFrom = await closeRange(tx, { table: "notice_rules", series: seriesOf(owner), now });
  await tx.noticeRules.create({
    data: { id: newId(), ...columnsOf(owner), document: rules, digest: after, changedBy, validFrom },
  });
  return { before, after };
}

/** Posts chat messages to another address from now on; null: nowhere. */
export async function writeHook(
  tx: Tx,
  { owner, changedBy, now }: Change,
  url: string | null,
): Promise<void> {
  await lockOwner(tx, owner);
  const before = await tx.noticeHook.findFirst({ where: { ...columnsOf(owner), validTo: null } });
  if ((before?.url ?? null) === url) throw new AppError("conflict", "It is so already.");
  const validFrom = await closeRange(tx, { table: "notice_hooks", series: seriesOf(owner), now });
  if (url === null) return;
  await tx.noticeHook.create({ data: { id: newId(), ...columnsOf(owner), url, changedBy, validFrom } });
}

/** Where messages go, without what is secret in it. */
export async function hookHost(db: Reader, owner: Owner): Promise<{ host: string; since: string } | null> {
  const row = await db.noticeHook.findFirst({ where: { ...columnsOf(owner), validTo: null } });
  return row === null ? null : { host: new URL(row.url).host, since: row.validFrom.toISOString() };
}

/** One change of somebody's settings at a time. */
async function lockOwner(tx: Tx, owner: Owner): Promise<void> {
  await lockOne(tx, "notices", idOf(owner));
}

const idOf = (owner: Owner) => ("person" in owner ? owner.person : owner.team);

function columnsOf(owner: Owner): { personId: string } | { teamId: string } {
  return "person" in owner ? { personId: owner.person } : { teamId: owner.team };
}

function seriesOf(owner: Owner): Prisma.Sql {
  return "person" in owner
    ? Prisma.sql`person_id = ${owner.person}::uuid`
    : Prisma.sql`team_id = ${owner.team}::uuid`;
}
