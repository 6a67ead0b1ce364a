import { createHash } from "node:crypto";
import type pg from "pg";
import type { Kernel } from "@/lib/platform/command";
import { plainNumber } from "@/lib/platform/decimals";
import { recordRows } from "@/lib/platform/record";
import { firstAt } from "./backtest";
import { receiptLock } from "./ingest-samples";
import { carryOn, type Found, type Kept } from "./live";
import type { Windows } from "./look";
import type { Series, Slice } from "./model";
import { compiledOf, type Confirmed, isExposedAt, lagMsOf, type Track } from "./track-model";
import { type WindowAsked, windowsOf } from "./window-queries";

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
  return recordRows(kernel, "step-verdict", async (client, now) => {
    const tracks = await lockDue(client, { now: now.getTime(), watermark });
    if (tracks.length === 0) return 0;
    const plans = withinBudget(await plansFor(client, tracks, { now: now.getTime(), most }), most);
    const windows = await windowsOf(client, plans.map(askedBy), watermark);
    const results = plans.map((plan) => evaluatePlan(plan, windows.get(plan.track.id) ?? new Map()));
    await writeVerdicts(client, results, watermark);
    await writeTracks(client, results, watermark);
    await writeChanges(client, results, now);
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
  /** Exposures of its release, in order. */
  confirmed: Confirmed[];
}

type TrackRow = Omit<LockedTrack, "startedAt" | "lastAt" | "nextAt" | "since" | "lateFrom"> &
  Record<"startedAt" | "lastAt" | "nextAt" | "since", string | null>;

async function lockDue(
  client: pg.ClientBase,
  { now, watermark }: { now: number; watermark: string },
): Promise<LockedTrack[]> {
  const { rows } = await client.query<TrackRow>({
    name: "lock_due_tracks",
    text: `SELECT t.id, t.release_id AS "releaseId", t.criterion, t.cohort, t.started_at AS "startedAt", t.last_at AS "lastAt",
        t.next_at AS "nextAt", t.state, t.verdict, t.since, t.watermark, t.candidate,
        (SELECT COALESCE(jsonb_agg(jsonb_build_object('percent', e.percent, 'candidate', e.candidate, 'at', (extract(epoch FROM e.at) * 1000)::bigint) ORDER BY e.order), '[]')
          FROM exposure_changes e WHERE e.release_id = t.release_id AND e.kind = 'confirmed') AS confirmed
      FROM criterion_tracks t WHERE t.due_at <= $1::bigint AND t.watermark <= $3::bigint ORDER BY t.due_at, t.id LIMIT $2 FOR UPDATE SKIP LOCKED`,
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
      SELECT t.id, min(GREATEST(f.first_at, t.started_at)) AS from
      FROM fresh f JOIN metric_series x ON x.id = f.series_id JOIN metrics m ON m.id = x.metric_id
      JOIN mine t ON t.criterion->'document'->>'metric' = m.name AND (x.release_id IS NULL OR x.release_id = t.release_id)
        AND x.labels @> COALESCE(t.criterion->'document'->'where', '{}') AND f.receipt > t.watermark AND f.first_at <= t.last_at
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
  return tracks.map(({ lateFrom: _, confirmed, ...track }) => {
    const { stepMs } = compiledOf(track.criterion);
    const until = now - lagMsOf(track.criterion.document);
    const due: number[] = [];
    let next = track.nextAt ?? Infinity;
    for (; next <= until && due.length < mostSteps; next += stepMs)
      if (isExposedAt(confirmed, track, next)) due.push(next);
    const from = late.find(({ id }) => id === track.id)?.from ?? Infinity;
    const own = kept.get(track.id) ?? [];
    return {
      track,
      before: own.find(({ at }) => at < from) ?? null,
      again: own.filter(({ at }) => at >= from),
      due,
      nextAt: track.nextAt === null ? null : next,
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
    text: `SELECT v.track_id AS track, v.at, v.revision, v.verdict, v.raw, v.value, v.state
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

function cohortsOf({ criterion, cohort }: Track): string[] {
  return compiledOf(criterion).isCompared ? ["canary", "baseline"] : [cohort];
}

function askedBy({ track, again, due }: Plan): WindowAsked {
  const { document } = track.criterion;
  const times = [...again.map(({ at }) => at), ...due];
  // Where nothing is evaluated nothing is read.
  const [first, last] = times.length === 0 ? [0, -1] : [Math.min(...times), Math.max(...times)];
  return {
    track: track.id,
    releaseId: track.releaseId,
    metric: document.metric,
    where: document.where ?? {},
    cohorts: cohortsOf(track),
    after: Math.max(first - compiledOf(track.criterion).reachMs, track.startedAt - 1),
    to: last,
  };
}

interface Result {
  track: Track;
  state: Track["state"];
  lastAt: number | null;
  nextAt: number | null;
  found: (Found & { inputs: string })[];
}

function evaluatePlan(
  { track, before, again, due, nextAt }: Plan,
  cohorts: ReadonlyMap<string, Series[]>,
): Result {
  const compiled = compiledOf(track.criterion);
  const windowsAt = windowsOver(cohorts, track);
  const asked = { before: before?.state ?? null, standing: track.state, again, due };
  const { found, state } = carryOn(compiled, asked, windowsAt);
  return {
    track,
    state,
    lastAt: due.at(-1) ?? track.lastAt,
    nextAt,
    found: found.map((each) => ({
      ...each,
      inputs: inputsDigest(cohortsOf(track), (cohort) => windowsAt(each.at)(cohort, compiled.reachMs)),
    })),
  };
}

/** Of a baseline's track the same condition is looked for in the baseline. */
function windowsOver(cohorts: ReadonlyMap<string, Series[]>, track: Track): (at: number) => Windows {
  return (at) => (asked, spanMs) => {
    const own = track.cohort === "baseline" && asked === "canary" ? "baseline" : asked;
    const after = Math.max(at - spanMs, track.startedAt - 1);
    return (cohorts.get(own) ?? []).map((of) => ({
      of,
      from: firstAfter(of.t, after),
      to: firstAfter(of.t, at),
    }));
  };
}

/** The index of the first time after another; binary search. */
function firstAfter(times: ArrayLike<number>, after: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** SHA-256 over what an evaluation read: by cohort and series the times and values, as 64-bit numbers. */
function inputsDigest(
  cohorts: readonly string[],
  windowOf: (cohort: "canary" | "baseline") => readonly Slice[],
): string {
  const hash = createHash("sha256");
  for (const cohort of cohorts)
    for (const { of, from, to } of windowOf(cohort === "baseline" ? "baseline" : "canary")) {
      hash.update(`${cohort} ${to - from}\n`);
      const columns = "v" in of ? [of.t, of.v] : [of.t, of.bad, of.total];
      for (const column of columns)
        hash.update(new Uint8Array(Float64Array.from(sliceOf(column, from, to)).buffer));
    }
  return `sha256:${hash.digest("hex")}`;
}

function sliceOf(column: ArrayLike<number>, from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => column[from + index] ?? 0);
}

async function writeVerdicts(
  client: pg.ClientBase,
  results: readonly Result[],
  watermark: string,
): Promise<void> {
  const rows = results.flatMap(({ track, found }) => found.map((each) => ({ track: track.id, ...each })));
  if (rows.length === 0) return;
  await client.query({
    name: "write_verdicts",
    text: `INSERT INTO criterion_verdicts (track_id, at, revision, raw, value, verdict, samples, inputs, watermark, state)
      SELECT u.track, u.at, u.revision, u.raw, u.value, u.verdict, u.samples, u.inputs, $9::bigint, u.state
      FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::text[], $5::text[], $6::text[], $7::int[], $8::text[], $10::jsonb[]) u (track, at, revision, raw, value, verdict, samples, inputs, state)`,
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
        since = CASE WHEN t.verdict IS DISTINCT FROM u.verdict THEN u.last_at ELSE t.since END, watermark = $7::bigint
      FROM unnest($1::uuid[], $2::jsonb[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[]) u (id, state, last_at, next_at, due_at, verdict)
      WHERE t.id = u.id`,
    values: [
      results.map(({ track }) => track.id),
      results.map(({ state }) => JSON.stringify(state)),
      results.map(({ lastAt }) => lastAt),
      results.map(({ nextAt }) => nextAt),
      results.map(({ nextAt, track }) =>
        nextAt === null ? null : nextAt + lagMsOf(track.criterion.document),
      ),
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
      .map((each) => ({ ...each, track: track.id, release: track.releaseId }));
  });
  if (changes.length === 0) return;
  await client.query({
    name: "write_criterion_changes",
    text: `INSERT INTO criterion_changes (track_id, at, verdict) SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[]) ON CONFLICT DO NOTHING`,
    values: [
      changes.map(({ track }) => track),
      changes.map(({ at }) => at),
      changes.map(({ verdict }) => verdict),
    ],
  });
  await client.query("UPDATE release_projections SET due_at = $1 WHERE release_id = ANY($2::uuid[])", [
    now,
    [...new Set(changes.map(({ release }) => release))],
  ]);
}
