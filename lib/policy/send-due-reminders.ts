import { sendReminders } from "@/lib/gates/send-reminders";
import type { Actor } from "@/lib/identity/actor";
import type { Kernel } from "@/lib/platform/command";
import { readRows } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { log } from "@/lib/platform/log";
import { record } from "@/lib/platform/record";
import { listUntold } from "./delegation-store";
import { listUnreminded } from "./pending-store";
import { remindOfDelegation } from "./remind-of-delegation";
import { remindOfPending } from "./remind-of-pending";

const batch = 50;
const actor: Actor = { kind: "system", job: "worker" };

/**
 * Reminds of all that is due: what lists keep only says where to look, the commands judge. Safe twice: a level is reached once, by a
 * unique index, and what a run missed the next one finds. Answers how many releases, decisions and delegations were reminded of.
 */
export async function sendDueReminders(kernel: Kernel): Promise<number> {
  let sent = 0;
  for (const { slug } of await dueReleases(kernel)) {
    const call = { actor, requestId: `remind-${slug}` };
    if (await tried(() => sendReminders.execute(kernel, { release: slug }, call), slug)) sent += 1;
    else await lookAnew(kernel, slug);
  }
  const now = kernel.clock.now();
  for (const { id } of await listUnreminded(kernel.db.prisma, { now, limit: batch })) {
    const call = { actor, requestId: `remind-${id}` };
    if (await tried(() => remindOfPending.execute(kernel, { id }, call), id)) sent += 1;
  }
  for (const { id } of await listUntold(kernel.db.prisma, { now, limit: batch })) {
    const call = { actor, requestId: `remind-${id}` };
    if (await tried(() => remindOfDelegation.execute(kernel, { id }, call), id)) sent += 1;
  }
  return sent;
}

function dueReleases({ db, clock }: Kernel): Promise<{ slug: string }[]> {
  const sql = Prisma.sql`
    SELECT r.slug FROM release_projections p JOIN releases r ON r.id = p.release_id
    WHERE p.remind_at <= ${clock.now()} ORDER BY p.remind_at LIMIT ${batch}`;
  return readRows(db.prisma, sql);
}

/** One that fails must not keep the others from being reminded of. */
async function tried(act: () => Promise<unknown>, about: string): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    // Met, or reminded of by another worker, since it was looked up.
    if (!(error instanceof AppError)) log.error({ err: error, about }, "a reminder failed");
    return false;
  }
}

/** What was kept said that something is due, and nothing is: it is computed again. */
async function lookAnew(kernel: Kernel, slug: string): Promise<void> {
  await record(kernel, "projection", (tx, now) => {
    return tx.$executeRaw`
      UPDATE release_projections p SET due_at = ${now} FROM releases r WHERE r.id = p.release_id AND r.slug = ${slug} AND p.due_at IS NULL`;
  });
}
