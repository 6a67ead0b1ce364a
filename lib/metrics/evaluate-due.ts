import type pg from "pg";
import type { Kernel } from "@/lib/platform/command";
import { plainNumber } from "@/lib/platform/decimals";
import { recordRows } from "@/lib/platform/record";
import { firstAt } from "./backtest";
import { receiptLock } from "./ingest-samples";
import { carryOn, type Found, type Kept } from "./live";
import type { Series } from "./model";
import { compiledOf, type Confirmed, isEvaluatedAt, isLive, lagMsOf, type Track } from "./track-model";
import { followSplits } from "./follow-splits";
import { isVoidAt, type RejectedSplit } from "./traffic-split";
import { askedBy, inputsDigest, windowsOver } from "./track-windows";
import { windowsOf } from "./window-queries";

/**
 * Tracks of one run, and its evaluations: what more has piled up is the next run's. A run is one transaction, which the database ends
 * where it computes for too long, and whatever it then computed would be computed again for ever.
 */
const mostTracks = 1_000;
const mostEvaluations = 20_000;

/**
 * Evaluates every criterion that is due, and again those that late samples reach; answers how many were looked at. Two workers never
 * do the same: a track is locked while its evaluations are written, and whoever comes second passes it by, as does whoever knows of
 * fewer receipts than it was evaluated with.
 */
export async function evaluateDue(kernel: Kernel, most = mostEvaluations): Promise<number> {
  const watermark = await takeWatermark(kernel);
  await followSplits(kernel, watermark);
  return recordRows(kernel, "step-verdict", async (client, now) => {
    const tracks = await lockDue(client, { now: now.getTime(), watermark });
    if (tracks.length === 0) return 0;
    const plans = withinBudget(await plansFor(client, tracks, { now: now.getTime(), most }), most);
    const windows = await windowsOf(client, plans.flatMap(readBy), watermark);
    const results = plans.map((plan) => evaluatePlan(plan, windows.get(plan.track.id) ?? new Map()));
    await writeVerdicts(client, results, { watermark, now });
    await writeChanges(client, results, now);
    await writeTracks(client, results, watermark);
    return plans.length;
  });
}

/** The first of them with so many evaluations together, and at least one: the others stay due. */
function withinBudget(plans: readonly Plan[], most: number): Plan[] {
  let left = most;
  return plans.filter(({ again, due }, index) => {
    left -= again.length + due.length;
    return index === 0 || left >= 0;
  });
}

/** The number up to which every receipt is complete: ingestion that has begun is waited for. */
async function takeWatermark(kernel: Kernel): Promise<string> {
  return recordRows(kernel, "step-verdict", async (client) => {
    await client.query(`SELECT pg_advisory_xact_lock(${receiptLock})`);
    const { rows } = await client.query<{ n: string }>(
      "SELECT COALESCE(max(receipt), 0)::text AS n FROM sample_receipts",
    );
    return rows[0]?.n ?? "0";
  });
}

interface LockedTrack extends Track {
  /** The earliest time of a sample that came after it was evaluated; null: none did. */
  lateFrom: number | null;
  /** Of a metric that is read: the first time for which that was not tried. */
  untriedAt: number | null;
  /** Exposures of its release, in order. */
  confirmed: Confirmed[];
  /** Tests of its split that were rejected. */
  splits: RejectedSplit[];
}

type TrackRow = Omit<LockedTrack, TimeName | "lateFrom"> & Record<TimeName, string | null>;
type TimeName = "startedAt" | "referenceAt" | "lastAt" | "nextAt" | "since";

