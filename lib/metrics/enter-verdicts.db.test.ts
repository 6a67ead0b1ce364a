import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canonicalBytes } from "@/lib/bundles/digest";
import { newId } from "@/lib/platform/ids";
import { testDatabase } from "@/lib/testing/database";
import { exposureActs } from "@/lib/testing/laddered";
import type { SampleRelease } from "@/lib/testing/release";
import { latency, rollingTemplate } from "@/lib/testing/rolling";
import { makeWorld, type World } from "@/lib/testing/world";
import { declareMetric } from "./declare-metric";
import { enterDueVerdicts, enterVerdicts, tracksToEnter } from "./enter-verdicts";
import { evaluateDue } from "./evaluate-due";
import type { JudgedPayload } from "./export-schemas";
import { ingestSamples } from "./ingest-samples";
import { resetTracks } from "./reset-tracks";
import { syncTracks } from "./sync-tracks";

let world: World;
let release: SampleRelease;
let releaseId: string;
const minute = 60_000;
const acts = exposureActs(() => world);

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.release({ slug: "plain" });
  const metric = { name: latency.metric, unit: "ms", better: "lower", kind: "value" } as const;
  await declareMetric.execute(world.kernel, metric, world.call(await world.actor("cora")));
  // Its breach is a warning alone: nothing but its verdicts happens.
  await world.template({ ...rollingTemplate, criteria: [{ ...latency, severity: "warn" }] }, "cora");
  release = await world.release({ slug: "judged", template: rollingTemplate.key });
  releaseId = (await db().release.findUniqueOrThrow({ where: { slug: "judged" } })).id;
  await (
    await acts.increase(release, 5)
  )();
  await acts.confirm(release, 5);
});
afterAll(() => world.close());

const db = () => world.kernel.db.prisma;
const nowMs = () => world.kernel.clock.now().getTime();

async function send(v: number, t = nowMs()): Promise<void> {
  const sent = [{ metric: latency.metric, release: "judged", cohort: "canary", t, v }];
  const { rejected } = await ingestSamples(world.kernel, {
    actor: await world.actor("cora"),
    sent,
    keptMs: 400 * 86_400_000,
  });
  expect(rejected).toEqual([]);
}

async function evaluate(): Promise<void> {
  await syncTracks(world.kernel);
  while ((await evaluateDue(world.kernel)) > 0);
}

async function pass(minutes: number, v: number): Promise<void> {
  for (let n = 0; n < minutes; n += 1) {
    world.clock.shift(minute);
    await send(v);
  }
  await evaluate();
}

interface Entry {
  subjects: Record<string, string>;
  payload: JudgedPayload & { cohort: string };
}

/** Of the candidate's track, in order. */
async function entered(): Promise<Entry[]> {
  const rows = await db().$queryRaw<{ bytes: Uint8Array }[]>`
    SELECT bytes FROM ledger_entries WHERE type = 'criterion.judged' AND release_id = ${releaseId}::uuid ORDER BY ordinal`;
  const all = rows.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString("utf8")) as Entry);
  return all.filter(({ payload }) => payload.cohort === "canary");
}

const canary = () =>
  db().criterionTrack.findFirstOrThrow({
    where: { releaseId, cohort: "canary", drillId: null, rollbackId: null },
  });

/** By an obvious way: every evaluation, whichever entry it belongs to. */
async function everyStep() {
  const { id } = await canary();
  const rows = await db().criterionVerdict.findMany({
    where: { trackId: id },
    orderBy: [{ at: "asc" }, { revision: "asc" }],
  });
  return rows.map(({ at, revision, raw, value, verdict, reason, samples, inputs, watermark }) => ({
    at: Number(at),
    revision,
    raw,
    value,
    verdict,
    reason,
    samples,
    inputs,
    watermark: Number(watermark),
  }));
}

function digestOf(steps: readonly unknown[]): string {
  const lines = steps.map((step) => `${Buffer.from(canonicalBytes(step)).toString("utf8")}\n`);
  return `sha256:${createHash("sha256").update(lines.join("")).digest("hex")}`;
}

