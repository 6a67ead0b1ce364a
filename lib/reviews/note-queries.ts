import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { visibleTo } from "@/lib/policy/visible";
import type { NoteAnswer } from "./schemas";

/** What was written down step by step, in order, of releases that the reader sees. */
export async function readNotes(
  db: Reader,
  { reviewId, actor }: { reviewId: string | null; actor: Actor },
): Promise<NoteAnswer[]> {
  if (reviewId === null) return [];
  const named = (person: string) =>
    Prisma.raw(
      `(SELECT jsonb_build_object('name', p.name, 'email', p.email) FROM people p WHERE p.id = ${person})`,
    );
  const rows = await readRows<
    Omit<NoteAnswer, "condition" | "at"> & { owner: NoteAnswer["by"] | null; dueAt: Date | null; at: Date }
  >(
    db,
    Prisma.sql`
    SELECT n.id::text AS id, r.slug AS release, n.item, n.text, ${named("n.owner")} AS owner, n.due_at AS "dueAt", ${named("n.by")} AS by, n.at
    FROM review_notes n LEFT JOIN releases r ON r.id = n.release_id
    WHERE n.review_id = ${reviewId}::uuid AND (n.release_id IS NULL OR ${visibleTo(actor)}) ORDER BY n."order"`,
  );
  return rows.map(({ owner, dueAt, at, ...rest }) => ({
    ...rest,
    condition: owner === null || dueAt === null ? null : { owner, due: dueAt.toISOString() },
    at: at.toISOString(),
  }));
}
