import type { Tx } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import type { EntryDraft } from "@/lib/platform/ledger";
import type { Level, ReminderKind } from "./reminder-levels";

export interface NewReminder {
  releaseId: string | null;
  kind: ReminderKind;
  about: string;
  deadline: number;
  level: Level;
  /** Ids of people. */
  asked: readonly string[];
  /** What the entry names beside it. */
  subjects: Record<string, string | null>;
}

/** Records that levels are reached; those that somebody else reached at the same moment are left out. Answers the entries of the others. */
export async function writeReminders(
  tx: Tx,
  reminders: readonly NewReminder[],
  now: Date,
): Promise<EntryDraft[]> {
  const entries: EntryDraft[] = [];
  // In one order, so that two workers wait for each other in turn.
  for (const each of reminders.toSorted((a, b) => order(a).localeCompare(order(b)))) {
    const { releaseId, kind, about, level, asked } = each;
    const deadline = new Date(each.deadline);
    const written = await tx.$executeRaw(Prisma.sql`
      INSERT INTO reminders (id, release_id, kind, about, deadline, step, level, asked, due_at, reached_at)
      VALUES (${newId()}::uuid, ${releaseId}::uuid, ${kind}, ${about}, ${deadline}, ${level.step}, ${level.name}, ${[...asked]}::uuid[],
        ${new Date(level.at)}, ${now}) ON CONFLICT DO NOTHING`);
    if (written > 0) entries.push(reminderSent(each));
  }
  return entries;
}

function order({ kind, about }: NewReminder): string {
  return `${kind} ${about}`;
}

/** Evidence that somebody was asked. */
function reminderSent({ releaseId, kind, about, deadline, level, asked, subjects }: NewReminder): EntryDraft {
  return {
    type: "reminder.sent",
    version: 1,
    releaseId: releaseId ?? undefined,
    subjects: { ...subjects, reminder: `${kind} ${about}` },
    payload: {
      kind,
      level: level.name,
      deadline: new Date(deadline).toISOString(),
      dueAt: new Date(level.at).toISOString(),
      asked: [...asked],
    },
  };
}