async function lockDue(
  client: pg.ClientBase,
  { now, watermark }: { now: number; watermark: string },
): Promise<LockedTrack[]> {
  const { rows } = await client.query<TrackRow>({
    name: "lock_due_tracks",
    text: `SELECT t.id, t.release_id AS "releaseId", t.criterion, t.cohort, GREATEST(t.started_at, t.reset_at + 1) AS "startedAt", t.last_at AS "lastAt",
        t.next_at AS "nextAt", t.state, t.verdict, t.since, t.watermark, t.candidate,
        t.drill_id AS "drillId", t.rollback_id AS "rollbackId", t.reference_at AS "referenceAt",
        (SELECT COALESCE(jsonb_agg(jsonb_build_object('percent', e.percent, 'candidate', e.candidate, 'at', (extract(epoch FROM e.at) * 1000)::bigint) ORDER BY e.order), '[]')
          FROM exposure_changes e WHERE e.release_id = t.release_id AND e.kind = 'confirmed') AS confirmed,
        (SELECT COALESCE(jsonb_agg(jsonb_build_object('since', s.since, 'rejectedAt', s.rejected_at)), '[]')
          FROM traffic_splits s WHERE s.release_id = t.release_id AND s.rejected_at IS NOT NULL) AS splits, p.untried_at::float8 AS "untriedAt"
      FROM criterion_tracks t LEFT JOIN promql_reads p ON p.release_id = t.release_id AND p.metric = t.criterion->'document'->>'metric'
      WHERE t.due_at <= $1::bigint AND t.watermark <= $3::bigint AND (t.criterion->>'source' IS NULL OR p.untried_at > t.next_at)
      ORDER BY t.due_at, t.id LIMIT $2 FOR UPDATE OF t SKIP LOCKED`,
    values: [now, mostTracks, watermark],
  });
  if (rows.length === 0) return [];
  const late = await lateIn(
    client,
    rows.map(({ id }) => id),
    watermark,
  );
  return rows.map((row) => ({
    ...row,
    startedAt: Number(row.startedAt),
    referenceAt: numberOf(row.referenceAt),
    lastAt: numberOf(row.lastAt),
    nextAt: numberOf(row.nextAt),
    since: numberOf(row.since),
    lateFrom: late.get(row.id) ?? null,
  }));
}

/** Of locked tracks the earliest sample that arrived since they were evaluated and that an evaluation would have read. */
async function lateIn(
  client: pg.ClientBase,
  ids: readonly string[],
  watermark: string,
): Promise<Map<string, number>> {
  const { rows } = await client.query<{ id: string; from: string }>({
    name: "late_samples",
    text: `WITH mine AS MATERIALIZED (SELECT * FROM criterion_tracks WHERE id = ANY($1::uuid[]) AND last_at IS NOT NULL),
      fresh AS MATERIALIZED (
        SELECT u.series_id, r.receipt, u.first_at FROM sample_receipts r, unnest(r.series_ids, r.first_ats) u (series_id, first_at)
        WHERE r.receipt > (SELECT min(watermark) FROM mine) AND r.receipt <= $2::bigint AND u.first_at <= (SELECT max(last_at) FROM mine))
      SELECT t.id, min(GREATEST(f.first_at, t.started_at, t.reset_at + 1)) AS from
      FROM fresh f JOIN metric_series x ON x.id = f.series_id JOIN metrics m ON m.id = x.metric_id
      JOIN mine t ON t.criterion->'document'->>'metric' = m.name AND (x.release_id IS NULL OR x.release_id = t.release_id)
        AND x.drill_id IS NOT DISTINCT FROM t.drill_id AND x.labels @> COALESCE(t.criterion->'document'->'where', '{}') AND f.receipt > t.watermark AND f.first_at <= t.last_at
      GROUP BY t.id`,
    values: [ids, watermark],
  });
  return new Map(rows.map(({ id, from }) => [id, Number(from)]));
}

function numberOf(text: string | null): number | null {
  return text === null ? null : Number(text);
}

interface Plan {
  track: Track;
  again: Kept[];
  before: Kept | null;
  due: number[];
  /** The first time that is not among them. */
  nextAt: number | null;
  /** Whether cohorts cannot be compared at a time. */
  isVoidAt: (at: number) => boolean;
}