async function compared(): Promise<void> {
  const { id } = await canary();
  const changes = await db().criterionChange.findMany({ where: { trackId: id }, orderBy: { at: "asc" } });
  const entries = await entered();
  expect(entries.flatMap(({ payload }) => payload.changes)).toEqual(
    changes.map(({ at, verdict }) => ({ at: Number(at), verdict })),
  );
  const left = new Set(await everyStep());
  for (const { payload, subjects } of entries) {
    expect(subjects).toMatchObject({ criterion: latency.key, track: id });
    const { steps } = payload;
    if (steps === null) continue;
    const own = [...left].filter((step) =>
      step.revision === 0 ? step.at <= steps.to : step.watermark <= steps.amendedTo,
    );
    for (const step of own) left.delete(step);
    expect({ count: steps.count, digest: steps.digest }).toEqual({
      count: own.length,
      digest: digestOf(own),
    });
  }
  expect(left.size).toBe(0);
}

describe("verdicts in the ledger", () => {
  it("are entered where a criterion comes to stand otherwise, each once, with the digest of what led to it", async () => {
    await pass(4, 100);
    expect(await enterDueVerdicts(world.kernel)).toBeGreaterThan(0);
    await compared();
    const first = await entered();
    expect(first.at(-1)?.payload.changes.at(-1)).toMatchObject({ verdict: "ok" });
    expect(await enterDueVerdicts(world.kernel)).toBe(0);
    await pass(3, 100);
    await enterDueVerdicts(world.kernel);
    // It did not come to stand otherwise.
    expect(await entered()).toHaveLength(first.length);
    await pass(8, 900);
    await enterDueVerdicts(world.kernel);
    await compared();
    expect((await entered()).at(-1)?.payload.changes.at(-1)).toMatchObject({ verdict: "breach" });
  });

  it("take what late samples amended, and a decision that had it begin again", async () => {
    await send(50, nowMs() - 4 * minute);
    await pass(1, 100);
    const amended = (await everyStep()).filter(({ revision }) => revision > 0);
    expect(amended.length).toBeGreaterThan(0);
    const { candidate } = await canary();
    const at = world.kernel.clock.now();
    await db().$transaction((tx) => resetTracks(tx, { releaseId, criterion: latency.key, candidate, at }));
    await enterDueVerdicts(world.kernel);
    await compared();
    expect((await entered()).at(-1)?.payload.changes.at(-1)).toEqual({
      at: expect.any(Number),
      verdict: null,
    });
    await pass(5, 100);
    await enterDueVerdicts(world.kernel);
    await compared();
  });

  it("are entered once a day where nothing changes, and once more when it ends", async () => {
    const before = (await entered()).length;
    await pass(3, 100);
    await enterDueVerdicts(world.kernel);
    expect(await entered()).toHaveLength(before);
    await enterDueVerdicts({ ...world.kernel, clock: { now: () => new Date(nowMs() + 86_400_000) } });
    const daily = await entered();
    expect(daily).toHaveLength(before + 1);
    expect(daily.at(-1)?.payload).toMatchObject({ changes: [], steps: { count: 3 } });
    await compared();
    await pass(2, 100);
    const { id } = await canary();
    await db().criterionTrack.update({ where: { id }, data: { nextAt: null, dueAt: null } });
    await enterDueVerdicts(world.kernel);
    await compared();
    await db().criterionTrack.update({
      where: { id },
      data: { nextAt: BigInt(nowMs()), dueAt: BigInt(nowMs()) },
    });
  });

  it("are entered once by two workers at once, and by nobody else", async () => {
    await pass(8, 900);
    const due = await tracksToEnter(db(), world.kernel.clock.now());
    const [one] = due;
    if (one === undefined) throw new Error("nothing is due");
    const cora = world.call(await world.actor("cora"));
    await expect(enterVerdicts.execute(world.kernel, one, cora)).rejects.toMatchObject({
      code: "people-only",
    });
    const call = () => ({ actor: { kind: "system", job: "worker" } as const, requestId: newId() });
    const both = await Promise.allSettled([1, 2].map(() => enterVerdicts.execute(world.kernel, one, call())));
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    await enterDueVerdicts(world.kernel);
    await compared();
  });
});
