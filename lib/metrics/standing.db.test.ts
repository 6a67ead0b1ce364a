import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getGate } from "@/lib/gates/queries";
import { type TestApi, testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { exposureActs, ladderedTemplate } from "@/lib/testing/laddered";
import type { SampleRelease } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";
import { evaluateDue } from "./evaluate-due";
import { soaksOf } from "@/lib/rollouts/soak-queries";
import type { Reader } from "@/lib/platform/db";
import { syncTracks } from "./sync-tracks";

let world: World;
let api: TestApi;
let cora: string;
let release: SampleRelease;
const minute = 60_000;
const acts = exposureActs(() => world);

const template = {
  ...ladderedTemplate,
  key: "watched",
  stages: ladderedTemplate.stages.map((stage) => ({
    ...stage,
    gates: stage.gates.map((gate) => ({
      ...gate,
      requirements: [{ key: "fast", kind: "criterion", title: "Fast", criterion: "latency", percent: 5 }],
    })),
  })),
  criteria: [
    {
      key: "latency",
      kind: "threshold",
      metric: "latency_ms",
      agg: "max",
      window: "5m",
      step: "1m",
      breach: { op: ">", value: "250" },
      noDataGrace: "10m",
      severity: "rollback",
    },
  ],
};

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.release({ slug: "first" });
  await world.template(template, "cora");
  release = await world.release({ slug: "watched", template: "watched" });
  api = testApi(world.kernel);
  cora = await world.tokenOf("cora");
  await api.request("POST", "/metrics", {
    token: cora,
    body: { name: "latency_ms", unit: "ms", better: "lower" },
  });
});
afterAll(() => world.close());

/** Lets minutes pass, in each a sample of this value; null: none comes. */
async function pass(minutes: number, v: number | null): Promise<void> {
  for (let n = 0; n < minutes; n += 1) {
    world.clock.shift(minute);
    const t = world.kernel.clock.now().getTime();
    const samples = v === null ? [] : [{ metric: "latency_ms", release: "watched", cohort: "canary", t, v }];
    if (samples.length > 0) await api.request("POST", "/metrics/samples", { token: cora, body: { samples } });
    await syncTracks(world.kernel);
    await evaluateDue(world.kernel);
  }
}

async function requirement() {
  const asked = { slug: "watched", gate: "healthy", actor: world.system, now: world.clock.now() };
  const { requirements } = await getGate(world.kernel.db.prisma, asked);
  const found = requirements.find(({ key }) => key === "fast");
  return { status: found?.status, codes: found?.blockers.map(({ code }) => code) };
}

async function standing() {
  const answer = await api.request("GET", "/releases/watched/criteria", { token: cora });
  return answer.as<{ standing: { verdict: string | null; sentence: string }[] }>().standing[0];
}

/** Soaks in the calendar of the next day. */
async function soaks(db: Reader = world.kernel.db.prisma) {
  const now = world.clock.now();
  const span = { from: now.getTime(), until: now.getTime() + 86_400_000 };
  return soaksOf(db, { actor: world.system, filter: {}, now, ...span });
}

describe("a criterion of a release", () => {
  it("keeps its gate open and exposure from growing until it is ok, and says why; nobody evaluating it is none", async () => {
    expect(await requirement()).toEqual({ status: "open", codes: ["exposure-below"] });
    expect(await standing()).toMatchObject({ verdict: null, isEvaluated: false, missing: null });
    await (
      await acts.increase(release, 5)
    )();
    await acts.confirm(release, 5);
    expect(await requirement()).toEqual({ status: "open", codes: ["criterion-not-ok"] });
    await pass(3, 100);
    expect(await standing()).toMatchObject({ verdict: "ok", isEvaluated: true });
    expect(await requirement()).toEqual({ status: "satisfied", codes: [] });
    expect(await soaks()).toMatchObject([{ percent: 5, release: { slug: "watched" } }]);
    await expect(
      world.kernel.db.prisma.$transaction(async (tx) => {
        const { id } = await tx.criterionTrack.findFirstOrThrow({ where: { cohort: "canary" } });
        const now = world.clock.now();
        const at = BigInt(now.getTime());
        await tx.criterionChange.create({ data: { trackId: id, at, verdict: "breach", recordedAt: now } });
        // No end of a soak is foretold that a breach keeps from counting.
        expect(await soaks(tx)).toEqual([]);
        throw new Error("taken back");
      }),
    ).rejects.toThrow("taken back");
    // The worker is gone: what nobody renews does not count.
    world.clock.shift(10 * minute);
    expect(await requirement()).toEqual({ status: "open", codes: ["criterion-not-ok"] });
  });

  it("in breach blocks the gate and refuses growth by name, whatever comes after; the soak begins anew", async () => {
    await pass(25, 100);
    expect(await requirement()).toMatchObject({ status: "satisfied" });
    await pass(1, 300);
    // The step after the sample, and its lag.
    await pass(2, 100);
    expect(await requirement()).toEqual({ status: "blocked", codes: ["criterion-breached"] });
    await pass(7, 100);
    expect(await standing()).toMatchObject({ verdict: "breach" });
    const refused = (await acts.increase(release, 25))();
    await expect(refused).rejects.toMatchObject({
      extras: {
        blockers: expect.arrayContaining([
          expect.objectContaining({ code: "criterion-not-ok" }),
          expect.objectContaining({ code: "soak-running" }),
        ]) as unknown,
      },
    });
    const changes = await world.kernel.db.prisma.criterionChange.findMany({
      where: { track: { cohort: "canary" } },
      orderBy: { at: "asc" },
    });
    expect(changes.map(({ verdict }) => verdict)).toEqual(["no-data", "ok", "no-data", "ok", "breach"]);
  });

  it("shows its evaluations, the latest first, page by page", async () => {
    const first = await api.request("GET", "/releases/watched/criteria/latency/verdicts?limit=5", {
      token: cora,
    });
    const page = first.as<{ items: { at: string; verdict: string; inputs: string }[]; nextCursor: string }>();
    expect(page.items.map(({ verdict }) => verdict)).toEqual(Array(5).fill("breach"));
    const second = await api.request(
      "GET",
      `/releases/watched/criteria/latency/verdicts?limit=200&cursor=${encodeURIComponent(page.nextCursor)}`,
      { token: cora },
    );
    const times = [...page.items, ...second.as<typeof page>().items].map(({ at }) => at);
    expect(times).toEqual([...new Set(times)].toSorted().toReversed());
    const none = await api.request("GET", "/releases/watched/criteria/nothing/verdicts", { token: cora });
    expect(none.status).toBe(404);
  });
});
