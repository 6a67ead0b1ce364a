import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rightsFor, releaseBody } from "@/lib/testing/release-documents";
import { testDatabase } from "@/lib/testing/database";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import { listComponentRows } from "./component-queries";
import type { DependencyAnswer } from "./schemas";
import type { z } from "zod";

type Answer = z.output<typeof DependencyAnswer>;

let world: ReleaseWorld;

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
  const rights = [
    ...rightsFor("keepers", ["component.register", "rights.change", "pool.change"]),
    ...rightsFor("release-champion", ["release.create"]),
    ...rightsFor("technical-lead", ["component.pause"]),
  ];
  await world.ok("keeper", "PUT", "/rights", { rights });
  for (const [key, dependsOn] of [
    ["corpus", []],
    ["acoustic", ["corpus"]],
    ["decoder", ["acoustic"]],
    ["assistant", ["decoder"]],
  ] as const)
    await world.ok("keeper", "POST", "/components", {
      key,
      title: `Title of ${key}`,
      kind: "model",
      tier: 3,
      owner: "speech",
      dependsOn,
    });
  await world.ok("champ", "POST", "/releases", {
    ...releaseBody("better-decoder"),
    components: [{ key: "decoder" }],
    restrictedTo: ["champ@example.org"],
  });
  await world.ok("lead", "POST", "/components/acoustic/pause", { reason: "It hears voices." });
});
afterAll(() => world.close());

describe("what depends on what", () => {
  it("is told of all components, each with whether it is paused and what is in flight on it", async () => {
    const { items } = await world.ok<Answer>("champ", "GET", "/dependencies");
    const own = items.filter(({ key }) => ["corpus", "acoustic", "decoder", "assistant"].includes(key));
    expect(own).toMatchObject([
      { key: "acoustic", dependsOn: ["corpus"], isPaused: true, releases: [], relation: null },
      { key: "assistant", dependsOn: ["decoder"], isPaused: false },
      { key: "corpus", dependsOn: [], owner: "speech" },
      { key: "decoder", releases: [{ slug: "better-decoder", state: "draft" }] },
    ]);
  });

  it("is told of what is near one component, so many steps away, and how each stands to it", async () => {
    const near = async (query: string) =>
      (await world.ok<Answer>("champ", "GET", `/dependencies?component=acoustic${query}`)).items.map(
        ({ key, relation, steps }) => `${key} ${relation} ${steps}`,
      );
    expect(await near("")).toEqual([
      "acoustic itself 0",
      "assistant user 2",
      "corpus used 1",
      "decoder user 1",
    ]);
    expect(await near("&depth=1")).toEqual(["acoustic itself 0", "corpus used 1", "decoder user 1"]);
    expect(await world.refused("champ", "GET", "/dependencies?component=nowhere")).toMatchObject({
      status: 404,
    });
  });

  it("names no release that the caller does not see", async () => {
    const { items } = await world.ok<Answer>("outsider", "GET", "/dependencies?component=decoder");
    expect(items.every(({ releases }) => releases.length === 0)).toBe(true);
  });
});

describe("the list", () => {
  it("is narrowed to what is paused, and says what depends on each", async () => {
    const actor = { kind: "system" as const, job: "test" };
    const { items } = await listComponentRows(world.kernel.db.prisma, { actor, state: "paused" });
    expect(items).toMatchObject([{ key: "acoustic", isPaused: true, dependents: ["decoder"] }]);
  });
});
