import { z } from "zod";
import type { PersonActor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { visibleTo } from "@/lib/policy/visible";
import { kindOf } from "./model";
import { remindedSql } from "./reminder-rows";
import { NoticeAnswer, type NoticeView, readReminded, type RulesAnswer } from "./schemas";
import { hookHost, type Owner, standingSettings } from "./settings-store";

/** Somebody's rules as they stand. */
export async function getRules(
  db: Reader,
  { owner, email }: { owner: Owner; email: boolean },
): Promise<RulesAnswer> {
  const [{ rules, digest, isDefault }, slack] = await Promise.all([
    standingSettings(db, owner),
    hookHost(db, owner),
  ]);
  return { digest, isDefault, rules, slack, email };
}

interface NoticeRow {
  seq: bigint;
  type: string;
  topic: string;
  reason: string;
  at: Date;
  actorKind: string;
  actor: string | null;
  slug: string | null;
  title: string | null;
  readAt: Date | null;
  reminder: unknown;
}

/** What somebody was told in their inbox and may still see, the newest first. */
export async function listNotices(
  db: Reader,
  { actor, page, unread = false }: { actor: PersonActor; page: PageAsk; unread?: boolean },
): Promise<Page<NoticeView>> {
  const { take, after } = readPage(page, z.number());
  const rows = await db.$queryRaw<NoticeRow[]>(Prisma.sql`
    SELECT n.seq, e.type, n.topic, n.reason, n.at, e.actor_kind AS "actorKind",
      COALESCE((SELECT p.name FROM people p WHERE p.id = e.actor_id), (SELECT m.title FROM machines m WHERE m.id = e.actor_id)) AS actor,
      r.slug, r.title, n.read_at AS "readAt", ${remindedSql} AS reminder
    FROM notices n JOIN ledger_sequence s ON s.seq = n.seq JOIN ledger_entries e ON e.id = s.entry_id
    LEFT JOIN releases r ON r.id = n.release_id
    WHERE n.person_id = ${actor.id}::uuid AND n.in_inbox AND (n.release_id IS NULL OR ${visibleTo(actor)})
      AND (${after === null} OR n.seq < ${after ?? 0}) AND (${!unread} OR n.read_at IS NULL)
    ORDER BY n.seq DESC LIMIT ${take}`);
  return toPage({ rows, take, item: toNotice, position: ({ seq }) => Number(seq) });
}

function toNotice({
  seq,
  type,
  topic,
  reason,
  at,
  actor,
  slug,
  title,
  readAt,
  reminder,
}: NoticeRow): NoticeView {
  return NoticeAnswer.parse({
    seq: Number(seq),
    type,
    kind: kindOf(type),
    topic,
    reason,
    at: at.toISOString(),
    actor,
    release: slug === null ? null : { slug, title: title ?? slug },
    isRead: readAt !== null,
    reminder: readReminded(reminder),
  });
}
