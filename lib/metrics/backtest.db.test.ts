import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestApi, testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { makeRelease, sampleOrganisation } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";
import { CriterionToTry } from "./schemas";
import { getStoredTrial } from "./trial-queries";
import type { AdviceAnswer, BacktestAnswer } from "./backtest-schemas";
import { storedHistory } from "./stored-history";

let world: World;
let api: TestApi;
let token: string;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await sampleOrganisation(world);
  api = testApi(world.kernel);
  token = await world.tokenOf("ed");
});
afterAll(() => world.close());

type Rows = [t: number, v: number | null][];
interface Case {
  name: string;
  criterion: Record<string, unknown>;
  from: number;
  to: number;
  samples: { canary: Rows; baseline?: Rows };
  expect: {
    transitions: { at: number; from: string | null; to: string }[];
    evaluations: number;
    firstBreachAt: number | null;
    final: string;
    values: (number | null)[];
  };
}
const { cases } = JSON.parse(
  readFileSync(new URL("fixtures/criteria-vectors.json", import.meta.url), "utf8"),
) as { cases: Case[] };

const run = (body: Record<string, unknown>, query = "") =>
  api.request("POST", `/criteria/backtest${query}`, { token, body });
const iso = (ms: number) => new Date(ms).toISOString();
const threshold = {
  kind: "threshold",
  agg: "last",
  window: "1m",
  step: "1m",
  breach: { op: ">", value: "10" },
};
const minute = 60_000;

describe("a backtest", () => {
  it.each(cases)("answers the vector: $name", async ({ criterion, from, to, samples, expect: expected }) => {
    const answer = await run({ criterion, from: iso(from), to: iso(to), samples }, "?points=true");
    expect(answer.status).toBe(200);
    const found = answer.as<BacktestAnswer>();
    expect(found).toMatchObject({
      evaluations: expected.evaluations,
      firstBreachAt: expected.firstBreachAt,
      final: expected.final,
    });
    expect(found.transitions.map(({ value: _, ...each }) => each)).toEqual(expected.transitions);
    const off = expected.values.map((value, index) => {
      const own = found.points?.[index]?.value ?? null;
      return value === null || own === null ? (value === own ? 0 : Infinity) : Math.abs(value - own);
    });
    expect(Math.max(...off)).toBeLessThan(1e-9);
  });

  it("reads what is stored of a release by the same rule, in series as they were sent", async () => {
    const declared = { name: "stored_ms", unit: "ms", better: "lower" };
    expect((await api.request("POST", "/metrics", { token, body: declared })).status).toBe(201);
    const { slug } = await makeRelease(world, { slug: "with-samples" });
    const from = Math.floor(world.kernel.clock.now().getTime() / minute) * minute - 30 * minute;
    const rows: Rows = Array.from({ length: 20 }, (_, n) => [from + n * minute, n]);
    const samples = rows.flatMap(([t, v]) => [
      { metric: "stored_ms", release: slug, cohort: "canary", labels: { region: "eu" }, t, v },
      { metric: "stored_ms", release: slug, cohort: "canary", labels: { region: "us" }, t, v: 0 },
      { metric: "stored_ms", cohort: "baseline", t, v: 1 },
    ]);
    expect((await api.request("POST", "/metrics/samples", { token, body: { samples } })).body).toMatchObject({
      accepted: 60,
    });
    const asked = { from: iso(from), to: iso(from + 25 * minute) };
    const criterion = { ...threshold, metric: "stored_ms", where: { region: "eu" } };
    const stored = await run({ criterion, ...asked, release: slug }, "?points=true");
    const sent = await run({ criterion, ...asked, samples: { canary: rows } }, "?points=true");
    expect(stored.body).toEqual(sent.body);
    const ratio = { ...threshold, kind: "ratio", metric: "stored_ms", agg: "max" };
    expect(
      (await run({ criterion: ratio, ...asked, release: slug })).as<BacktestAnswer>().firstBreachAt,
    ).toBe(from + 11 * minute);
    const held = { criterion: CriterionToTry.parse(criterion), slug, actor: world.system, now: new Date() };
    const span = { from, to: from + 25 * minute };
    const { prisma } = world.kernel.db;
    await expect(storedHistory(prisma, { ...held, ...span, most: 19 })).rejects.toMatchObject({
      extras: { faults: [{ path: "/to" }] },
    });
    expect((await storedHistory(prisma, { ...held, ...span, most: 20 })).canary).toHaveLength(1);
    const outside = await run({ criterion, ...asked, release: "not-there" });
    expect(outside.status).toBe(404);
  });

  it("says what labelled incidents it found, missed, and what it would have rolled back for nothing", async () => {
    const high = (from: number, to: number): Rows =>
      Array.from({ length: to - from }, (_, n) => [(from + n) * minute, 20]);
    const low: Rows = Array.from({ length: 60 }, (_, n) => [n * minute, 1]);
    const canary = low.map(([t, v]) => [...high(10, 15), ...high(40, 42)].find(([at]) => at === t) ?? [t, v]);
    const answer = await run({
      criterion: { ...threshold, for: "1m" },
      from: iso(0),
      to: iso(59 * minute),
      samples: { canary },
      incidents: [
        { from: iso(9 * minute), to: iso(15 * minute) },
        { from: iso(50 * minute), to: iso(55 * minute) },
      ],
    });
    expect(answer.as<BacktestAnswer>().score).toEqual({
      hits: 1,
      misses: 1,
      falseRollbacks: 1,
      delaysMs: [2 * minute],
      medianDelayMs: 2 * minute,
    });
  });

  it("refuses what makes no sense by its field", async () => {
    const asked = { criterion: threshold, from: iso(0), to: iso(60 * minute) };
    const canary: unknown[] = [[0, 1]];
    const faults: [Record<string, unknown>, string][] = [
      [{ ...asked, samples: { canary: [[0, "1"]] } }, "/samples/canary/0"],
      [{ ...asked, samples: { canary: [[0]] } }, "/samples/canary/0"],
      [{ ...asked, samples: { canary, baseline: [[0.5, 1]] } }, "/samples/baseline/0"],
      [{ ...asked, to: iso(-minute), samples: { canary } }, "/to"],
      [{ ...asked, to: "2999-01-01T00:00:00Z", samples: { canary } }, "/to"],
      [asked, "/samples"],
      [{ ...asked, samples: { canary }, release: "x" }, "/samples"],
      [
        { ...asked, samples: { canary }, criterion: { ...threshold, for: "1m", mOfN: { m: 1, n: 2 } } },
        "/criterion/mOfN",
      ],
      [
        { ...asked, samples: { canary }, criterion: { ...threshold, clear: { op: "<", value: "11" } } },
        "/criterion/clear/value",
      ],
      [
        {
          ...asked,
          samples: { canary: [[0, 2, 1]] },
          criterion: { kind: "burn-rate", step: "1m", objective: "0.9" },
        },
        "/samples/canary/0",
      ],
    ];
    for (const [body, path] of faults) {
      const answer = await run(body);
      expect(answer.status, path).toBe(422);
      expect(answer.as<{ errors: { path: string }[] }>().errors.map((each) => each.path)).toContain(path);
    }
  });
});

