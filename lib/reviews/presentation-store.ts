import type { Reader, Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { ledgerChannel } from "@/lib/audit/sequencer";

/** Who presents, and what is shown. */
export interface Shown {
  /** Id of the row by which whoever presents began. */
  session: string;
  /** Person id. */
  presenter: string;
  since: Date;
  releaseId: string | null;
  item: string;
  plannedMs: number;
  at: Date;
}

/** What is presented of a review; null: nobody presents. */
export async function findShown(db: Reader, reviewId: string | null): Promise<Shown | null> {
  if (reviewId === null) return null;
  const last = await db.reviewShowing.findFirst({ where: { reviewId }, orderBy: { order: "desc" } });
  if (last === null || last.item === null || last.plannedMs === null) return null;
  const began =
    last.kind === "begun"
      ? last
      : await db.reviewShowing.findFirst({
          where: { reviewId, kind: "begun" },
          orderBy: { order: "desc" },
        });
  if (began === null) throw new Error("something is shown that nobody began to present");
  const { releaseId, item, plannedMs } = last;
  const at = await shownSince(db, { reviewId, releaseId, item });
  return {
    session: began.id,
    presenter: began.by,
    since: began.at,
    releaseId,
    item,
    plannedMs,
    at: at ?? last.at,
  };
}

/** Since when a step is shown without another in between: taking over, and showing it again, does not begin its time anew. */
async function shownSince(
  db: Reader,
  { reviewId, releaseId, item }: { reviewId: string; releaseId: string | null; item: string },
): Promise<Date | null> {
  const rows = await db.$queryRaw<{ at: Date | null }[]>`
    SELECT min(s.at) AS at FROM review_showings s WHERE s.review_id = ${reviewId}::uuid AND s."order" > COALESCE((
      SELECT max(o."order") FROM review_showings o WHERE o.review_id = ${reviewId}::uuid
        AND (o.item IS DISTINCT FROM ${item} OR o.release_id IS DISTINCT FROM ${releaseId}::uuid)), 0)`;
  return rows[0]?.at ?? null;
}

/** Grows with each thing that is shown of an occurrence; "0": nothing was. */
export async function shownVersion(
  db: Reader,
  { series, original }: { series: string; original: number },
): Promise<string> {
  const rows = await db.$queryRaw<{ last: bigint | null }[]>`
    SELECT max(s."order") AS last FROM reviews w JOIN review_showings s ON s.review_id = w.id
    WHERE w.series_id = ${series}::uuid AND w.original_start = ${new Date(original)}`;
  return String(rows[0]?.last ?? 0);
}

type Written = { reviewId: string; by: string; at: Date } & (
  | { kind: "begun" | "shown"; releaseId: string | null; item: string; plannedMs: number }
  | { kind: "ended" }
);

/** Adds what is shown from now on, and wakes every page that follows it. Answers its id. */
export async function writeShowing(tx: Tx, showing: Written): Promise<string> {
  const id = newId();
  await tx.reviewShowing.create({ data: { id, ...showing } });
  await tx.$executeRaw`SELECT pg_notify(${ledgerChannel}, '')`;
  return id;
}

/** Refused where another one presents by now, or nobody does: what was pressed before a connection broke shows nothing. */
export function assertPresents(shown: Shown | null, { session, by }: { session: string; by: string }): Shown {
  if (shown === null) throw new AppError("conflict", "Nobody presents this review any more.");
  if (shown.session !== session || shown.presenter !== by)
    throw new AppError("conflict", "Somebody else presents this review now.");
  return shown;
}
