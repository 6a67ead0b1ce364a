import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { newId } from "@/lib/platform/ids";
import { type TestApi, testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { makeEntries } from "@/lib/testing/entries";
import { makeRelease, sampleOrganisation } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";
import { evaluateDue } from "./evaluate-due";
import { readDueSources } from "./read-sources";
import { type Answered, SourceFault } from "./source-model";
import { syncTracks } from "./sync-tracks";

let world: World;
let api: TestApi;
let cora: string;
const [minute, hour] = [60_000, 3_600_000];
/** What a query answers at a time; by its text, with the release's slug in it. */
let answers: (query: string, at: number) => Answered[];
let asked: { server: string; query: string; at: number }[] = [];

beforeAll(async () => {
  vi.stubEnv("COUNTERSIGN_PROMETHEUS", "main=http://127.0.0.1:9,other=http://127.0.0.1:9");
  world = await makeWorld((await testDatabase()).url);
  await sampleOrganisation(world);
  api = testApi(world.kernel);
  cora = await world.tokenOf("cora");
});
afterAll(() => {
  vi.unstubAllEnvs();
  return world.close();
});

const one = (v: number, labels: Record<string, string> = {}): Answered[] => [{ labels, v }];
const byQuery = { canary: 'm{r="{{release}}"}', baseline: 'b{r="{{release}}"}' };
const ofEvents = { bad: 'bad{r="{{release}}"}', total: 'all{r="{{release}}"}' };

async function declare(name: string, promql: object, more: object = {}) {
  const body = {
    name,
    unit: "1",
    better: "lower",
    source: "promql",
    promql: { server: "main", interval: "1m", ...promql },
    ...more,
  };
  return api.request("POST", "/metrics", { token: cora, body });
}

/** A release on a metric of its own, exposed from a whole hour on. */
async function exposed(
  slug: string,
  {
    promql = byQuery,
    criterion = {},
    metric = {},
    restrictedTo,
  }: { promql?: object; criterion?: object; metric?: object; restrictedTo?: string[] } = {},
) {
  const release = await makeRelease(world, { slug, ...(restrictedTo !== undefined && { restrictedTo }) });
  const name = slug.replaceAll("-", "_");
  expect((await declare(name, promql, metric)).status).toBe(201);
  const base = Math.ceil(world.kernel.clock.now().getTime() / hour) * hour;
  const compared = {
    kind: "threshold",
    agg: "last",
    window: "2m",
    step: "1m",
    breach: { op: ">", value: "10" },
  };
  const document = [{ key: "c", metric: name, severity: "warn", ...compared, ...criterion }];
  expect(
    (await api.request("PUT", `/releases/${slug}/criteria`, { token: cora, body: document })).status,
  ).toBe(200);
  const { id } = await world.kernel.db.prisma.release.findUniqueOrThrow({ where: { slug } });
  const { candidate } = release;
  await world.kernel.db.prisma.exposureChange.create({
    data: {
      id: newId(),
      releaseId: id,
      stageKey: "canary",
      kind: "confirmed",
      percent: 5,
      candidates: {},
      candidate,
      at: new Date(base),
    },
  });
  asked = [];
  answers = () => [];
  return { id, slug, name, base };
}
type Exposed = Awaited<ReturnType<typeof exposed>>;

async function run(): Promise<number> {
  let tried = 0;
  const ask = async (server: string, query: string, at: number) => {
    asked.push({ server, query, at });
    return answers(query, at);
  };
  for (let n = 1; n > 0; tried += n) n = await readDueSources(world.kernel, { ask, keptMs: 400 * 24 * hour });
  return tried;
}
const askedFor = ({ slug }: Exposed) => asked.filter(({ query }) => query.includes(slug));
/** The jobs in the order that is worse: evaluation first. */
async function tickAt(at: number): Promise<void> {
  world.clock.set(new Date(at));
  await syncTracks(world.kernel);
  await evaluateDue(world.kernel);
  await run();
  await evaluateDue(world.kernel);
}

const stored = ({ id, base }: Exposed) =>
  world.kernel.db.prisma.$queryRaw<object[]>`
    SELECT x.cohort, x.labels, ((s.t - ${base}::bigint) / 1000)::int AS s, s.v, s.total FROM samples s JOIN metric_series x ON x.id = s.series_id
    WHERE x.release_id = ${id}::uuid ORDER BY s.t, x.cohort, x.label_key`;
const verdicts = async ({ id, base }: Exposed) =>
  (
    await world.kernel.db.prisma.criterionVerdict.findMany({
      where: { track: { releaseId: id, cohort: "canary" } },
      orderBy: [{ at: "asc" }, { revision: "asc" }],
    })
  ).map(({ at, revision, verdict }) => [(Number(at) - base) / minute, revision, verdict]);
async function stateOf(name: string, token = cora) {
  const { body } = await api.request("GET", "/metrics?limit=100", { token });
  return (
    body as {
      items: {
        name: string;
        source: string;
        promql: { state: { readTo: string | null; error: { message: string; since: string } | null } } | null;
      }[];
    }
  ).items.find((each) => each.name === name)?.promql?.state;
}

describe("a metric that is read", () => {
  it("is declared with its queries, which the ledger keeps, and refused where they cannot be", async () => {
    const made = await declare("declared_read", byQuery);
    expect(made).toMatchObject({
      status: 201,
      body: { source: "promql", promql: { server: "main", interval: "1m", ...byQuery } },
    });
    expect((await makeEntries(world.kernel.db).last("metric.declared")).payload).toMatchObject({
      promql: { server: "main", ...byQuery },
    });
    const paths = async (promql: object | undefined, more: object = {}) => {
      const body = { name: "never", unit: "1", better: "lower", source: "promql", promql, ...more };
      const answer = await api.request("POST", "/metrics", { token: cora, body });
      expect(answer.status).toBe(422);
      return (answer.body as { errors: { path: string }[] }).errors.map(({ path }) => path);
    };
    const sound = { server: "main", interval: "30s", canary: "up" };
    expect(await paths(undefined)).toEqual(["/promql"]);
    expect(await paths(sound, { source: "push" })).toEqual(["/promql"]);
    expect(await paths({ ...sound, server: "elsewhere" })).toEqual(["/promql/server"]);
    expect(await paths({ ...sound, interval: "1s" })).toEqual(["/promql/interval"]);
    expect(await paths({ ...sound, canary: ofEvents })).toEqual(["/promql/canary"]);
    expect(await paths({ ...sound, baseline: "up" }, { kind: "events" })).toEqual([
      "/promql/canary",
      "/promql/baseline",
    ]);
    expect(await paths({ ...sound, canary: " " })).toEqual(["/promql/canary"]);
  });

  it("is asked at each multiple of its interval, for its release, and evaluated with what was answered, without a lag", async () => {
    const live = await exposed("read-live");
    answers = (query, at) =>
      query.startsWith("m")
        ? [...one(at === live.base + 2 * minute ? 11 : 1, { region: "eu" })]
        : one(NaN, { cohort: "baseline" });
    for (const at of [1, 2, 3]) await tickAt(live.base + at * minute);
    expect(asked[0]).toEqual({ server: "main", query: 'm{r="read-live"}', at: live.base });
    expect(asked.map(({ at }) => (at - live.base) / minute)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    const labels = { region: "eu" };
    const rows = await stored(live);
    expect(rows.filter((_, n) => n % 2 === 1)).toEqual([
      { cohort: "canary", labels, s: 0, v: 1, total: null },
      { cohort: "canary", labels, s: 60, v: 1, total: null },
      { cohort: "canary", labels, s: 120, v: 11, total: null },
      { cohort: "canary", labels, s: 180, v: 1, total: null },
    ]);
    expect(rows[0]).toEqual({ cohort: "baseline", labels: {}, s: 0, v: NaN, total: null });
    // At 2 it is latched, with nothing amended: evaluation waited for the answer.
    expect(await verdicts(live)).toEqual([
      [0, 0, "ok"],
      [1, 0, "ok"],
      [2, 0, "breach"],
      [3, 0, "breach"],
    ]);
    expect(await stateOf(live.name)).toEqual({
      readTo: new Date(live.base + 3 * minute).toISOString(),
      error: null,
    });
    expect(await run()).toBe(0);
  });

  it("stores nothing where no series answers: that is no data and never a value", async () => {
    const live = await exposed("read-nothing");
    await tickAt(live.base + minute);
    expect(await stored(live)).toEqual([]);
    expect(await verdicts(live)).toEqual([
      [0, 0, "no-data"],
      [1, 0, "no-data"],
    ]);
    expect(await stateOf(live.name)).toMatchObject({ error: null });
  });

  it("says a fault and since when, evaluates without it, and reads later what it missed, once and by its own times", async () => {
    const live = await exposed("read-faulty");
    answers = (_, at) => one((at - live.base) / minute);
    await tickAt(live.base);
    const healthy = answers;
    answers = (query) => {
      throw new SourceFault(`main refuses the query: bad ${query}`);
    };
    const before = askedFor(live).length;
    await tickAt(live.base + minute);
    await tickAt(live.base + minute + 1_000);
    await tickAt(live.base + 2 * minute);
    // Once for each time that came, and not again in between.
    expect(askedFor(live).length - before).toBe(2);
    const fault = {
      message: 'main refuses the query: bad m{r="{{release}}"}',
      since: expect.stringContaining(new Date(live.base + minute).toISOString().slice(0, 16)),
    };
    expect((await stateOf(live.name))?.error).toEqual(fault);
    answers = healthy;
    await tickAt(live.base + 3 * minute);
    expect((await stateOf(live.name))?.error).toBeNull();
    expect((await stored(live)).length).toBe(8);
    expect(await verdicts(live)).toEqual([
      [0, 0, "ok"],
      [1, 0, "ok"],
      [1, 1, "ok"],
      [2, 0, "no-data"],
      [2, 1, "ok"],
      [3, 0, "ok"],
    ]);
  });

  it("catches an hour up after the worker was away, and evaluates none of it before it is read", async () => {
    const live = await exposed("read-away");
    answers = (_, at) => one((at - live.base) / minute === 100 ? 50 : 1);
    await tickAt(live.base);
    await tickAt(live.base + 3 * hour);
    const found = await verdicts(live);
    expect(found.every(([, revision]) => revision === 0)).toBe(true);
    // What lies further back is no data, not a value; the last hour is as it was.
    expect(
      found
        .filter(([at]) => Number(at) > 1 && Number(at) < 120)
        .every(([, , verdict]) => verdict === "no-data"),
    ).toBe(true);
    expect(found.filter(([at]) => Number(at) > 120).every(([, , verdict]) => verdict === "ok")).toBe(true);
    expect(found.length).toBe(181);
  });

  it("asks a server that is out of reach once in a run, and the others still", async () => {
    const [first, second, third] = [
      await exposed("read-down-1"),
      await exposed("read-down-2"),
      await exposed("read-down-3", { promql: { ...byQuery, server: "other" } }),
    ];
    await syncTracks(world.kernel);
    const own = new Set([first, second, third].map(({ slug }) => slug));
    answers = (query) => {
      if (![...own].some((slug) => query.includes(slug))) return [];
      if (query.includes(third.slug)) return one(1);
      throw new SourceFault("main cannot be reached: ECONNREFUSED", { isOfServer: true });
    };
    asked = [];
    await tickAt(first.base);
    const down = asked.filter(({ query }) => query.includes("read-down-1") || query.includes("read-down-2"));
    // Those that were under way at the same time may have been asked, too.
    expect(down.length).toBeLessThanOrEqual(2);
    for (const { name } of [first, second])
      expect((await stateOf(name))?.error?.message).toBe("main cannot be reached: ECONNREFUSED");
    expect((await stored(third)).length).toBe(2);
  });

  it("of events has the increases of two counters, with resets seen, from its second read on", async () => {
    const criterion = {
      kind: "burn-rate",
      objective: "0.9",
      agg: undefined,
      window: undefined,
      breach: undefined,
    };
    const live = await exposed("read-events", {
      promql: { canary: ofEvents },
      criterion,
      metric: { kind: "events" },
    });
    const counts: [bad: number | null, total: number][] = [
      [null, 100],
      [3, 150],
      [3, 170],
      [1, 10],
    ];
    answers = (query, at) => {
      const [bad, total] = counts[(at - live.base) / minute] ?? [0, 0];
      const v = query.startsWith("bad") ? bad : total;
      return v === null ? [] : one(v, { pod: "a" });
    };
    await tickAt(live.base + minute);
    await tickAt(live.base + 3 * minute);
    const labels = { pod: "a" };
    expect(await stored(live)).toEqual([
      { cohort: "canary", labels, s: 60, v: 3, total: 50 },
      { cohort: "canary", labels, s: 120, v: 0, total: 20 },
      { cohort: "canary", labels, s: 180, v: 1, total: 10 },
    ]);
    answers = (query) => one(query.startsWith("bad") ? 0.5 : 1);
    await tickAt(live.base + 4 * minute);
    expect((await stateOf(live.name))?.error?.message).toBe(
      "a counter stands at 0.5, which is no count of events",
    );
  });

  it("is read once by two workers at a time, and by another one where the first died at it", async () => {
    const live = await exposed("read-twice");
    world.clock.set(new Date(live.base));
    await syncTracks(world.kernel);
    let release: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow = readDueSources(world.kernel, {
      keptMs: 400 * 24 * hour,
      ask: async () => {
        await held;
        return one(1);
      },
    });
    await vi.waitFor(async () => {
      const rows = await world.kernel.db.prisma.promqlRead.findMany({
        where: { releaseId: live.id, claimedUntil: { not: null } },
      });
      expect(rows.length).toBe(1);
    });
    expect(await run()).toBe(0);
    world.clock.set(new Date(live.base + 3 * minute));
    answers = (_, at) => one(at === live.base ? 2 : 3);
    expect(await run()).toBeGreaterThan(0);
    release?.();
    await slow;
    const { nextAt } = await world.kernel.db.prisma.promqlRead.findFirstOrThrow({
      where: { releaseId: live.id },
    });
    expect(Number(nextAt)).toBe(live.base + 4 * minute);
    // What the first answered last is another value for the same time, and the one that was stored stays.
    expect((await stored(live)).slice(0, 2)).toMatchObject([{ v: 2 }, { v: 2 }]);
  });

  it("is read on where the clock went back meanwhile, without reading a time again", async () => {
    const live = await exposed("read-back");
    answers = () => one(1);
    await tickAt(live.base + 5 * minute);
    const before = askedFor(live).length;
    await tickAt(live.base + 2 * minute);
    expect(askedFor(live).length).toBe(before);
    await tickAt(live.base + 6 * minute);
    expect((await stored(live)).length).toBe(14);
  });

  it("does not tell of a restricted release to those outside", async () => {
    const live = await exposed("read-secret", { restrictedTo: ["cora"] });
    answers = () => {
      throw new SourceFault("no");
    };
    await tickAt(live.base);
    await world.person("outsider");
    expect(await stateOf(live.name, await world.tokenOf("outsider"))).toEqual({ readTo: null, error: null });
  });
});
