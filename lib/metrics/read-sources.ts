import type { Actor } from "@/lib/identity/actor";
import type { Kernel } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { record } from "@/lib/platform/record";
import { firstAt } from "./backtest";
import { ingestSamples } from "./ingest-samples";
import { type AskSource, SourceFault } from "./source-model";
import { readAt, type Source } from "./source-reading";
import { exposuresMetric } from "./traffic-split";

/** How sources are asked, and for how long what they say is kept. */
export interface Reading {
  ask: AskSource;
  keptMs: number;
}

/** A Prometheus answers for past times; so far back what was missed is read, and further back it is left out. */
export const caughtUpMs = 3_600_000;

const mostReads = 100;
const mostTimes = 120;
const atOnce = 4;
const longestMs = 20_000;
/** Longer than a read may take with its last answers. */
const claimMs = 120_000;

const worker: Actor = { kind: "system", job: "worker" };

/**
 * Reads each declared query that is due, for each release whose criteria are evaluated on it, and stores what is answered as samples.
 * Answers how many were tried. Two workers never do the same; one that died is taken over from, and what it had stored is a duplicate.
 */
export async function readDueSources(kernel: Kernel, reading: Reading): Promise<number> {
  const claimed = await record(kernel, "sample", async (tx, now) => {
    await beginReads(tx, now.getTime());
    return claimDue(tx, now);
  });
  // A server that was out of reach is not waited for again and again in one run.
  const down = new Map<string, SourceFault>();
  const queue = claimed.values();
  const take = async () => {
    for (const read of queue) await readOne(kernel, read, { ...reading, down });
  };
  await Promise.all(Array.from({ length: atOnce }, take));
  return claimed.length;
}

/** What is evaluated is read; counters a time earlier, so that there is an increase for the first. */
const isWanted = Prisma.sql`t.next_at IS NOT NULL AND t.drill_id IS NULL AND (t.criterion->'document'->>'metric' = s.metric OR s.metric = ${exposuresMetric})`;

async function beginReads(tx: Tx, now: number): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO promql_reads (release_id, metric, next_at, due_at, untried_at)
    SELECT w.release_id, w.metric, w.first_at, w.first_at, w.first_at FROM (
      SELECT t.release_id, s.metric, GREATEST(min(t.started_at) / s.interval_ms, ${now - caughtUpMs}::bigint / s.interval_ms) * s.interval_ms AS first_at
      FROM promql_sources s JOIN criterion_tracks t ON ${isWanted}
      WHERE NOT EXISTS (SELECT 1 FROM promql_reads p WHERE p.release_id = t.release_id AND p.metric = s.metric)
      GROUP BY t.release_id, s.metric) w
    ON CONFLICT DO NOTHING`;
}

interface Read extends Source {
  releaseId: string;
  intervalMs: number;
  nextAt: number;
}

async function claimDue(tx: Tx, now: Date): Promise<Read[]> {
  const until = new Date(now.getTime() + claimMs);
  return tx.$queryRaw<Read[]>`
    UPDATE promql_reads p SET claimed_until = ${until}
    FROM (
      SELECT d.release_id, d.metric FROM promql_reads d JOIN promql_sources s ON s.metric = d.metric
      WHERE d.due_at <= ${now.getTime()}::bigint
        AND (d.claimed_until IS NULL OR d.claimed_until <= ${now} OR d.claimed_until > ${until})
        AND EXISTS (SELECT 1 FROM criterion_tracks t WHERE t.release_id = d.release_id AND ${isWanted})
      ORDER BY d.due_at, d.release_id, d.metric LIMIT ${mostReads} FOR UPDATE OF d SKIP LOCKED) due,
      promql_sources s, releases r
    WHERE p.release_id = due.release_id AND p.metric = due.metric AND s.metric = p.metric AND r.id = p.release_id
    RETURNING p.release_id AS "releaseId", r.slug, p.metric, s.server, s.interval_ms AS "intervalMs", s.queries,
      p.next_at::float8 AS "nextAt", p.counters`;
}

interface Outcome {
  nextAt: number;
  counters: Source["counters"];
  readTo: number | null;
  /** Of the last time that was tried; null: all was answered and stored. */
  fault: string | null;
  isDone: boolean;
}

async function readOne(
  kernel: Kernel,
  read: Read,
  { ask, keptMs, down }: Reading & { down: Map<string, SourceFault> },
): Promise<void> {
  const now = kernel.clock.now().getTime();
  const begun = performance.now();
  const out: Outcome = {
    nextAt: Math.max(read.nextAt, firstAt(now - caughtUpMs, read.intervalMs)),
    counters: read.counters,
    readTo: null,
    fault: down.get(read.server)?.message ?? null,
    isDone: true,
  };
  const sent: unknown[] = [];
  for (let times = 0; out.fault === null && out.nextAt <= now; times += 1) {
    if (times === mostTimes || performance.now() - begun > longestMs) {
      out.isDone = false;
      break;
    }
    try {
      const { samples, counters } = await readAt({ ...read, counters: out.counters }, out.nextAt, ask);
      sent.push(...samples);
      out.counters = counters;
      out.readTo = out.nextAt;
      out.nextAt += read.intervalMs;
    } catch (error) {
      if (!(error instanceof SourceFault)) throw error;
      if (error.isOfServer) down.set(read.server, error);
      out.fault = error.message;
    }
  }
  const refused = await store(kernel, sent, keptMs);
  await finish(kernel, read, { ...out, fault: out.fault ?? refused, now });
}

/** What of it cannot be stored, in words; null: nothing. Of what was read twice the first stays. */
async function store(kernel: Kernel, sent: readonly unknown[], keptMs: number): Promise<string | null> {
  if (sent.length === 0) return null;
  const { rejected } = await ingestSamples(kernel, { actor: worker, sent, keptMs });
  const codes = new Set(rejected.map(({ code }) => code).filter((code) => code !== "conflict"));
  return codes.size === 0 ? null : `some of what is answered cannot be stored: ${[...codes].join(", ")}`;
}

async function finish(
  kernel: Kernel,
  { releaseId, slug, metric, intervalMs, nextAt }: Read,
  { now, ...out }: Outcome & { now: number },
): Promise<void> {
  // A fault keeps the time to be read, and is tried again with the next one; evaluation does not wait for it.
  const untriedAt = out.isDone ? Math.max(out.nextAt, firstAt(now + 1, intervalMs)) : out.nextAt;
  // Who may see the metric need not be able to tell that there is the release.
  const fault = out.fault?.replaceAll(slug, "{{release}}") ?? null;
  await record(kernel, "sample", async (tx, at) => {
    await tx.$executeRaw`
      UPDATE promql_reads SET claimed_until = NULL, next_at = ${out.nextAt}, due_at = ${untriedAt}, untried_at = ${untriedAt},
        counters = ${JSON.stringify(out.counters)}::jsonb, read_to = GREATEST(read_to, ${out.readTo}::bigint), error = ${fault}::text,
        error_since = CASE WHEN ${fault}::text IS NULL THEN NULL ELSE COALESCE(error_since, ${at}) END
      WHERE release_id = ${releaseId}::uuid AND metric = ${metric} AND next_at = ${nextAt}`;
  });
}
