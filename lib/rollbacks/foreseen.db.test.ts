import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FailureMode } from "@/lib/metrics/failure-modes";
import { declareMetric } from "@/lib/metrics/declare-metric";
import { readDrill } from "@/lib/metrics/own-tracks";
import { testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import type { SampleRelease } from "@/lib/testing/release";
import { latency, rollbackActs, rollingTemplate } from "@/lib/testing/rolling";
import { makeWorld, type World } from "@/lib/testing/world";
import { foreseeDrill, foreseenOfDrill } from "./foreseen-queries";
import type { ForeseenAnswer } from "./rollback-answers";
import { startDrill } from "./start-drill";

let world: World;
const acts = rollbackActs(() => world);
const { by, work } = acts;
const db = () => world.kernel.db.prisma;
const seconds = (count: number): void => world.clock.shift(count * 1_000);
const minute = 60_000;
const asked = async (release: SampleRelease, who = "cora") => ({
  slug: release.slug,
  actor: await world.actor(who),
  now: world.clock.now(),
});
const outcomes = (items: readonly ForeseenAnswer[]) =>
  Object.fromEntries(items.map(({ criterion, outcome }) => [criterion, outcome]));

/** One of each way to miss a failure, beside the one that finds it. */
const criteria = [
  latency,
  { ...latency, key: "patient", for: "7m" },
  { ...latency, key: "slow", for: "30m" },
  { ...latency, key: "hasty", breach: { op: ">=", value: "0" }, agg: "count" },
  { ...latency, key: "undeclared", metric: "nobody_knows" },
  {
    key: "errors",
    title: "Errors",
    kind: "rate-regression",
    metric: "errors",
    window: "5m",
    step: "1m",
    margin: "0.1",
    alpha: "0.05",
    minSamples: 500,
    noDataGrace: "5m",
    severity: "rollback",
  },
];

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.release({ slug: "plain" });
  await world.template({ ...rollingTemplate, key: "foreseen", criteria }, "cora");
  await world.template({ ...rollingTemplate, key: "planless", rollbackPlan: undefined }, "cora");
  await acts.declare();
  await declareMetric.execute(
    world.kernel,
    { name: "errors", unit: "1", better: "lower", kind: "events" },
    await by("cora"),
  );
});
afterAll(() => world.close());

describe("what is foreseen of a drill", () => {
  it("says of each criterion whether it would find the failure, in time, late, or not, and why", async () => {
    const release = await world.release({ slug: "each", template: "foreseen" });
    const items = await foreseeDrill(db(), { ...(await asked(release)), mode: "step-change" });
    expect(outcomes(items)).toEqual({
      latency: "in-time",
      patient: "late",
      slow: "too-late",
      hasty: "not-ok-before",
      undeclared: "not-evaluated",
      errors: "in-time",
    });
    expect(items.find(({ criterion }) => criterion === "patient")?.message).toMatch(
      /^finds it \d+m.* after it begins, late: the objective is 5m\.$/,
    );
    const spike = await foreseeDrill(db(), { ...(await asked(release)), mode: "spike" });
    expect(outcomes(spike)).toMatchObject({ patient: "not-seen", slow: "not-seen" });
  });

  it("is read by everybody who sees the release, and by nobody else", async () => {
    const hidden = await world.release({ slug: "hidden", template: "foreseen", restrictedTo: ["lea"] });
    expect(await foreseeDrill(db(), { ...(await asked(hidden, "lea")), mode: "ramp" })).toHaveLength(6);
    const outsider = { ...(await asked(hidden, "mia")), mode: "ramp" as const };
    await expect(foreseeDrill(db(), outsider)).rejects.toMatchObject({ code: "not-found" });
  });

  it("is nothing without a plan to drill", async () => {
    const release = await world.release({ slug: "planless", template: "planless" });
    await expect(foreseeDrill(db(), { ...(await asked(release)), mode: "ramp" })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("comes true: the drill that was started is found when its criterion was foreseen to find it, or is given up", async () => {
    const modes: [FailureMode, string][] = [
      ["step-change", "latency"],
      ["silence", "latency"],
      ["step-change", "patient"],
      ["step-change", "errors"],
      ["slow-leak", "latency"],
    ];
    for (const [n, [mode, criterion]] of modes.entries()) {
      const release = await world.release({ slug: `true-${n}`, template: "foreseen" });
      const started = await startDrill.execute(
        world.kernel,
        { release: release.slug, level: "dry-run", failure: { mode, criterion } },
        await by("cora"),
      );
      const foreseen = (await foreseenOfDrill(db(), { ...started, ...(await asked(release)) })).find(
        (each) => each.criterion === criterion,
      );
      for (let half = 0; half < 26; half += 1) {
        seconds(30);
        await work();
      }
      const { failsAt, detectBy, state } = await db().drill.findUniqueOrThrow({ where: { id: started.id } });
      const [track] = await readDrill(db(), started.id);
      const first = track?.changes.find(([, verdict]) => verdict === "breach" || verdict === "withheld");
      const begins = failsAt?.getTime() ?? Number.NaN;
      const isFound = foreseen?.outcome === "in-time" || foreseen?.outcome === "late";
      expect(first === undefined ? null : first[0] - begins, `${mode} ${criterion}`).toBe(
        isFound ? foreseen?.afterMs : null,
      );
      expect(first?.[1] ?? null).toBe(isFound ? foreseen?.as : null);
      expect(state).toBe(isFound ? "running" : "failed");
      expect((detectBy?.getTime() ?? 0) - begins).toBe(10 * minute);
    }
  }, 120_000);
});

describe("starting a drill over the API", () => {
  it("answers what each criterion would make of it, and refuses nothing for that", async () => {
    const release = await world.release({ slug: "answered", template: "foreseen" });
    const api = testApi(world.kernel);
    const token = await world.tokenOf("cora");
    const path = `/releases/${release.slug}/drills`;
    const body = { level: "dry-run", failure: { mode: "step-change", criterion: "slow" } };
    const answer = await api.request("POST", path, { token, body });
    expect(answer.status).toBe(201);
    const { foreseen } = answer.as<{ foreseen: ForeseenAnswer[] }>();
    expect(outcomes(foreseen)).toMatchObject({ slow: "too-late", latency: "in-time" });
    const before = await api.request("GET", `${path}/foreseen?failure=step-change`, { token });
    expect(outcomes(before.as<{ items: ForeseenAnswer[] }>().items)).toEqual(outcomes(foreseen));
    const plain = await world.release({ slug: "unfailing", template: "foreseen" });
    const talked = { token, body: { level: "tabletop" } };
    const without = await api.request("POST", `/releases/${plain.slug}/drills`, talked);
    expect(without.as<{ foreseen: ForeseenAnswer[] }>().foreseen).toEqual([]);
  });
});
