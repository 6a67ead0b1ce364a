import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { sampleOrganisation } from "@/lib/testing/release";
import { dice } from "@/lib/testing/search/random";
import { poolThat, type WatchedVerdict, watching } from "@/lib/testing/watched";
import { makeWorld, type World } from "@/lib/testing/world";
import { backtest, type Point } from "./backtest";
import { compile } from "./compile";
import { evaluateDue } from "./evaluate-due";
import { CriterionToTry } from "./schemas";
import { syncTracks } from "./sync-tracks";

let world: World;
const minute = 60_000;
const { exposed, confirm, setClock, tick, send, verdictsOf } = watching(() => world);

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await sampleOrganisation(world);
});
afterAll(() => world.close());

type Rows = [t: number, v: number | null][];
interface Case {
  name: string;
  criterion: Record<string, unknown>;
  from: number;
  to: number;
  samples: { canary: Rows; baseline?: Rows };
  expect: { transitions: { at: number; from: string | null; to: string }[]; values: (number | null)[] };
}
const { cases } = JSON.parse(
  readFileSync(new URL("fixtures/criteria-vectors.json", import.meta.url), "utf8"),
) as { cases: Case[] };

function transitionsOf(
  verdicts: readonly WatchedVerdict[],
): { at: number; from: string | null; to: string }[] {
  return verdicts.flatMap(({ at, verdict }, index) => {
    const from = verdicts[index - 1]?.verdict ?? null;
    return from === verdict ? [] : [{ at, from, to: verdict }];
  });
}