/** What is evaluated of each: the times that came due, and again those that late samples reach, from the state before them. */
async function plansFor(
  client: pg.ClientBase,
  tracks: readonly LockedTrack[],
  { now, most }: { now: number; most: number },
): Promise<Plan[]> {
  const late = tracks.flatMap(({ id, criterion, lateFrom }) =>
    lateFrom === null ? [] : [{ id, from: firstAt(lateFrom, compiledOf(criterion).stepMs) }],
  );
  const kept = late.length === 0 ? new Map<string, Kept[]>() : await keptFrom(client, late);
  const mostSteps = Math.max(1, Math.floor(most / tracks.length));
  return tracks.map(({ lateFrom: _, untriedAt, confirmed, splits, ...track }) => {
    const { stepMs, isCompared } = compiledOf(track.criterion);
    const until = Math.min(now - lagMsOf(track.criterion), (untriedAt ?? Infinity) - 1);
    const due: number[] = [];
    // What a decision had begin again goes on after it.
    let next = Math.max(track.nextAt ?? Infinity, firstAt(track.startedAt, stepMs));
    for (; next <= until && due.length < mostSteps; next += stepMs)
      if (isEvaluatedAt(confirmed, track, next)) due.push(next);
    const from = late.find(({ id }) => id === track.id)?.from ?? Infinity;
    const own = kept.get(track.id) ?? [];
    return {
      track,
      before: own.find(({ at }) => at >= track.startedAt && at < from) ?? null,
      again: own.filter(({ at }) => at >= from),
      due,
      nextAt: track.nextAt === null ? null : next,
      isVoidAt: (at) => isLive(track) && isCompared && isVoidAt(splits, confirmed, at),
    };
  });
}

/** Of each track the latest revisions from a time on, in order, after the one before them. */
async function keptFrom(
  client: pg.ClientBase,
  late: readonly { id: string; from: number }[],
): Promise<Map<string, Kept[]>> {
  const { rows } = await client.query<
    { track: string; at: string; value: string | null } & Omit<Kept, "at" | "value">
  >({
    name: "kept_verdicts",
    text: `SELECT v.track_id AS track, v.at, v.revision, v.verdict, v.raw, v.reason, v.value, v.state
      FROM unnest($1::uuid[], $2::bigint[]) u (id, from_at)
      CROSS JOIN LATERAL (
        SELECT DISTINCT ON (c.at) c.* FROM criterion_verdicts c
        WHERE c.track_id = u.id AND c.at >= COALESCE((SELECT max(p.at) FROM criterion_verdicts p WHERE p.track_id = u.id AND p.at < u.from_at), u.from_at)
        ORDER BY c.at, c.revision DESC) v
      ORDER BY v.track_id, v.at`,
    values: [late.map(({ id }) => id), late.map(({ from }) => from)],
  });
  const found = new Map<string, Kept[]>();
  for (const { track, at, value, ...rest } of rows) {
    const kept = found.get(track) ?? [];
    found.set(track, kept);
    kept.push({ ...rest, at: Number(at), value: numberOf(value) });
  }
  return found;
}

interface Result {
  track: Track;
  state: Track["state"];
  lastAt: number | null;
  nextAt: number | null;
  found: (Found & { inputs: string })[];
}

function readBy({ track, again, due }: Plan) {
  return askedBy(track, [...again.map(({ at }) => at), ...due]);
}

function evaluatePlan(
  { track, before, again, due, nextAt, ...plan }: Plan,
  read: ReadonlyMap<string, Series[]>,
): Result {
  const compiled = compiledOf(track.criterion);
  const windowsAt = windowsOver(read, track);
  const asked = { before: before?.state ?? null, standing: track.state, again, due };
  const { found, state } = carryOn(compiled, asked, { windowsAt, isVoidAt: plan.isVoidAt });
  return {
    track,
    state,
    lastAt: due.at(-1) ?? track.lastAt,
    nextAt,
    found: found.map((each) => ({ ...each, inputs: inputsDigest(track, windowsAt(each.at)) })),
  };
}

