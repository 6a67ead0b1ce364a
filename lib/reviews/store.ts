import type { Actor } from "@/lib/identity/actor";
import type { Tx } from "@/lib/platform/db";
import { AppError, fieldError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { holdsNow } from "@/lib/platform/ranges";
import { recurrenceFault, type Recurrence } from "@/lib/platform/recurrence";
import type { Occurrence } from "./model";
import { readReviewName } from "./occurrences";
import { coversRelease } from "./plan-rows";
import { loadReview, type LoadedReview, releasesInFlight } from "./review-queries";
import { lockOne } from "@/lib/platform/lock-numbers";

/** A review to say something about: two who do, of occurrences of one series, wait for each other. */
export async function lockReview(
  tx: Tx,
  { review, actor }: { review: string; actor: Actor },
): Promise<LoadedReview> {
  const series = readReviewName(review)?.series ?? "";
  await lockOne(tx, "reviews", series);
  return loadReview(tx, { review, actor });
}

/** The row of an occurrence, made with the first thing that is said about it; answers its id. */
export async function keepReview(
  tx: Tx,
  { series, original }: Pick<Occurrence, "series" | "original">,
): Promise<string> {
  const at = new Date(original);
  await tx.$executeRaw`
    INSERT INTO reviews (id, series_id, original_start) VALUES (${newId()}::uuid, ${series}::uuid, ${at}) ON CONFLICT DO NOTHING`;
  const where = { seriesId_originalStart: { seriesId: series, originalStart: at } };
  return (await tx.review.findUniqueOrThrow({ where, select: { id: true } })).id;
}

export interface NewSeries extends Recurrence {
  title: string;
  minutes: number;
  templates: readonly string[];
  components: readonly string[];
  teams: readonly string[];
  /** Ids. */
  releases: readonly string[];
  roles: readonly string[];
  /** Ids. */
  people: readonly string[];
  follows: string | null;
  createdBy: string;
}

/** Adds a series; refused where its times are none. `fields` says where they stand in the input. */
export async function writeSeries(tx: Tx, series: NewSeries, now: Date): Promise<string> {
  const fault = recurrenceFault(series);
  if (fault !== null)
    throw fieldError(`/${fault.field}`, `${fault.field}: ${fault.message}.`, "a review's time");
  const id = newId();
  await tx.reviewSeries.create({
    data: {
      ...series,
      id,
      templates: [...series.templates],
      components: [...series.components],
      teams: [...series.teams],
      releases: [...series.releases],
      roles: [...series.roles],
      people: [...series.people],
      at: now,
    },
  });
  return id;
}

/** Ends a series before an occurrence; what was recorded from there on would be lost, so then it is refused. */
export async function endSeries(
  tx: Tx,
  {
    series,
    before,
    reason,
    by,
    now,
  }: { series: string; before: Date; reason: string | undefined; by: string; now: Date },
): Promise<void> {
  const held = await tx.$queryRaw<{ at: Date }[]>`
    SELECT w.original_start AS at FROM reviews w WHERE w.series_id = ${series}::uuid AND w.original_start >= ${before}
      AND (EXISTS (SELECT FROM review_outcomes x WHERE x.review_id = w.id) OR EXISTS (SELECT FROM review_attendance x WHERE x.review_id = w.id)
        OR EXISTS (SELECT FROM review_minutes x WHERE x.review_id = w.id) OR EXISTS (SELECT FROM review_showings x WHERE x.review_id = w.id)
        OR EXISTS (SELECT FROM review_notes x WHERE x.review_id = w.id)) ORDER BY 1 DESC LIMIT 1`;
  if (held[0] !== undefined)
    throw new AppError(
      "conflict",
      `Something is recorded of the review of ${held[0].at.toISOString().slice(0, 16).replace("T", " ")} UTC; choose a later one.`,
    );
  await tx.reviewSeriesEnd.create({
    data: { id: newId(), seriesId: series, before, reason: reason ?? null, by, at: now },
  });
}

/** What lists keep of the releases that a series covers is computed anew: it says when the next review is. */
export async function touchCovered(tx: Tx, series: string, now: Date): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    UPDATE release_projections p SET due_at = ${now} FROM review_series s, ${releasesInFlight}
    WHERE s.id = ${series}::uuid AND r.id = p.release_id AND ${coversRelease}`);
}

/** Refuses keys that the organisation does not have, each at its place. */
export async function assertKeys(
  tx: Tx,
  {
    table,
    keys,
    path,
    what,
  }: {
    table: "components" | "teams" | "roles" | "template_versions";
    keys: readonly string[];
    path: string;
    what: string;
  },
): Promise<void> {
  const rows = await tx.$queryRaw<{ key: string }[]>(
    Prisma.sql`SELECT DISTINCT key FROM ${Prisma.raw(table)} WHERE key = ANY(${[...keys]})`,
  );
  const known = new Set(rows.map(({ key }) => key));
  const missing = keys.findIndex((key) => !known.has(key));
  if (missing >= 0)
    throw fieldError(`${path}/${missing}`, `There is no ${what} ${keys[missing]}.`, `the key of a ${what}`);
}

/** Whether a series covers a release that is in flight. */
export async function isCovered(
  tx: Tx,
  { series, releaseId }: { series: string; releaseId: string },
): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>(Prisma.sql`
    SELECT 1 FROM review_series s, ${releasesInFlight} WHERE s.id = ${series}::uuid AND r.id = ${releaseId}::uuid AND ${coversRelease}`);
  return rows.length > 0;
}

/** Ends the calendar address that a person has; whether there was one. */
export async function endCalendarAddress(tx: Tx, personId: string, now: Date): Promise<boolean> {
  const ended = await tx.$executeRaw(Prisma.sql`
    UPDATE calendar_addresses a SET valid_to = GREATEST(valid_from, ${now}) WHERE person_id = ${personId}::uuid AND ${holdsNow("a")}`);
  return ended > 0;
}
