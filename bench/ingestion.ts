import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { declareMetric } from "@/lib/metrics/declare-metric";
import { mostSamples } from "@/lib/metrics/model";
import { makeWorld } from "@/lib/testing/world";
import type { Effort } from "./effort";
import { median, send } from "./load";
import type { Measured } from "./report";
import type { Workspace } from "./workspace";

const series = 8;
const each = mostSamples / series;
const rounds = 7;
/** Enough that both cores are busy on either side. */
const atOnce = 4;

interface Batch {
  body: string;
  rows: string;
}

/** Samples over HTTP, ten thousand a request, against the same rows by COPY and INSERT … ON CONFLICT with no HTTP. */
export async function ingestion(workspace: Workspace, { batches }: Effort): Promise<Measured[]> {
  const slug = "measured";
  let token = "";
  let ids: string[] = [];
  const url = await workspace.database("ingestion", async (empty) => {
    const world = await makeWorld(empty);
    await world.release({ slug });
    const cora = world.call(await world.actor("cora"));
    for (const name of ["sent", "copied"])
      await declareMetric.execute(world.kernel, { name, unit: "ms", better: "lower" }, cora);
    token = await world.tokenOf("ed", ["samples"]);
    const rows = await world.kernel.db.prisma.$queryRaw<{ id: string }[]>`
      INSERT INTO metric_series (metric_id, release_id, cohort, labels, label_key)
      SELECT m.id, NULL, 'canary', jsonb_build_object('n', n::text), n::text FROM metrics m, generate_series(1, ${series}) n WHERE m.name = 'copied' RETURNING id::text`;
    ids = rows.map(({ id }) => id);
    await world.close();
  });
  const site = await workspace.site(url);
  const pool = new pg.Pool({ connectionString: url, max: atOnce });
  const post = async ({ body }: Batch) => {
    const answer = await send(`${site.url}/api/v1/metrics/samples`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body,
    });
    if (answer.status !== 200 || !answer.body.includes(`"accepted":${mostSamples}`))
      throw new Error(`samples answered ${answer.status}: ${answer.body.toString().slice(0, 300)}`);
  };
  let at = Date.now() - 20 * 86_400_000;
  const next = (): Batch[] =>
    Array.from({ length: batches }, () => {
      at += each * 1_000;
      return batchAt(at, { slug, ids });
    });
  for (const batch of next()) {
    await post(batch);
    await copy(pool, batch);
  }
  const found = { sent: [] as number[], copied: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    const mine = next();
    found.sent.push(await perSecond(mine, post));
    found.copied.push(await perSecond(mine, (batch) => copy(pool, batch)));
  }
  await pool.end();
  await site.stop();
  return [
    {
      measure: `samples over HTTP, ${mostSamples} a request, ${atOnce} at once`,
      figure: `${median(found.sent).toFixed(0)} a second`,
      floor: `the same rows by COPY and INSERT … ON CONFLICT, no HTTP: ${median(found.copied).toFixed(0)} a second`,
      ratio: median(found.sent.map((rate, round) => rate / (found.copied[round] ?? Number.NaN))),
      target: { least: 0.6 },
    },
  ];
}

function batchAt(at: number, { slug, ids }: { slug: string; ids: readonly string[] }): Batch {
  const samples: unknown[] = [];
  const rows: string[] = [];
  for (let n = 0; n < mostSamples; n += 1) {
    const [place, t, v] = [
      n % series,
      at + Math.floor(n / series) * 1_000,
      Math.round(Math.random() * 1e6) / 1e3,
    ];
    const cohort = place % 2 === 0 ? "canary" : "baseline";
    samples.push({ metric: "sent", release: slug, cohort, labels: { region: `r-${place >> 1}` }, t, v });
    rows.push(`${ids[place] ?? ""}\t${t}\t${v}\t\\N\t0\n`);
  }
  return { body: JSON.stringify({ samples }), rows: rows.join("") };
}

/** So many at a time; samples a second. */
async function perSecond(batches: readonly Batch[], send: (batch: Batch) => Promise<void>): Promise<number> {
  const queue = batches.values();
  const work = async () => {
    for (const batch of queue) await send(batch);
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: atOnce }, work));
  return (batches.length * mostSamples * 1_000) / (performance.now() - began);
}

async function copy(pool: pg.Pool, { rows }: Batch): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(
      "BEGIN; CREATE TEMP TABLE incoming (series_id bigint, t bigint, v float8, total float8, receipt bigint) ON COMMIT DROP",
    );
    await pipeline(Readable.from([rows]), client.query(copyFrom("COPY incoming FROM STDIN")));
    await client.query("INSERT INTO samples SELECT * FROM incoming ON CONFLICT DO NOTHING; COMMIT");
  } finally {
    client.release();
  }
}