async function writeVerdicts(
  client: pg.ClientBase,
  results: readonly Result[],
  { watermark, now }: { watermark: string; now: Date },
): Promise<void> {
  const rows = results.flatMap(({ track, found }) => found.map((each) => ({ track: track.id, ...each })));
  if (rows.length === 0) return;
  await client.query({
    name: "write_verdicts",
    text: `INSERT INTO criterion_verdicts (track_id, at, revision, raw, value, verdict, samples, inputs, watermark, state, reason, recorded_at)
      SELECT u.track, u.at, u.revision, u.raw, u.value, u.verdict, u.samples, u.inputs, $9::bigint, u.state, u.reason, $12::timestamptz
      FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::text[], $5::text[], $6::text[], $7::int[], $8::text[], $10::jsonb[], $11::text[])
        u (track, at, revision, raw, value, verdict, samples, inputs, state, reason)`,
    values: [
      rows.map(({ track }) => track),
      rows.map(({ at }) => at),
      rows.map(({ revision }) => revision),
      rows.map(({ look }) => look.raw),
      rows.map(({ look }) => (look.value === null ? null : plainNumber(look.value))),
      rows.map(({ verdict }) => verdict),
      rows.map(({ look }) => look.samples),
      rows.map(({ inputs }) => inputs),
      watermark,
      rows.map(({ state }) => JSON.stringify(state)),
      rows.map(({ reason }) => reason),
      now,
    ],
  });
}

async function writeTracks(
  client: pg.ClientBase,
  results: readonly Result[],
  watermark: string,
): Promise<void> {
  await client.query({
    name: "write_tracks",
    text: `UPDATE criterion_tracks t SET state = u.state, last_at = u.last_at, next_at = u.next_at, due_at = u.due_at, verdict = u.verdict,
        since = (SELECT max(c.at) FROM criterion_changes c WHERE c.track_id = t.id AND u.verdict IS NOT NULL), watermark = $7::bigint
      FROM unnest($1::uuid[], $2::jsonb[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[]) u (id, state, last_at, next_at, due_at, verdict)
      WHERE t.id = u.id`,
    values: [
      results.map(({ track }) => track.id),
      results.map(({ state }) => JSON.stringify(state)),
      results.map(({ lastAt }) => lastAt),
      results.map(({ nextAt }) => nextAt),
      results.map(({ nextAt, track }) => (nextAt === null ? null : nextAt + lagMsOf(track.criterion))),
      results.map(({ state }) => state.fold.verdict),
      watermark,
    ],
  });
}

/** When a criterion came to stand otherwise; lists of its release are computed anew. */
async function writeChanges(client: pg.ClientBase, results: readonly Result[], now: Date): Promise<void> {
  const changes = results.flatMap(({ track, found, state }) => {
    const all = found.filter(({ revision }) => revision === 0).map(({ at, verdict }) => ({ at, verdict }));
    // What late samples brought about stands from the last evaluation on.
    const last = all.at(-1)?.at ?? track.lastAt;
    const standing = state.fold.verdict;
    const steps =
      standing === null || last === null
        ? all
        : [...all.filter(({ at }) => at < last), { at: last, verdict: standing }];
    return steps
      .filter(({ verdict }, index) => verdict !== (steps[index - 1]?.verdict ?? track.verdict))
      .map((each) => ({ ...each, track: track.id, release: track.releaseId, isLive: isLive(track) }));
  });
  if (changes.length === 0) return;
  await client.query({
    name: "write_criterion_changes",
    // What late samples changed may fall on the time of a change that is kept: it comes after it.
    text: `INSERT INTO criterion_changes (track_id, at, verdict, recorded_at)
      SELECT u.track, GREATEST(u.at, (SELECT max(c.at) + 1 FROM criterion_changes c WHERE c.track_id = u.track)), u.verdict, $4::timestamptz
      FROM unnest($1::uuid[], $2::bigint[], $3::text[]) u (track, at, verdict)`,
    values: [
      changes.map(({ track }) => track),
      changes.map(({ at }) => at),
      changes.map(({ verdict }) => verdict),
      now,
    ],
  });
  const live = changes.filter(({ isLive }) => isLive);
  if (live.length === 0) return;
  await client.query("UPDATE release_projections SET due_at = $1 WHERE release_id = ANY($2::uuid[])", [
    now,
    [...new Set(live.map(({ release }) => release))],
  ]);
}
