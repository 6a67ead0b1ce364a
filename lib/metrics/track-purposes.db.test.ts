import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@/lib/platform/ids";
import { testDatabase } from "@/lib/testing/database";
import { connect } from "@/lib/platform/db";
import { eventually, waitsForLock } from "@/lib/testing/interleave";
import { sampleOrganisation } from "@/lib/testing/release";
import { poolThat, type Watched, watching } from "@/lib/testing/watched";
import { makeWorld, type World } from "@/lib/testing/world";
import { evaluateDue } from "./evaluate-due";
import { ingestSamples } from "./ingest-samples";
import {
  beginDrillTrack,
  beginRestoredTracks,
  endDrillTracks,
  endRestoredTracks,
  readDrill,
  readRestored,
} from "./own-tracks";
import { resetTracks } from "./reset-tracks";
import { samplesKeptMs } from "./retention";
import type { Criteria } from "./schemas";
import { stableSince } from "./stable-since";
import { criteriaStanding } from "./verdict-queries";

let world: World;
let owner: ReturnType<typeof connect>;
const minute = 60_000;
const { exposed, confirm, setClock, tick, send, verdictsOf } = watching(() => world);

beforeAll(async () => {
  const { url } = await testDatabase();
  world = await makeWorld(url);
  owner = connect(url, { role: null, max: 1 });
  await sampleOrganisation(world);
});
afterAll(() => Promise.all([world.close(), owner.close()]));

const threshold = {
  kind: "threshold",
  agg: "max",
  window: "5m",
  step: "1m",
  breach: { op: ">", value: "10" },
};
const ratio = {
  kind: "ratio",
  agg: "mean",
  window: "5m",
  step: "1m",
  maxSampleAge: "3m",
  breach: { op: ">", value: "1.5" },
};
const rate = {
  kind: "rate-regression",
  window: "5m",
  step: "1m",
  margin: "0.1",
  alpha: "0.05",
  minSamples: 50,
};
const slower = {
  kind: "mean-regression",
  window: "5m",
  step: "1m",
  delta: "1",
  alpha: "0.05",
  plannedSamples: 100,
  minSamples: 100,
};

type Value = { v: number } | { bad: number; total: number };
const sample = (live: Watched, n: number, cohort: string, at: number, value: Value) => ({
  metric: live.name(n),
  release: live.slug,
  cohort,
  t: live.base + at,
  ...value,
});

/** Minutes from one to another, both included: at each what is sent, half a minute sooner, and an evaluation. */
async function pass(live: Watched, from: number, to: number, sent: (at: number) => unknown[]): Promise<void> {
  for (let n = from; n <= to; n += 1) {
    setClock(live.base + n * minute);
    const samples = sent(n * minute - minute / 2);
    if (samples.length > 0) await send(samples);
    await tick();
  }
}

function tracksOf(live: Watched, key = "c-0") {
  return world.kernel.db.prisma.criterionTrack.findMany({
    where: { releaseId: live.id, criterionKey: key },
    include: { changes: { orderBy: { at: "asc" } } },
    orderBy: [{ cohort: "desc" }],
  });
}

async function trackOf(live: Watched, key = "c-0") {
  const track = (await tracksOf(live, key)).find(
    ({ cohort, drillId }) => cohort === "canary" && drillId === null,
  );
  if (track === undefined) throw new Error(`${key} is not evaluated`);
  return track;
}

const changesOf = ({ changes }: Awaited<ReturnType<typeof trackOf>>) => changes.map(({ verdict }) => verdict);

const reset = (live: Watched, at: number, criterion = "c-0") =>
  world.kernel.db.prisma.$transaction((tx) =>
    resetTracks(tx, {
      releaseId: live.id,
      criterion,
      candidate: live.candidate,
      at: new Date(live.base + at),
    }),
  );

