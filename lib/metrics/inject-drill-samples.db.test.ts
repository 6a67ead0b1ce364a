import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "@/lib/platform/ids";
import { testDatabase } from "@/lib/testing/database";
import { sampleOrganisation } from "@/lib/testing/release";
import { type Watched, watching } from "@/lib/testing/watched";
import { makeWorld, type World } from "@/lib/testing/world";
import { type FailureMode, samplesBetween } from "./failure-modes";
import { foresee } from "./foresee";
import { injectDrillSamples, type RunningInjection } from "./inject-drill-samples";
import { beginDrillTrack, readDrill } from "./own-tracks";
import type { Criteria } from "./schemas";

let world: World;
const minute = 60_000;
const { exposed, setClock, tick } = watching(() => world);

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await sampleOrganisation(world);
});
afterAll(() => world.close());

const folded = { step: "1m", noDataGrace: "5m" };
const windowed = { ...folded, window: "5m" };
const modes: [FailureMode, object][] = [
  [
    "step-change",
    { kind: "threshold", agg: "p95", breach: { op: ">", value: "250" }, for: "2m", ...windowed },
  ],
  [
    "ramp",
    { kind: "ratio", agg: "mean", breach: { op: ">", value: "1.5" }, maxSampleAge: "2m", ...windowed },
  ],
  ["step-change", { kind: "rate-regression", margin: "0.1", alpha: "0.05", minSamples: 500, ...windowed }],
  [
    "step-change",
    { kind: "mean-regression", delta: "5", alpha: "0.05", plannedSamples: 500, minSamples: 100, ...windowed },
  ],
  ["step-change", { kind: "burn-rate", objective: "0.99", ...folded }],
  ["nan-flood", { kind: "delta", agg: "p50", breach: { op: ">", value: "20" }, ...windowed }],
  ["silence", { kind: "threshold", agg: "increase", breach: { op: "<", value: "20" }, ...windowed }],
  ["spike", { kind: "threshold", agg: "max", breach: { op: ">", value: "20" }, for: "10m", ...windowed }],
];

async function criteriaOf(live: Watched): Promise<Criteria> {
  const { document } = await world.kernel.db.prisma.releaseDocument.findFirstOrThrow({
    where: { releaseId: live.id, kind: "criteria", validTo: null },
  });
  return document as unknown as Criteria;
}

it("has each criterion find its failure when it was foreseen, and none what was not", async () => {
  const live = await exposed(
    "drill-found",
    modes.map(([, criterion]) => ({ criterion: { ...criterion } })),
  );
  const { prisma } = world.kernel.db;
  const failsAt = live.base + 25 * minute;
  const criteria = await criteriaOf(live);
  const running = criteria.map((criterion, n): RunningInjection => ({
    drillId: newId(),
    releaseId: live.id,
    criterion,
    mode: modes[n]?.[0] ?? "spike",
    startedAt: live.base,
    failsAt,
    mendedAt: null,
    intervalMs: 30_000,
  }));
  setClock(live.base);
  await prisma.$transaction(async (tx) => {
    for (const { drillId, criterion } of running)
      await beginDrillTrack(tx, {
        releaseId: live.id,
        drillId,
        criteria,
        criterion: criterion.key,
        candidate: live.candidate,
        from: new Date(live.base),
      });
  });
  const end = 25 + 16;
  for (let n = 0; n <= end; n += 1) {
    setClock(live.base + n * minute);
    // A worker that was away for a while, and two at once.
    if (n % 7 === 3 && n < end) continue;
    const workers = n % 10 === 0 ? [1, 2] : [1];
    await Promise.all(workers.map(() => injectDrillSamples(world.kernel, running)));
    await tick();
  }
  for (const [n, { drillId, ...injection }] of running.entries()) {
    const meaning = { regressions: 2, better: "lower" as const };
    const foreseen = foresee({ drillId, ...injection, meaning });
    const [found] = await readDrill(prisma, drillId);
    const first = found?.changes.find(
      ([at, verdict]) => at >= failsAt && (verdict === "breach" || verdict === "withheld"),
    );
    expect(found?.changes.findLast(([at]) => at < failsAt)?.[1], `${n}`).toBe("ok");
    expect([first?.[1] ?? null, first === undefined ? null : first[0] - failsAt], `${n}`).toEqual([
      foreseen.as,
      foreseen.afterMs,
    ]);
  }
  expect(await prisma.criterionTrack.count({ where: { releaseId: live.id, drillId: null } })).toBe(0);
}, 120_000);

it("writes each sample once, at most a request's at a time, and none of a drill whose metric nobody declared", async () => {
  const live = await exposed("drill-bounded", [{ criterion: modes[0]?.[1] as Record<string, unknown> }]);
  const [criterion] = await criteriaOf(live);
  if (criterion === undefined) throw new Error("no criterion");
  const injection: RunningInjection = {
    drillId: newId(),
    releaseId: live.id,
    criterion,
    mode: "step-change",
    startedAt: live.base,
    failsAt: live.base + 60 * minute,
    mendedAt: live.base + 90 * minute,
    intervalMs: 1_000,
  };
  // Away for two hours: 57,600 samples.
  setClock(live.base + 120 * minute);
  const sizes: number[] = [];
  for (let isLeft = true; isLeft;) {
    const accepted = await injectDrillSamples(world.kernel, [injection]);
    sizes.push(accepted);
    isLeft = accepted > 0;
  }
  expect(Math.max(...sizes)).toBeLessThanOrEqual(10_000);
  const stored = await world.kernel.db.prisma.$queryRaw<{ newest: number }[]>`
    SELECT max(s.t)::float8 AS newest FROM samples s JOIN metric_series x ON x.id = s.series_id WHERE x.drill_id = ${injection.drillId}::uuid`;
  const made = samplesBetween({ ...injection, meaning: {} }, live.base - 1, stored[0]?.newest ?? 0);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(made.length);
  expect(made.length).toBeGreaterThan(50_000);
  const unknown = {
    ...injection,
    drillId: newId(),
    criterion: { ...criterion, metric: "declared_by_nobody" },
  };
  expect(await injectDrillSamples(world.kernel, [unknown])).toBe(0);
});
