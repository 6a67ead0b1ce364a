import type pg from "pg";
import type { Actor } from "@/lib/identity/actor";
import type { Kernel } from "@/lib/platform/command";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { unstorable } from "@/lib/platform/names";
import { bigints, doubles } from "@/lib/platform/number-arrays";
import { recordRows } from "@/lib/platform/record";
import { visibleTo } from "@/lib/policy/visible";
import type { MetricKind } from "./model";
import { type ReadSamples, readSamples, type Rejected } from "./read-samples";
import { seriesIds } from "./series-store";
import { lockFamily, one } from "@/lib/platform/lock-numbers";

export interface Ingested {
  accepted: number;
  duplicates: number;
  /** In the order of what was sent. */
  rejected: Rejected[];
}

const futureMs = 5 * 60_000;

/**
 * Stores samples. The first value of a series at a time stays: the same again is a duplicate, another one is refused as a conflict.
 * Each request gets a receipt number under a lock that evaluation takes alone, so that "all up to this number" is complete.
 * @param drillId a drill's samples are series of their own, which nothing but the drill reads; only the worker makes them
 */
export async function ingestSamples(
  kernel: Kernel,
  {
    actor,
    sent,
    keptMs,
    drillId = null,
  }: { actor: Actor; sent: readonly unknown[]; keptMs: number; drillId?: string | null },
): Promise<Ingested> {
  const { prisma } = kernel.db;
  const now = kernel.clock.now();
  const declared = await prisma.metric.findMany({
    where: { name: { in: textsOf(sent, "metric") } },
    select: { id: true, name: true, kind: true },
  });
  const read = readSamples(sent, {
    metrics: new Map(declared.map(({ name, kind }) => [name, kind as MetricKind])),
    oldest: now.getTime() - keptMs,
    newest: now.getTime() + futureMs,
  });
  const slugs = [...new Set(read.names.flatMap(({ release }) => release ?? []))];
  const releases =
    slugs.length === 0
      ? []
      : await prisma.$queryRaw<{ id: string; slug: string }[]>(
          Prisma.sql`SELECT r.id, r.slug FROM releases r WHERE r.slug = ANY(${slugs}) AND ${visibleTo(actor)}`,
        );
  const metricIds = new Map(declared.map(({ id, name }) => [name, id]));
  const releaseIds = new Map(releases.map(({ id, slug }) => [slug, id]));
  const isKnown = read.names.map(({ release }) => release === null || releaseIds.has(release));
  const known = only(read, (place) => isKnown[place] === true, "unknown-release");
  if (known.t.length === 0) return { accepted: 0, duplicates: 0, rejected: inOrder(known.rejected) };
  await ensurePartitions(kernel.db.pool, spanOf(known.t));
  return recordRows(kernel, "sample", async (client, at) => {
    const named = known.names.map((name) => ({
      name,
      metricId: metricIds.get(name.metric) ?? "",
      releaseId: name.release === null ? null : (releaseIds.get(name.release) ?? null),
      drillId,
    }));
    const wanted = named.map((each, place) => ({ each, place })).filter(({ place }) => isKnown[place]);
    const found = await seriesIds(
      client,
      wanted.map(({ each }) => each),
    );
    const ids = new Map(wanted.map(({ place }, index) => [place, found[index] ?? null]));
    const kept = only(known, (place) => ids.get(place) !== null, "too-many-series");
    return store(client, kept, { ids, at });
  });
}

const weekMs = 604_800_000;
/** Of each database, the weeks that are known to have their partition. */
const ready = new WeakMap<pg.Pool, Set<number>>();

async function ensurePartitions(pool: pg.Pool, [first, last]: [number, number]): Promise<void> {
  const weeks = ready.get(pool) ?? new Set();
  ready.set(pool, weeks);
  const [from, to] = [Math.floor(first / weekMs), Math.floor(last / weekMs)];
  const asked = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  if (asked.every((week) => weeks.has(week))) return;
  await pool.query("SELECT ensure_sample_partitions($1, $2)", [first, last]);
  for (const week of asked) weeks.add(week);
}

