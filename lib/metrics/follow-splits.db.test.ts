import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestApi, testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { sampleOrganisation } from "@/lib/testing/release";
import { type Watched, watching } from "@/lib/testing/watched";
import { makeWorld, type World } from "@/lib/testing/world";

let world: World;
let api: TestApi;
let cora: string;
const minute = 60_000;
const { exposed, confirm, setClock, tick, send, verdictsOf } = watching(() => world);

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await sampleOrganisation(world);
  api = testApi(world.kernel);
  cora = await world.tokenOf("cora");
});
afterAll(() => world.close());

const windowed = { window: "5m", step: "1m" };
const criteria = [
  { kind: "ratio", agg: "mean", breach: { op: ">", value: "1.5" }, ...windowed },
  { kind: "threshold", agg: "mean", breach: { op: ">", value: "100" }, ...windowed },
  { kind: "rate-regression", margin: "0.1", alpha: "0.05", minSamples: 100, ...windowed },
].map((criterion) => ({ criterion }));

/** Minutes from one to another; in each so many units of both cohorts, half a minute sooner, and an evaluation. */
async function pass(
  live: Watched,
  [from, to]: [number, number],
  units: { canary: number; baseline: number } | null,
): Promise<void> {
  for (let n = from; n <= to; n += 1) {
    setClock(live.base + n * minute);
    const common = { release: live.slug, t: live.base + n * minute - minute / 2 };
    await send(
      (["canary", "baseline"] as const).flatMap((cohort) => [
        ...(units === null ? [] : [{ ...common, metric: "exposures", cohort, v: units[cohort] }]),
        { ...common, metric: live.name(0), cohort, v: 10 },
        { ...common, metric: live.name(1), cohort, v: 10 },
        { ...common, metric: live.name(2), cohort, bad: 1, total: 100 },
      ]),
    );
    await tick();
  }
}

interface Shown {
  split: {
    state: string;
    percent: number | null;
    canary: number;
    baseline: number;
    rejectedAt: string | null;
  };
  standing: { verdict: string | null; reason: string | null }[];
}
async function shown(live: Watched): Promise<Shown> {
  return (await api.request("GET", `/releases/${live.slug}/criteria`, { token: cora })).as<Shown>();
}

const standingOf = ({ standing }: Shown) => standing.map(({ verdict, reason }) => `${verdict} ${reason}`);

it("compares no cohorts once traffic is not split as intended, until the exposure is another; without the metric there is no test", async () => {
  const live = await exposed("split-wrong", criteria);
  await confirm(live, 5, live.base);
  await pass(live, [1, 2], null);
  expect((await shown(live)).split).toMatchObject({ state: "no-test", canary: 0 });

  await api.request("POST", "/metrics", {
    token: cora,
    body: { name: "exposures", unit: "1", better: "higher" },
  });
  await pass(live, [3, 10], { canary: 10, baseline: 190 });
  const well = await shown(live);
  // The first sample of each series reaches back before the step.
  expect(well.split).toMatchObject({
    state: "running",
    percent: 5,
    canary: 70,
    baseline: 1_330,
    rejectedAt: null,
  });
  expect(standingOf(well)).toEqual(["ok null", "ok null", "ok null"]);

  await pass(live, [11, 30], { canary: 40, baseline: 160 });
  const wrong = await shown(live);
  expect(wrong.split.state).toBe("rejected");
  const rejectedAt = Date.parse(wrong.split.rejectedAt ?? "") - live.base;
  expect(rejectedAt / minute).toBeGreaterThan(11);
  expect(rejectedAt / minute).toBeLessThan(20);
  // What reads the canary alone goes on.
  expect(standingOf(wrong)).toEqual(["insufficient traffic-split", "ok null", "insufficient traffic-split"]);
  for (const { at, verdict } of await verdictsOf(live, "c-0"))
    if (at > 10 * minute) expect(verdict, `${at}`).toBe(at < rejectedAt ? "ok" : "insufficient");
  const verdicts = await api.request("GET", `/releases/${live.slug}/criteria/c-0/verdicts?limit=1`, {
    token: cora,
  });
  expect(verdicts.body).toMatchObject({
    items: [{ raw: "insufficient", reason: "traffic-split", value: null }],
  });

  // The next exposure step begins a test of its own.
  await confirm(live, 20, live.base + 30.2 * minute);
  await pass(live, [31, 40], { canary: 40, baseline: 160 });
  const next = await shown(live);
  expect(next.split).toMatchObject({ state: "running", percent: 20, canary: 360, baseline: 1_440 });
  expect(standingOf(next)).toEqual(["ok null", "ok null", "ok null"]);
  const splits = await world.kernel.db.prisma.trafficSplit.findMany({ where: { releaseId: live.id } });
  expect(splits.map(({ percent, rejectedAt: at }) => [percent, at === null])).toEqual([
    [5, false],
    [20, true],
  ]);

  await confirm(live, 100, live.base + 40.2 * minute);
  await pass(live, [41, 42], { canary: 200, baseline: 0 });
  expect((await shown(live)).split).toMatchObject({ state: "nothing-to-split", percent: null });
}, 60_000);

it("counts each sample once: with several workers, sent twice, late, and after a worker was away", async () => {
  const live = await exposed("split-raced", criteria);
  await confirm(live, 50, live.base);
  const unit = (n: number, cohort: string, v: number | null) => ({
    metric: "exposures",
    release: live.slug,
    cohort,
    t: live.base + n * minute,
    v,
  });
  const both = (n: number, v: number | null) => [unit(n, "canary", v), unit(n, "baseline", v)];
  setClock(live.base + minute);
  await send(both(1, 1_000));
  await Promise.all([tick(), tick(), tick()]);
  for (const n of [2, 3, 5]) {
    setClock(live.base + n * minute);
    await send([...both(n, 10), ...both(n, 10)]);
    await Promise.all([tick(), tick(), tick()]);
  }
  // Late, no number, less than nothing, and of before the step.
  await send([...both(4, 7), ...both(4.5, null), ...both(4.6, -5), ...both(-3, 500)]);
  await tick();
  setClock(live.base + 90 * minute);
  await send([...both(60, 3), ...both(90, 3)]);
  await Promise.all([tick(), tick()]);
  await tick();
  expect((await shown(live)).split).toMatchObject({
    state: "running",
    percent: 50,
    canary: 43,
    baseline: 43,
  });
});