describe("a criterion's page", () => {
  const criterion = CriterionToTry.parse({ ...threshold, metric: "stored_ms" });
  const ask = async (who: string, over: Partial<Parameters<typeof getStoredTrial>[1]> = {}) =>
    getStoredTrial(world.kernel.db.prisma, {
      slug: "with-samples",
      criterion,
      from: null,
      to: null,
      regressions: 0,
      zone: "UTC",
      actor: await world.actor(who),
      now: world.kernel.clock.now(),
      incidents: [],
      ...over,
    });

  it("shows what is stored, up to the newest sample, in the metric's unit", async () => {
    const { trial, asked, isDeclared } = await ask("ed");
    expect([asked.unit, isDeclared]).toEqual(["ms", true]);
    expect(trial?.chart.panels[0]).toMatchObject({ title: "last of stored_ms", unit: "ms" });
    expect(trial?.chart.panels[0]?.lines.map(({ key }) => key)).toEqual(["canary", "baseline"]);
    expect(trial?.advice).toBeNull();
  });

  it("compares thresholds where incidents are labelled", async () => {
    const newest = (await ask("ed")).trial?.chart.to ?? 0;
    const { trial } = await ask("ed", { incidents: [{ from: newest - 5 * minute, to: newest }] });
    expect(trial?.score).not.toBeNull();
    expect(trial?.advice?.some(({ isPresent }) => isPresent)).toBe(true);
  });

  it("is empty where nothing is stored, and says whether the metric is declared", async () => {
    const other = CriterionToTry.parse({ ...threshold, metric: "never_declared" });
    expect(await ask("ed", { criterion: other })).toMatchObject({ trial: null, isDeclared: false });
    await expect(ask("ed", { slug: "no-such-release" })).rejects.toThrow(/release/);
  });
});

describe("advice on a threshold", () => {
  const from = Date.UTC(2026, 0, 1);
  const canary: Rows = Array.from({ length: 60 }, (_, n) => [
    from + n * minute,
    n >= 30 && n < 40 ? 20 : n === 10 ? 14 : 5,
  ]);
  const body = {
    criterion: { ...threshold, breach: { op: ">", value: "12" } },
    from: iso(from),
    to: iso(from + 59 * minute),
    samples: { canary },
    incidents: [{ from: iso(from + 30 * minute), to: iso(from + 40 * minute) }],
  };
  const ask = (over: Record<string, unknown> = {}) =>
    api.request("POST", "/criteria/advise", { token, body: { ...body, ...over } });

  it("finds the thresholds that find the incident and nothing else", async () => {
    const answer = await ask();
    expect(answer.status).toBe(200);
    const { candidates, evaluations, op } = answer.as<AdviceAnswer>();
    expect([evaluations, op]).toEqual([60, ">"]);
    expect(candidates.find(({ isPresent }) => isPresent)).toMatchObject({
      value: "12",
      falseRollbacks: 1,
      falseMs: minute,
      misses: 0,
      medianDelayMs: 0,
      isUndominated: false,
    });
    const best = candidates.filter(({ isUndominated }) => isUndominated).map(({ value }) => Number(value));
    expect(Math.min(...best)).toBeGreaterThanOrEqual(14);
    expect(Math.max(...best)).toBeLessThan(20);
  });

  it.each([
    [{ incidents: [] }, "/incidents"],
    [{ criterion: { kind: "burn-rate", objective: "0.99", step: "1m" } }, "/criterion/kind"],
    [{ to: iso(from + 50_001 * minute) }, "/to"],
  ])("refuses %j", async (over, path) => {
    const answer = await ask(over);
    expect(answer.status).toBe(422);
    expect(answer.as<{ errors: { path: string }[] }>().errors[0]?.path).toBe(path);
  });

  it("does not tell that a release exists that one may not see", async () => {
    expect((await ask({ samples: undefined, release: "no-such-release" })).status).toBe(404);
  });
});