/** Rows are written in the order of their key, so that two requests with the same samples wait for each other and do not deadlock. */
async function store(
  client: pg.ClientBase,
  read: ReadSamples,
  { ids, at }: { ids: ReadonlyMap<number, string | null>; at: Date },
): Promise<Ingested> {
  if (read.t.length === 0) return { accepted: 0, duplicates: 0, rejected: inOrder(read.rejected) };
  await client.query(`SELECT pg_advisory_xact_lock_shared(${receiptLock})`);
  const numbered = await client.query<{ n: string }>("SELECT nextval('sample_receipt_numbers') AS n");
  const receipt = numbered.rows[0]?.n;
  const columns = [
    bigints(read.series.map((place) => Number(ids.get(place)))),
    bigints(read.t),
    doubles(read.v),
    doubles(read.total),
  ];
  const inserted = await client.query({
    name: "insert_samples",
    text: `INSERT INTO samples (series_id, t, v, total, receipt)
      SELECT u.*, $5::bigint FROM unnest($1::bigint[], $2::bigint[], $3::float8[], $4::float8[]) u (series_id, t, v, total)
      ORDER BY u.series_id, u.t ON CONFLICT DO NOTHING`,
    values: [...columns, receipt],
  });
  const accepted = inserted.rowCount ?? 0;
  const again = accepted === read.t.length ? noneAgain : await againOf(client, read, { columns, receipt });
  if (accepted > 0) {
    const firsts = firstsOf(read, (index) => !again.indices.has(index));
    await client.query(
      "INSERT INTO sample_receipts (receipt, series_ids, first_ats, at) VALUES ($1, $2, $3, $4)",
      [receipt, [...firsts.keys()].map((place) => ids.get(place)), [...firsts.values()], at],
    );
  }
  const rejected = inOrder([...read.rejected, ...again.conflicts]);
  return { accepted, duplicates: read.t.length - accepted - again.conflicts.length, rejected };
}

/** The key of the lock between ingestion, which shares it, and whoever takes a watermark, alone. */
export const receiptLock = `${lockFamily}, ${one.samples}`;

interface Again {
  /** Places in the columns of what was there before. */
  indices: ReadonlySet<number>;
  conflicts: Rejected[];
}
const noneAgain: Again = { indices: new Set(), conflicts: [] };

/** Of what was not stored, because a sample of that series and time was there, or came twice in one request. */
async function againOf(
  client: pg.ClientBase,
  { index, series, t }: ReadSamples,
  { columns, receipt }: { columns: Buffer[]; receipt: string | undefined },
): Promise<Again> {
  const found = await client.query<{ n: string; isNew: boolean; isSame: boolean }>(
    `SELECT u.n, s.receipt = $5::bigint AS "isNew", s.v = u.v AND s.total IS NOT DISTINCT FROM u.total AS "isSame"
     FROM unnest($1::bigint[], $2::bigint[], $3::float8[], $4::float8[]) WITH ORDINALITY u (series_id, t, v, total, n)
     JOIN samples s ON s.series_id = u.series_id AND s.t = u.t ORDER BY u.n`,
    [...columns, receipt],
  );
  const indices = new Set<number>();
  const conflicts: Rejected[] = [];
  const seen = new Set<string>();
  for (const { n, isNew, isSame } of found.rows) {
    const place = Number(n) - 1;
    const key = `${series[place]} ${t[place]}`;
    // The first of two in one request is the one that was stored.
    if (isNew && !seen.has(key)) {
      seen.add(key);
      continue;
    }
    indices.add(place);
    if (!isSame) conflicts.push({ index: index[place] ?? 0, code: "conflict" });
  }
  return { indices, conflicts };
}

/** For each series the earliest time of what is new. */
function firstsOf({ series, t }: ReadSamples, isNew: (index: number) => boolean): Map<number, number> {
  const firsts = new Map<number, number>();
  for (const [index, place] of series.entries()) {
    const at = t[index] ?? 0;
    const first = firsts.get(place);
    if (isNew(index) && (first === undefined || at < first)) firsts.set(place, at);
  }
  return firsts;
}

/** Keeps the samples of series that pass; the others are refused with this code. */
function only(read: ReadSamples, passes: (place: number) => boolean, code: Rejected["code"]): ReadSamples {
  if (read.names.every((_, place) => passes(place))) return read;
  const isKept = read.series.map(passes);
  const pick = <T>(column: readonly T[]): T[] => column.filter((_, index) => isKept[index]);
  const refused = read.index.filter((_, index) => !isKept[index]).map((index) => ({ index, code }));
  return {
    names: read.names,
    index: pick(read.index),
    series: pick(read.series),
    t: pick(read.t),
    v: pick(read.v),
    total: pick(read.total),
    rejected: [...read.rejected, ...refused],
  };
}

function inOrder(rejected: readonly Rejected[]): Rejected[] {
  return rejected.toSorted((a, b) => a.index - b.index);
}

function spanOf(times: readonly number[]): [first: number, last: number] {
  return times.reduce<[number, number]>(
    ([first, last], t) => [Math.min(first, t), Math.max(last, t)],
    [Infinity, -Infinity],
  );
}

function textsOf(sent: readonly unknown[], field: string): string[] {
  const texts = new Set<string>();
  for (const each of sent) {
    const text: unknown = typeof each === "object" && each !== null ? Reflect.get(each, field) : null;
    if (typeof text !== "string" || texts.has(text)) continue;
    if (text.length <= 128 && unstorable(text) === null) texts.add(text);
  }
  return [...texts];
}