async function criteriaOf(live: Watched): Promise<Criteria> {
  const { document } = await world.kernel.db.prisma.releaseDocument.findFirstOrThrow({
    where: { releaseId: live.id, kind: "criteria", validTo: null },
  });
  return document as unknown as Criteria;
}

describe("a decision that ends a breach", () => {
  it("has the criterion begin again: no verdict until the next evaluation, and nothing from before is read, nor when it comes late", async () => {
    const live = await exposed("reset-late", [{ criterion: threshold }]);
    await confirm(live, 100, live.base);
    const one = (v: number) => (at: number) => [
      sample(live, 0, "canary", at, { v }),
      sample(live, 0, "baseline", at, { v }),
    ];
    await pass(live, 0, 3, one(20));
    expect((await tracksOf(live)).map(({ verdict }) => verdict)).toEqual(["breach", "breach"]);
    await reset(live, 3.5 * minute);
    expect((await tracksOf(live)).map(({ verdict, since }) => [verdict, since])).toEqual([
      [null, null],
      [null, null],
    ]);
    const standing = await criteriaStanding(world.kernel.db.prisma, {
      slug: live.slug,
      actor: world.system,
      now: world.clock.now(),
    });
    expect(standing).toMatchObject([{ verdict: null, baseline: null }]);
    expect(changesOf(await trackOf(live))).toEqual(["no-data", "breach", null]);
    await pass(live, 4, 6, one(1));
    // What was measured before the decision comes late, and is in the window.
    await send([
      sample(live, 0, "canary", 3.2 * minute, { v: 99 }),
      sample(live, 0, "baseline", 3.2 * minute, { v: 99 }),
    ]);
    await pass(live, 7, 8, one(1));
    expect((await tracksOf(live)).map(({ verdict }) => verdict)).toEqual(["ok", "ok"]);
    expect((await verdictsOf(live, "c-0")).filter(({ at }) => at > 3.5 * minute)).toEqual(
      [4, 5, 6, 7].map((n) => ({
        at: n * minute,
        revision: 0,
        verdict: n === 4 ? "no-data" : "ok",
        value: n === 4 ? null : "1",
      })),
    );
    expect(changesOf(await trackOf(live))).toEqual(["no-data", "breach", null, "no-data", "ok"]);
    // What was measured after it is a breach of its own, also where it comes late.
    await send([sample(live, 0, "canary", 4.2 * minute, { v: 99 })]);
    await pass(live, 9, 9, one(1));
    expect((await trackOf(live)).verdict).toBe("breach");
    expect(changesOf(await trackOf(live)).at(-1)).toBe("breach");
  });

  it("also counts a regression's events anew, and leaves other criteria and candidates as they are", async () => {
    const live = await exposed("reset-counts", [{ criterion: rate }, { criterion: threshold }]);
    await confirm(live, 100, live.base);
    const sent = (bad: number) => (at: number) => [
      sample(live, 0, "canary", at, { bad, total: 100 }),
      sample(live, 0, "baseline", at, { bad: 1, total: 100 }),
      sample(live, 1, "canary", at, { v: 20 }),
    ];
    await pass(live, 0, 8, sent(30));
    expect((await trackOf(live)).verdict).toBe("breach");
    await reset(live, 8.1 * minute);
    await pass(live, 9, 12, sent(1));
    const track = await trackOf(live);
    expect(track).toMatchObject({ verdict: "ok", state: { running: { canary: 300, baseline: 300 } } });
    expect(await trackOf(live, "c-1")).toMatchObject({ verdict: "breach", resetAt: null });
  });

  it("goes on after what was evaluated where the clock went back", async () => {
    const live = await exposed("reset-back", [{ criterion: threshold }]);
    await confirm(live, 100, live.base);
    await pass(live, 0, 5, (at) => [sample(live, 0, "canary", at, { v: at < 4 * minute ? 20 : 1 })]);
    await reset(live, 2 * minute);
    await send([sample(live, 0, "canary", 2.6 * minute, { v: 99 })]);
    await pass(live, 3, 8, (at) => (at > 5 * minute ? [sample(live, 0, "canary", at, { v: 1 })] : []));
    const verdicts = await verdictsOf(live, "c-0");
    expect(verdicts.map(({ at }) => at / minute)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect((await trackOf(live)).verdict).toBe("ok");
  });

  it("is not undone by an evaluation in the same moment, whichever comes first", async () => {
    const live = await exposed("reset-raced", [{ criterion: threshold }]);
    await confirm(live, 100, live.base);
    const bad = (at: number) => [sample(live, 0, "canary", at, { v: 20 })];
    await pass(live, 0, 3, bad);
    setClock(live.base + 4 * minute);
    const { pool, prisma } = world.kernel.db;
    // The evaluation has begun: the decision waits for it.
    let goOn = (): void => undefined;
    let reach = (): void => undefined;
    const reached = new Promise<void>((resolve) => (reach = resolve));
    const stopped = poolThat(pool, {
      before: "write_tracks",
      does: () =>
        new Promise((resolve) => {
          reach();
          goOn = resolve;
        }),
    });
    const evaluating = evaluateDue({ ...world.kernel, db: { ...world.kernel.db, pool: stopped } });
    await reached;
    const deciding = reset(live, 4 * minute);
    await eventually(() => waitsForLock(owner.pool));
    goOn();
    await Promise.all([evaluating, deciding]);
    expect(await trackOf(live)).toMatchObject({ verdict: null, lastAt: BigInt(live.base + 3 * minute) });

    // The decision has begun: the evaluation passes it by, and goes on after it.
    await pass(live, 5, 6, bad);
    expect((await trackOf(live)).verdict).toBe("breach");
    setClock(live.base + 8 * minute);
    await prisma.$transaction(async (tx) => {
      await resetTracks(tx, {
        releaseId: live.id,
        criterion: "c-0",
        candidate: live.candidate,
        at: new Date(live.base + 8 * minute),
      });
      await evaluateDue(world.kernel);
      // As it was before: nothing was evaluated, nor is the decision seen yet.
      expect(await trackOf(live)).toMatchObject({
        verdict: "breach",
        lastAt: BigInt(live.base + 5 * minute),
      });
    });
    await evaluateDue(world.kernel);
    expect(await trackOf(live)).toMatchObject({ verdict: null, lastAt: BigInt(live.base + 5 * minute) });
    await pass(live, 10, 10, (at) => [sample(live, 0, "canary", at, { v: 1 })]);
    expect((await trackOf(live)).verdict).toBe("no-data");
  });
});

describe("stability after a rollback", () => {
  const criteria = [threshold, ratio, rate, slower].map((criterion) => ({ criterion }));
  const keys = criteria.map((_, n) => `c-${n}`);

  async function restored(slug: string, { isBad }: { isBad: (at: number) => boolean }) {
    const live = await exposed(slug, criteria);
    const before = (at: number) => [
      sample(live, 0, "baseline", at, { v: 5 }),
      sample(live, 1, "baseline", at, { v: 100 + ((at / minute) % 3) }),
      sample(live, 2, "baseline", at, { bad: 1, total: 100 }),
      ...Array.from({ length: 12 }, (_, n) =>
        sample(live, 3, "baseline", at - n * 2_000, { v: 50 + ((n + at / minute) % 4) / 4 }),
      ),
    ];
    // An hour before the first exposure; then half an hour of harm.
    await pass(live, -40, 0, before);
    await confirm(live, 50, live.base);
    setClock(live.base + 30 * minute);
    await confirm(live, 0, live.base + 29 * minute);
    const rollbackId = newId();
    const begin = async (at: number) =>
      world.kernel.db.prisma.$transaction(async (tx) =>
        beginRestoredTracks(tx, {
          releaseId: live.id,
          rollbackId,
          criteria: await criteriaOf(live),
          keys,
          candidate: live.candidate,
          from: new Date(live.base + at),
          firstExposureAt: new Date(live.base),
        }),
      );
    await begin(30 * minute);
    const after = (at: number) => {
      const worse = isBad(at) ? 4 : 1;
      return [
        sample(live, 0, "baseline", at, { v: 5 * worse }),
        sample(live, 1, "baseline", at, { v: 100 * worse }),
        sample(live, 2, "baseline", at, { bad: 10 * worse - 9, total: 100 }),
        ...Array.from({ length: 12 }, (_, n) =>
          sample(live, 3, "baseline", at - n * 2_000, { v: 50 * worse + ((n + at / minute) % 4) / 4 }),
        ),
      ];
    };
    const read = () => readRestored(world.kernel.db.prisma, rollbackId);
    return { live, rollbackId, after, read, begin };
  }

  it("is judged from the end of execution on, against the time before the first exposure, exposed or not, until it ends", async () => {
    const { live, rollbackId, after, read } = await restored("restored-well", { isBad: () => false });
    await pass(live, 31, 45, after);
    const found = await read();
    expect(found.map(({ key, verdict }) => [key, verdict])).toEqual(keys.map((key) => [key, "ok"]));
    const now = live.base + 45 * minute;
    const since = Math.max(
      ...found.map((each) => each.changes.find(([, verdict]) => verdict === "ok")?.[0] ?? 0),
    );
    expect(stableSince(found, now)).toBe(since);
    expect(since).toBeGreaterThan(live.base + 30 * minute);
    expect(since).toBeLessThanOrEqual(live.base + 41 * minute);
    // Nobody evaluates it any more: what was ok counts for a while, and then for none.
    await world.kernel.db.prisma.$transaction((tx) => endRestoredTracks(tx, rollbackId));
    await pass(live, 46, 47, after);
    expect((await read()).map(({ lastAt }) => lastAt)).toEqual(found.map(({ lastAt }) => lastAt));
    expect(stableSince(await read(), now + 2 * minute)).toBe(since);
    expect(stableSince(await read(), now + 10 * minute)).toBe(null);
    // The live criterion is not evaluated at exposure 0, and knows nothing of it.
    expect((await verdictsOf(live, "c-0")).filter(({ at }) => at >= 29 * minute)).toEqual([]);
  });

  it("sees each kind of criterion fail where what was restored is worse, and become ok again, not latched, where windows are compared", async () => {
    const { live, after, read } = await restored("restored-badly", {
      isBad: (at) => at > 38 * minute && at < 45 * minute,
    });
    await pass(live, 31, 46, after);
    expect((await read()).map(({ key, verdict }) => [key, verdict])).toEqual(
      keys.map((key) => [key, "breach"]),
    );
    expect(stableSince(await read(), live.base + 46 * minute)).toBe(null);
    await pass(live, 47, 53, after);
    expect((await read()).map(({ verdict }) => verdict).slice(0, 2)).toEqual(["ok", "ok"]);
  });

  it("begins anew with a second execution, and evaluates no step twice", async () => {
    const { live, after, read, begin } = await restored("restored-again", {
      isBad: (at) => at < 34 * minute,
    });
    await pass(live, 31, 36, after);
    expect((await read())[0]).toMatchObject({ verdict: "breach" });
    await begin(36 * minute);
    expect((await read())[0]).toMatchObject({ verdict: null, since: null });
    expect((await read())[0]?.changes.at(-1)?.[1]).toBe(null);
    await pass(live, 37, 39, after);
    expect((await read())[0]).toMatchObject({ verdict: "ok" });
  });

  it("is never so where a criterion cannot be evaluated", async () => {
    const live = await exposed("restored-unknown", [{ criterion: threshold }]);
    const [known] = await criteriaOf(live);
    if (known === undefined) throw new Error("no criterion");
    const rollbackId = newId();
    const begun = {
      releaseId: live.id,
      rollbackId,
      criteria: [{ ...known, metric: "declared_by_nobody" }],
      keys: ["c-0"],
      candidate: live.candidate,
      from: new Date(live.base),
      firstExposureAt: new Date(live.base),
    };
    await world.kernel.db.prisma.$transaction((tx) => beginRestoredTracks(tx, begun));
    await pass(live, 0, 5, () => []);
    const found = await readRestored(world.kernel.db.prisma, rollbackId);
    expect(found).toMatchObject([{ key: "c-0", verdict: null }]);
    expect(stableSince(found, live.base + 5 * minute)).toBe(null);
  });
});

describe("a drill", () => {
  it("is found by samples of its own, and changes nothing of what is live", async () => {
    const live = await exposed("drilled", [{ criterion: threshold }]);
    await confirm(live, 100, live.base);
    await pass(live, 0, 3, (at) => [sample(live, 0, "canary", at, { v: 1 })]);
    const drillId = newId();
    const { prisma } = world.kernel.db;
    await prisma.$transaction(async (tx) =>
      beginDrillTrack(tx, {
        releaseId: live.id,
        drillId,
        criteria: await criteriaOf(live),
        criterion: "c-0",
        candidate: live.candidate,
        from: new Date(live.base + 3 * minute),
      }),
    );
    const inject = (at: number, cohort: string, v: number) =>
      ingestSamples(world.kernel, {
        actor: world.system,
        sent: [sample(live, 0, cohort, at, { v })],
        keptMs: samplesKeptMs(),
        drillId,
      });
    const due = await prisma.releaseProjection.findMany({ where: { releaseId: live.id } });
    for (let n = 4; n <= 9; n += 1) {
      setClock(live.base + n * minute);
      expect(await inject(n * minute - minute / 2, "canary", 99)).toMatchObject({
        accepted: 1,
        rejected: [],
      });
      await inject(n * minute - minute / 2, "baseline", 2);
      await send([sample(live, 0, "canary", n * minute - minute / 2, { v: 1 })]);
      await tick();
    }
    expect(await readDrill(prisma, drillId)).toMatchObject([{ key: "c-0", verdict: "breach" }]);
    // As if there were no drill: verdict, samples, changes, and what lists are computed from.
    expect(
      (await verdictsOf(live, "c-0")).map(
        ({ verdict, revision, value }) => `${verdict} ${revision} ${value}`,
      ),
    ).toEqual(["no-data 0 null", ...Array<string>(8).fill("ok 0 1")]);
    const standing = await criteriaStanding(prisma, {
      slug: live.slug,
      actor: world.system,
      now: world.clock.now(),
    });
    expect(standing).toMatchObject([{ verdict: "ok", value: "1" }]);
    expect(changesOf(await trackOf(live))).toEqual(["no-data", "ok"]);
    expect(await prisma.releaseProjection.findMany({ where: { releaseId: live.id } })).toEqual(due);
    // Its own decision ends no breach of the drill, nor the drill's one of what is live.
    await reset(live, 9 * minute);
    expect(await readDrill(prisma, drillId)).toMatchObject([{ verdict: "breach" }]);

    // Its rollback is judged over the drill's samples.
    const rollbackId = newId();
    await prisma.$transaction(async (tx) =>
      beginRestoredTracks(tx, {
        releaseId: live.id,
        rollbackId,
        drillId,
        criteria: await criteriaOf(live),
        keys: ["c-0"],
        candidate: live.candidate,
        from: new Date(live.base + 9 * minute),
        firstExposureAt: new Date(live.base + 3 * minute),
      }),
    );
    for (let n = 10; n <= 12; n += 1) {
      setClock(live.base + n * minute);
      await inject(n * minute - minute / 2, "baseline", 2);
      await tick();
    }
    expect(await readRestored(prisma, rollbackId)).toMatchObject([{ verdict: "ok" }]);
    await prisma.$transaction((tx) => endDrillTracks(tx, drillId));
    const on = await prisma.criterionTrack.count({ where: { drillId, nextAt: { not: null } } });
    expect(on).toBe(0);
  });
});
