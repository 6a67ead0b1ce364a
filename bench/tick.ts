import { evaluateDue } from "@/lib/metrics/evaluate-due";
import { declareMetric } from "@/lib/metrics/declare-metric";
import { syncTracks } from "@/lib/metrics/sync-tracks";
import { type WindowAsked, windowsOf } from "@/lib/metrics/window-queries";
import { newId } from "@/lib/platform/ids";
import { changeCriteria } from "@/lib/releases/change-criteria";
import { makeWorld, type World } from "@/lib/testing/world";
import type { Effort } from "./effort";
import { median } from "./load";
import { type Measured, ms } from "./report";
import type { Workspace } from "./workspace";

const [releases, criteria] = [10, 100];
const [stepMs, windowMs, everyMs] = [60_000, 600_000, 10_000];
const cohorts = ["canary", "baseline"] as const;
const rounds = 15;

/** The worker's tick of a thousand criteria, with all that it writes, against the one statement that reads their windows. */
export async function tick(workspace: Workspace, { samples }: Effort): Promise<Measured[]> {
  const url = await workspace.database("tick", async () => undefined);
  const world = await makeWorld(url);
  try {
    // The first week's end is no moment of the run.
    const start = Math.ceil(Date.now() / 3_600_000) * 3_600_000;
    const ids: string[] = [];
    for (let n = 0; n < releases; n += 1) ids.push(await expose(world, `r-${n}`, start));
    await fill(world, { samples, start });
    const { pool } = world.kernel.db;
    const client = await pool.connect();
    const found = { tick: [] as number[], statement: [] as number[] };
    try {
      for (let round = 0; round < rounds; round += 1) {
        const at = start + round * stepMs;
        await arrive(world, at, round + 1);
        world.clock.set(new Date(at + stepMs + 1_000));
        const asked = ids.flatMap((releaseId) => askedAt(releaseId, at, start));
        const watermark = String(round + 1);
        found.statement.push(await timed(() => windowsOf(client, asked, watermark)));
        found.tick.push(
          await timed(async () => {
            await syncTracks(world.kernel);
            let evaluated = 0;
            for (let n = 1; n > 0; evaluated += n) n = await evaluateDue(world.kernel);
            if (evaluated !== releases * criteria) throw new Error(`${evaluated} criteria were evaluated`);
          }),
        );
      }
    } finally {
      client.release();
    }
    const later = { tick: found.tick.slice(3), statement: found.statement.slice(3) };
    return [
      {
        measure: `a tick of ${releases * criteria} criteria over ${(samples / 1e6).toFixed(0)} million samples`,
        figure: ms(median(later.tick)),
        floor: `the statement that reads their windows: ${ms(median(later.statement))}`,
        ratio: median(later.tick.map((took, round) => took / (later.statement[round] ?? Number.NaN))),
        target: { most: 3 },
      },
    ];
  } finally {
    await world.close();
  }
}

const nameOf = (n: number) => `metric_${n}`;

/** A release that is exposed from `start` on, with its criteria on metrics that all releases share. */
async function expose(world: World, slug: string, start: number): Promise<string> {
  const release = await world.release({ slug });
  const cora = world.call(await world.actor("cora"));
  const { prisma } = world.kernel.db;
  for (let n = 0; n < criteria; n += 1)
    if ((await prisma.metric.findUnique({ where: { name: nameOf(n) } })) === null)
      await declareMetric.execute(world.kernel, { name: nameOf(n), unit: "ms", better: "lower" }, cora);
  await changeCriteria.execute(
    world.kernel,
    {
      release: slug,
      document: Array.from({ length: criteria }, (_, n) => ({
        key: `c-${n}`,
        kind: "ratio" as const,
        metric: nameOf(n),
        agg: n % 2 === 0 ? "p95" : "mean",
        window: "10m",
        step: "1m",
        breach: { op: ">" as const, value: "1.5" },
        for: "5m",
        severity: "warn" as const,
      })),
    },
    cora,
  );
  const { id } = await prisma.release.findUniqueOrThrow({ where: { slug } });
  // As long as a window before, so that each evaluation reads a whole one.
  const at = new Date(start - windowMs);
  const change = {
    stageKey: "canary",
    kind: "confirmed",
    percent: 5,
    candidates: {},
    candidate: release.candidate,
    at,
  };
  await prisma.exposureChange.create({ data: { id: newId(), releaseId: id, ...change } });
  await syncTracks(world.kernel);
  await prisma.$executeRaw`UPDATE criterion_tracks SET next_at = ${start}, due_at = ${start + stepMs} WHERE release_id = ${id}::uuid`;
  return id;
}

/** All that is stored up to `start`, evenly over the series. */
async function fill(world: World, { samples, start }: { samples: number; start: number }): Promise<void> {
  const { pool } = world.kernel.db;
  await pool.query(
    `INSERT INTO metric_series (metric_id, release_id, cohort, labels, label_key)
     SELECT m.id, r.id, c, '{}', '' FROM metrics m, releases r, unnest($1::text[]) c`,
    [[...cohorts]],
  );
  const per = Math.floor(samples / (releases * criteria * cohorts.length));
  await pool.query("SELECT ensure_sample_partitions($1, $2)", [start - per * everyMs, start + 86_400_000]);
  // In the order in which they would have come: all series at each time.
  const most = 500;
  for (let from = 0; from < per; from += most)
    await pool.query(
      `INSERT INTO samples (series_id, t, v, receipt)
       SELECT x.id, $1::bigint - n * $2::bigint, 40 + random() * 5, 0 FROM generate_series($3::int, $4::int, -1) n, metric_series x`,
      [start, everyMs, per - from, Math.max(1, per - from - most + 1)],
    );
  await pool.query("VACUUM (ANALYZE) samples");
  await pool.query("VACUUM (ANALYZE) metric_series");
}

/** A minute's samples of all series, in one receipt. */
async function arrive(world: World, until: number, receipt: number): Promise<void> {
  const { pool } = world.kernel.db;
  await pool.query(
    `INSERT INTO samples (series_id, t, v, receipt)
     SELECT x.id, $1::bigint - n * $2::bigint, 40 + random() * 5, $3 FROM generate_series(0, $4::int) n, metric_series x ON CONFLICT DO NOTHING`,
    [until, everyMs, receipt, stepMs / everyMs - 1],
  );
  await pool.query(
    `INSERT INTO sample_receipts (receipt, series_ids, first_ats, at)
     SELECT $1, array_agg(id), array_agg($2::bigint), now() FROM metric_series`,
    [receipt, until - stepMs + everyMs],
  );
}

function askedAt(releaseId: string, at: number, start: number): WindowAsked[] {
  return Array.from({ length: criteria }, (_, n) => n).flatMap((n) =>
    cohorts.map((cohort) => ({
      track: `${releaseId} ${n}`,
      role: cohort,
      releaseId,
      drillId: null,
      metric: nameOf(n),
      where: {},
      cohort,
      after: Math.max(at - windowMs, start - windowMs - 1),
      to: at,
    })),
  );
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
