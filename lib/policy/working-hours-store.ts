import { digestOf } from "@/lib/bundles/digest";
import { closeRange } from "@/lib/platform/close-range";
import type { Reader, Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import {
  type HoursDocument,
  hoursIn,
  type OrganisationHours,
  organisationHoursIn,
} from "./working-hours-schema";
import { lockOne } from "@/lib/platform/lock-numbers";

export interface StandingHours<Document> {
  hours: Document;
  digest: string;
}

/** The organisation's hours that hold now. */
export async function organisationHours(
  db: Reader,
): Promise<StandingHours<OrganisationHours> & { isDefault: boolean }> {
  const row = await db.workingHours.findFirst({ where: { personId: null, validTo: null } });
  const hours = organisationHoursIn(row?.document);
  return { hours, digest: digestOf(hours), isDefault: row === null };
}

/** Somebody's own hours; null: they go by the organisation's. */
export async function ownHours(db: Reader, personId: string): Promise<StandingHours<HoursDocument> | null> {
  const row = await db.workingHours.findFirst({ where: { personId, validTo: null } });
  const hours = hoursIn(row?.document);
  return hours === null ? null : { hours, digest: digestOf(hours) };
}

/** Puts a version in place of the one before; null: none. Refuses what is so already. */
export async function writeHours(
  tx: Tx,
  { personId, changedBy, now }: { personId: string | null; changedBy: string; now: Date },
  hours: HoursDocument | OrganisationHours | null,
): Promise<{ before: string | null; after: string | null }> {
  const standing = await tx.workingHours.findFirst({ where: { personId, validTo: null } });
  const before = standing?.digest ?? null;
  const after = hours === null ? null : digestOf(hours);
  if (before === after) throw new AppError("conflict", "The working hours are so already.");
  const series = Prisma.sql`person_id IS NOT DISTINCT FROM ${personId}::uuid`;
  const validFrom = await closeRange(tx, { table: "working_hours", series, now });
  if (hours !== null && after !== null)
    await tx.workingHours.create({
      data: { id: newId(), personId, document: hours, digest: after, changedBy, validFrom },
    });
  return { before, after };
}

/** One change of somebody's hours at a time. */
export async function lockHours(tx: Tx, personId: string): Promise<void> {
  await lockOne(tx, "workingHours", personId);
}
