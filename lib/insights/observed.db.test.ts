import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changeComponent } from "@/lib/catalogue/change-component";
import { testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { makeEntries } from "@/lib/testing/entries";
import { makeWorld, type World } from "@/lib/testing/world";
import { nameDatasets } from "./name-datasets";
import { observeDependencies, observeRun } from "./observe";
import { datasetsDigest, datasetsOf, listUnintended } from "./observed-queries";

let world: World;
beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.release({ slug: "first", draft: true });
  for (const key of ["reader", "maker", "other"]) await world.component(key, "owners", "cora");
}, 60_000);
afterAll(() => world.close());

const db = () => world.kernel.db.prisma;
const pairs = async () =>
  (await listUnintended(db(), {})).items.map(({ component, dependsOn }) => `${component} ${dependsOn}`);
const run = (key: string, inputs: string[], outputs: string[] = []) => {
  const datasets = (names: string[]) => names.map((name) => ({ namespace: "warehouse", name, facets: {} }));
  const event = {
    eventTime: "2026-11-27T00:00:00Z",
    run: { runId: "1" },
    job: { namespace: "jobs", name: "nightly" },
    inputs: datasets(inputs),
    outputs: datasets(outputs),
  };
  return observeRun(world.kernel, { key, event });
};
const name = async (key: string, names: string[], by = "cora", expected?: string) =>
  nameDatasets.execute(
    world.kernel,
    { key, datasets: names.map((each) => ({ namespace: "warehouse", name: each })), expected },
    world.call(await world.actor(by)),
  );

describe("what components were seen to depend on", () => {
  it("is unintended until it is declared, and seen again it is the same", async () => {
    const seen = () =>
      observeDependencies(world.kernel, { key: "reader", dependencies: ["other", "reader", "nothing"] });
    expect(await seen()).toEqual({ recorded: 1, unknown: ["nothing"] });
    const [first] = (await listUnintended(db(), {})).items;
    world.clock.shift(60_000);
    await seen();
    const [again, ...more] = (await listUnintended(db(), { team: "owners" })).items;
    expect(more).toEqual([]);
    expect(again).toMatchObject({
      component: "reader",
      dependsOn: "other",
      through: [],
      firstSeenAt: first?.firstSeenAt,
    });
    expect(Date.parse(again?.lastSeenAt ?? "")).toBeGreaterThan(Date.parse(first?.lastSeenAt ?? ""));
    expect((await listUnintended(db(), { team: "nobody" })).items).toEqual([]);
    await changeComponent.execute(
      world.kernel,
      { key: "reader", title: "Reader", kind: "model", tier: 2, owner: "owners", dependsOn: ["other"] },
      world.call(await world.actor("cora")),
    );
    expect(await pairs()).toEqual([]);
  });

  it("is told by datasets once somebody names whose they are, whichever side wrote", async () => {
    expect(await run("reader", ["scores"])).toEqual({
      recorded: 1,
      unmapped: [{ namespace: "warehouse", name: "scores" }],
    });
    expect(await pairs()).toEqual([]);
    await name("maker", ["scores", "features"]);
    expect(await makeEntries(world.kernel.db).last("component.datasets-named")).toMatchObject({
      payload: {
        key: "maker",
        datasets: [
          { namespace: "warehouse", name: "features" },
          { namespace: "warehouse", name: "scores" },
        ],
      },
    });
    expect(await pairs()).toEqual(["reader maker"]);
    expect((await run("maker", [], ["scores"])).unmapped).toEqual([]);
    expect(await pairs()).toEqual(["reader maker"]);
    await run("other", [], ["features"]);
    expect(await pairs()).toEqual(["maker other", "reader maker"]);
    const [first] = (await listUnintended(db(), { limit: 1 })).items;
    expect(first?.through).toEqual(["warehouse features"]);
    const page = await listUnintended(db(), { limit: 1 });
    expect((await listUnintended(db(), { limit: 1, cursor: page.nextCursor ?? "" })).items).toMatchObject([
      { component: "reader" },
    ]);
  });

  it("is a table as well, of the same team's components as the list", async () => {
    const token = await world.tokenOf("mia");
    const csv = async (query: string) =>
      testApi(world.kernel).request("GET", `/insights/unintended-dependencies.csv${query}`, { token });
    const all = await csv("");
    expect(all.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const [head, ...lines] = all.as<string>().trimEnd().split("\r\n");
    expect(head).toBe("component,title,owner,depends_on,depends_on_title,through,first_seen_at,last_seen_at");
    expect(
      lines.map((line) => {
        const [component, , , dependsOn, , through] = line.split(",");
        return [component, dependsOn, through];
      }),
    ).toEqual([
      ["maker", "other", "warehouse features"],
      ["reader", "maker", "warehouse scores"],
    ]);
    expect((await csv("?team=owners")).body).toBe(all.body);
    expect((await csv("?team=nobody")).body).toBe(`${head}\r\n`);
    expect((await csv("?limit=1")).status).toBe(422);
  });

  it("belongs to one component, named by those who may register it, as they read it", async () => {
    await expect(name("other", ["scores"])).rejects.toMatchObject({ code: "invalid-input" });
    await expect(name("other", ["more", "more"])).rejects.toMatchObject({ code: "invalid-input" });
    await expect(name("maker", [], "mia")).rejects.toMatchObject({ code: "not-a-holder" });
    const before = await datasetsOf(db(), "maker");
    await name("maker", ["scores"], "cora", datasetsDigest(before));
    await expect(name("maker", [], "cora", datasetsDigest(before))).rejects.toMatchObject({
      code: "precondition-failed",
    });
    expect(await pairs()).toEqual(["reader maker"]);
    await expect(run("nothing", ["scores"])).rejects.toMatchObject({ code: "not-found" });
  });

  it("stays seen: no row is removed, renamed or seen earlier", async () => {
    const { pool } = world.kernel.db;
    await expect(pool.query("DELETE FROM observed_uses")).rejects.toThrow(/permission denied/);
    await expect(pool.query("UPDATE observed_uses SET name = 'x'")).rejects.toThrow(/permission denied/);
    await expect(
      pool.query("UPDATE observed_uses SET last_seen_at = first_seen_at - interval '1 day'"),
    ).rejects.toThrow(/keeps what was seen|observed_uses_seen/);
  });

  it("is bounded: names that change with each run are refused before they fill the table", async () => {
    const names = (from: number) => Array.from({ length: 1_000 }, (_, index) => `run-${from + index}`);
    for (let from = 0; from < 5_000; from += 1_000) await run("other", names(from)).catch(() => null);
    await expect(run("other", names(5_000))).rejects.toMatchObject({ code: "conflict" });
    expect(await db().observedUse.count({ where: { component: { key: "other" } } })).toBeLessThanOrEqual(
      5_000,
    );
  });
});