describe("live evaluation", () => {
  it("finds of every vector what it says, a step at a time, with samples that come within the lag and in any order", async () => {
    const live = await exposed("live-vectors", cases);
    const random = dice(7);
    setClock(live.base);
    await confirm(live, 100, live.base);
    const all = cases.flatMap(({ samples }, n) =>
      (["canary", "baseline"] as const).flatMap((cohort) =>
        (samples[cohort] ?? []).map(([t, v]) => ({
          metric: live.name(n),
          release: live.slug,
          cohort,
          t: t + live.base,
          v,
        })),
      ),
    );
    const last = Math.max(...cases.map(({ to }) => to));
    for (let at = 0; at <= last + 5 * minute; at += minute) {
      setClock(live.base + at);
      // What was taken up to now arrives now, some of it not before the last moment of the lag.
      const now = all.filter(({ t }) => t > live.base + at - minute && t <= live.base + at);
      await send(now.toSorted(() => (random.chance(0.5) ? 1 : -1)));
      await tick();
    }
    for (const [n, { name, from, to, expect: expected }] of cases.entries()) {
      const found = (await verdictsOf(live, `c-${n}`)).filter(({ at }) => at <= to && at >= from);
      expect(
        found.every(({ revision }) => revision === 0),
        name,
      ).toBe(true);
      expect(transitionsOf(found), name).toEqual(expected.transitions);
      const off = expected.values.map((value, index) => {
        const own = found[index]?.value ?? null;
        return value === null || own === null
          ? value === own
            ? 0
            : Infinity
          : Math.abs(value - Number(own));
      });
      expect(Math.max(...off), name).toBeLessThan(1e-9);
    }
  }, 120_000);

  it("stands, with samples that come late, as if all had been there, but that a breach that was entered stays", async () => {
    const live = await exposed("live-late", cases);
    const random = dice(11);
    setClock(live.base);
    await confirm(live, 100, live.base);
    const arriving = cases.flatMap(({ samples }, n) =>
      (["canary", "baseline"] as const).flatMap((cohort) =>
        (samples[cohort] ?? []).map(([t, v]) => ({
          sample: { metric: live.name(n), release: live.slug, cohort, t: t + live.base, v },
          at: t + (random.chance(0.4) ? random.below(15) * minute : 0),
        })),
      ),
    );
    const last = Math.max(...cases.map(({ to }) => to)) + 20 * minute;
    for (let at = 0; at <= last; at += minute) {
      setClock(live.base + at);
      const now = arriving.filter((each) => each.at > at - minute && each.at <= at);
      if (now.length > 0) await send(now.map(({ sample }) => sample));
      // A worker that was away for some steps catches up.
      if (random.chance(0.8) || at === last) await tick();
    }
    await tick();
    const tracks = await world.kernel.db.prisma.criterionTrack.findMany({
      where: { releaseId: live.id, cohort: "canary" },
    });
    for (const [n, { name, criterion, samples }] of cases.entries()) {
      const verdicts = await verdictsOf(live, `c-${n}`);
      const latest = [...new Map(verdicts.map((each) => [each.at, each])).values()];
      const points: Point[] = [];
      const series = (rows: Rows = []) => {
        const sorted = [...rows].sort((a, b) => a[0] - b[0]);
        return [{ t: sorted.map(([t]) => t), v: sorted.map(([, v]) => v ?? Number.NaN) }];
      };
      const end = latest.at(-1)?.at ?? 0;
      backtest(
        compile(CriterionToTry.parse(criterion)),
        { from: 0, to: end, canary: series(samples.canary), baseline: series(samples.baseline) },
        (point) => points.push(point),
      );
      const track = tracks.find(({ criterionKey }) => criterionKey === `c-${n}`);
      const wasBreach = verdicts.some(({ verdict }) => verdict === "breach");
      // Values never depend on what was carried; verdicts only where a breach was kept.
      expect(
        latest.map(({ value }) => value),
        name,
      ).toEqual(points.map(({ value }) => (value === null ? null : String(value))));
      if (wasBreach && criterion["latch"] !== false) expect(track?.verdict, name).toBe("breach");
      if (!wasBreach)
        expect(
          latest.map(({ verdict }) => verdict),
          name,
        ).toEqual(points.map(({ verdict }) => verdict));
    }
    expect(
      await world.kernel.db.prisma.criterionVerdict.count({
        where: { track: { releaseId: live.id }, revision: { gt: 0 } },
      }),
    ).toBeGreaterThan(20);
  }, 120_000);

  it("says that a criterion stands otherwise also where a late sample has it so at the time at which it last changed", async () => {
    const criterion = {
      kind: "threshold",
      agg: "max",
      window: "5m",
      step: "1m",
      breach: { op: ">", value: "10" },
    };
    const live = await exposed("live-changed", [{ criterion }]);
    setClock(live.base);
    await confirm(live, 100, live.base);
    const at = async (n: number, v: number) => {
      await send([
        { metric: live.name(0), release: live.slug, cohort: "canary", t: live.base + n * minute, v },
      ]);
      await tick();
    };
    setClock(live.base + 2 * minute);
    await at(0.5, 1);
    // No further evaluation: nobody is exposed any more.
    await confirm(live, 0, live.base + 1.5 * minute);
    setClock(live.base + 3 * minute);
    await at(0.6, 99);
    setClock(live.base + 4 * minute);
    await at(0.7, 1);
    const changes = await world.kernel.db.prisma.criterionChange.findMany({
      where: { track: { releaseId: live.id, cohort: "canary" } },
      orderBy: { at: "asc" },
    });
    expect(changes.map(({ verdict, at: since }) => [verdict, Number(since) - live.base])).toEqual([
      ["no-data", 0],
      ["ok", minute],
      ["breach", minute + 1],
    ]);
    const amended = (await verdictsOf(live, "c-0")).filter(({ revision }) => revision > 0);
    expect(amended.map(({ verdict }) => verdict)).toEqual(["breach"]);
  });

  it("is kept and not evaluated below its exposure, and goes on where it is exposed again", async () => {
    const criterion = {
      kind: "threshold",
      agg: "last",
      window: "5m",
      step: "1m",
      from: 25,
      breach: { op: ">", value: "10" },
    };
    const live = await exposed("live-from", [{ criterion }]);
    const plan = [5, 25, 25, 5, 5, 25].map((percent, n) => ({ percent, at: n * 5 * minute }));
    for (let at = 0; at <= 32 * minute; at += minute) {
      setClock(live.base + at);
      const step = plan.find((each) => each.at === at);
      if (step !== undefined) await confirm(live, step.percent, live.base + at);
      await send([{ metric: live.name(0), release: live.slug, cohort: "canary", t: live.base + at, v: 1 }]);
      await tick();
    }
    const evaluated = (await verdictsOf(live, "c-0")).map(({ at }) => at / minute);
    expect(evaluated).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 25, 26, 27, 28, 29, 30, 31]);
  });

  it("catches up in runs of a bounded size after a worker was away for long, and loses no step", async () => {
    const criterion = {
      kind: "threshold",
      agg: "last",
      window: "5m",
      step: "1m",
      breach: { op: ">", value: "10" },
    };
    const live = await exposed("live-away", [{ criterion }, { criterion }]);
    setClock(live.base);
    await confirm(live, 100, live.base);
    setClock(live.base + 61 * minute);
    await syncTracks(world.kernel);
    const { criterionVerdict } = world.kernel.db.prisma;
    const sizes: number[] = [];
    for (let before = await criterionVerdict.count(), isLeft = true; isLeft;) {
      isLeft = (await evaluateDue(world.kernel, 150)) > 0;
      const after = await criterionVerdict.count();
      sizes.push(after - before);
      before = after;
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(150);
    expect(sizes.filter((size) => size > 0).length).toBeGreaterThan(1);
    for (const key of ["c-0", "c-1"])
      expect((await verdictsOf(live, key)).map(({ at }) => at / minute)).toEqual(
        Array.from({ length: 61 }, (_, n) => n),
      );
  });

  it("does each step once, however many workers there are, and loses none where one is killed before it commits", async () => {
    const criterion = {
      kind: "threshold",
      agg: "last",
      window: "5m",
      step: "1m",
      breach: { op: ">", value: "10" },
    };
    const live = await exposed("live-raced", [{ criterion }, { criterion }, { criterion }]);
    setClock(live.base);
    await confirm(live, 100, live.base);
    for (let at = 0; at <= 10 * minute; at += minute) {
      setClock(live.base + at);
      if (at === 5 * minute) {
        // Verdicts were written and nothing is committed.
        const pool = poolThat(world.kernel.db.pool, {
          before: "write_tracks",
          does: () => Promise.reject(new Error("killed")),
        });
        const dying = { ...world.kernel, db: { ...world.kernel.db, pool } };
        await expect(evaluateDue(dying)).rejects.toThrow("killed");
      }
      await Promise.all([tick(), tick(), tick()]);
    }
    for (const key of ["c-0", "c-1", "c-2"]) {
      const evaluated = await verdictsOf(live, key);
      expect(evaluated.map(({ at }) => at / minute)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(evaluated.every(({ verdict }) => verdict === "no-data")).toBe(true);
    }
  });
});
