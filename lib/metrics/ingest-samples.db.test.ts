import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestApi, testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { makeRelease, sampleOrganisation } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";

let world: World;
let api: TestApi;
let machine: string;
let lea: string;
const dayMs = 86_400_000;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await sampleOrganisation(world);
  api = testApi(world.kernel);
  machine = await world.machine("pipe", "owners", ["read", "samples"], "ada");
  lea = await world.tokenOf("lea", ["metrics"]);
  await declare({ name: "latency_ms", unit: "ms", better: "lower" });
  await declare({ name: "requests", unit: "1", better: "lower", kind: "events" });
});
afterAll(() => world.close());

const declare = (body: Record<string, unknown>) => api.request("POST", "/metrics", { token: lea, body });
const send = (samples: unknown[], token = machine) =>
  api.request("POST", "/metrics/samples", { token, body: { samples } });
const nowMs = () => world.kernel.clock.now().getTime();
const at = (metric: string, t: number, v: unknown, rest: Record<string, unknown> = {}) => ({
  metric,
  cohort: "canary",
  t,
  v,
  ...rest,
});
const stored = (metric: string) =>
  world.kernel.db.prisma.$queryRaw<{ t: bigint; v: number; total: number | null; receipt: bigint }[]>`
    SELECT s.t, s.v, s.total, s.receipt FROM samples s JOIN metric_series x ON x.id = s.series_id
    JOIN metrics m ON m.id = x.metric_id WHERE m.name = ${metric} ORDER BY s.series_id, s.t`;

describe("declaring a metric", () => {
  it("is for good, leaves an entry, and is refused a second time", async () => {
    const made = await declare({ name: "score", unit: "1", better: "higher" });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: "score", kind: "value", source: "push" });
    const again = await declare({ name: "score", unit: "1", better: "lower" });
    expect(again.body).toMatchObject({ code: "already-exists", errors: [{ path: "/name" }] });
    const entries = await world.kernel.db.prisma.ledgerEntry.findMany({ where: { type: "metric.declared" } });
    expect(entries).toHaveLength(3);
    await expect(
      world.kernel.db.prisma.$executeRaw`UPDATE metrics SET better = 'lower' WHERE name = 'score'`,
    ).rejects.toThrow();
  });

  it("needs the scope, and sending samples its own", async () => {
    const reader = await world.tokenOf("rita", ["read"]);
    const body = { name: "x", unit: "1", better: "lower" };
    expect((await api.request("POST", "/metrics", { token: reader, body })).body).toMatchObject({
      code: "scope-missing",
    });
    expect((await send([], reader)).body).toMatchObject({ code: "scope-missing" });
  });
});

describe("sending samples", () => {
  it("keeps the first value of a series at a time, says what came twice and refuses another value", async () => {
    const t = nowMs();
    const first = await send([
      at("latency_ms", t - 1000, 10),
      at("latency_ms", t, 20),
      at("latency_ms", t, 20),
      at("latency_ms", t, 21),
    ]);
    expect(first.body).toEqual({ accepted: 2, duplicates: 1, rejected: [{ index: 3, code: "conflict" }] });
    const again = await send([
      at("latency_ms", t, 99),
      at("latency_ms", t - 1000, 10),
      at("latency_ms", t + 1, 5),
    ]);
    expect(again.body).toEqual({ accepted: 1, duplicates: 1, rejected: [{ index: 0, code: "conflict" }] });
    expect((await stored("latency_ms")).map(({ v }) => v)).toEqual([10, 20, 5]);
  });

  it("tells series apart by cohort, release and labels, whatever the order of their names", async () => {
    const t = nowMs() - 60_000;
    const series = [
      { labels: { a: "1", b: "2" } },
      { labels: { b: "2", a: "1" } },
      { labels: { a: "1" } },
      { cohort: "baseline" },
      {},
    ].map((rest) => at("score", t, 1, rest));
    expect((await send(series)).body).toEqual({ accepted: 4, duplicates: 1, rejected: [] });
  });

  it("refuses each bad sample by a code of its own and stores the others", async () => {
    const t = nowMs();
    const labels = Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`l${n}`, "x"]));
    const bad: [unknown, string][] = [
      [null, "malformed"],
      [[], "malformed"],
      [at("latency_ms", t, "12"), "malformed"],
      [at("latency_ms", t, 1, { extra: 1 }), "malformed"],
      [at("latency_ms", Number.NaN, 1), "malformed"],
      [at("latency_ms", 1.5, 1), "malformed"],
      [at("latency_ms", t, 1, { t: "yesterday" }), "malformed"],
      [at("nothing", t, 1), "unknown-metric"],
      [at("nul\u0000", t, 1), "unknown-metric"],
      [at("latency_ms", t, 1, { release: "nowhere" }), "unknown-release"],
      [at("latency_ms", t, 1, { release: "No Slug" }), "unknown-release"],
      [at("latency_ms", t, 1, { cohort: "blue" }), "unknown-cohort"],
      [at("latency_ms", t, 1, { labels: { "a b": "x" } }), "bad-labels"],
      [at("latency_ms", t, 1, { labels: { a: 1 } }), "bad-labels"],
      [at("latency_ms", t, 1, { labels: { a: "x\u0000" } }), "bad-labels"],
      [at("latency_ms", t, 1, { labels }), "bad-labels"],
      [at("latency_ms", t, undefined, { bad: 1, total: 2 }), "wrong-kind"],
      [at("requests", t, 1), "wrong-kind"],
      [at("requests", t, undefined, { bad: 3, total: 2 }), "not-a-count"],
      [at("requests", t, undefined, { bad: 0.5, total: 2 }), "not-a-count"],
      [at("latency_ms", t - 500 * dayMs, 1), "too-old"],
      [at("latency_ms", 253_402_300_799_000, 1), "in-future"],
      [at("latency_ms", t + 6 * 60_000, 1), "in-future"],
    ];
    const good = [
      at("requests", t, undefined, { bad: 1, total: 2 }),
      at("score", t + 7, 3, { t: new Date(t + 7).toISOString() }),
    ];
    const sent = await send([...good, ...bad.map(([sample]) => sample)]);
    expect(sent.body).toEqual({
      accepted: 2,
      duplicates: 0,
      rejected: bad.map(([, code], index) => ({ index: index + 2, code })),
    });
  });

  it("keeps what is no number as it is, for the criterion to see", async () => {
    const t = nowMs() - 5_000;
    await declare({ name: "odd", unit: "1", better: "lower" });
    expect((await send([at("odd", t, null), at("odd", t + 1, 1e308), at("odd", t, null)])).body).toEqual({
      accepted: 2,
      duplicates: 1,
      rejected: [],
    });
    expect((await stored("odd")).map(({ v }) => v)).toEqual([Number.NaN, 1e308]);
  });

  it("takes ten thousand at a time and refuses one more", async () => {
    const t = nowMs() - dayMs;
    const many = Array.from({ length: 10_001 }, (_, n) => at("latency_ms", t + n, n));
    expect((await send(many)).status).toBe(422);
    expect((await send(many.slice(1))).body).toEqual({ accepted: 10_000, duplicates: 0, rejected: [] });
  });

  it("cannot tell a restricted release from none", async () => {
    await makeRelease(world, { slug: "hidden", restrictedTo: [] });
    const t = nowMs();
    const [hidden, none] = [
      await send([at("latency_ms", t, 1, { release: "hidden" })]),
      await send([at("latency_ms", t, 1, { release: "not-there" })]),
    ];
    expect(hidden.body).toEqual(none.body);
  });

  it("stores each sample once where the same come twice at once, and numbers receipts without a gap in what is seen", async () => {
    await declare({ name: "raced", unit: "1", better: "lower" });
    const t = nowMs() - 2 * dayMs;
    const samples = Array.from({ length: 400 }, (_, n) => at("raced", t + n, n));
    const answers = await Promise.all(
      [samples, samples.toReversed(), samples, samples.toReversed()].map((each) => send(each)),
    );
    const bodies = answers.map((each) => each.as<{ accepted: number; duplicates: number }>());
    expect(bodies.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(400);
    expect(bodies.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(1_200);
    expect(await stored("raced")).toHaveLength(400);
  });

  it("refuses a new series beyond a thousand of one kind and goes on with those that are there", async () => {
    await declare({ name: "wide", unit: "1", better: "lower" });
    const t = nowMs();
    const wide = Array.from({ length: 1_001 }, (_, n) =>
      at("wide", t, n, { labels: { request: String(n) } }),
    );
    const sent = await send(wide);
    expect(sent.body).toEqual({
      accepted: 1_000,
      duplicates: 0,
      rejected: [{ index: 1_000, code: "too-many-series" }],
    });
    expect((await send([at("wide", t + 1, 1, { labels: { request: "5" } })])).body).toMatchObject({
      accepted: 1,
    });
  });

  it("drops whole weeks and nothing else", async () => {
    await declare({ name: "old", unit: "1", better: "lower" });
    const t = nowMs();
    await send([at("old", t - 100 * dayMs, 1), at("old", t - 10 * dayMs, 2), at("old", t, 3)]);
    const rows = await world.kernel.db.prisma.$queryRaw<
      { n: number }[]
    >`SELECT drop_sample_partitions(${t - 50 * dayMs}) AS n`;
    expect(rows[0]?.n).toBeGreaterThanOrEqual(1);
    expect((await stored("old")).map(({ v }) => v)).toEqual([2, 3]);
  });
});
