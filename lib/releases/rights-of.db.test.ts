import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import { changeRights } from "@/lib/policy/change-rights";
import type { Decision, RightsRow } from "@/lib/policy/model";
import { loadOrganisation } from "@/lib/policy/queries";
import { testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { makeWorld, type World } from "@/lib/testing/world";
import { readRightsOf } from "./rights-of-queries";
import type { ReleaseRightsAnswer } from "./rights-of-schemas";

let world: World;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.release({ slug: "one", roles: { "release-champion": ["cora"] } });
  await world.release({ slug: "hidden", restrictedTo: ["cora"] });
  const byChampion = (decision: Decision): RightsRow => ({
    decision,
    slots: [{ roles: ["release-champion"], count: 1, allowAuthor: true }],
  });
  const rights: RightsRow[] = [
    ...(["release.create", "rights.change", "component.register"] as const).map(byChampion),
    { decision: "hold.lift", slots: [{ roles: ["engineer"], count: 2 }] },
    { decision: "hold.place", slots: [{ roles: ["engineer"], count: 1 }] },
    { decision: "exposure.increase", slots: [{ roles: ["engineer"], count: 1 }], exposureAbove: 50 },
  ];
  await changeRights.execute(world.kernel, { table: { rights } }, world.call(await world.actor("cora")));
  await world.release({ slug: "two" });
});
afterAll(() => world.close());

async function rightsOf(slug: string, by = "mia") {
  const token = await world.tokenOf(by);
  return testApi(world.kernel).request("GET", `/releases/${slug}/rights`, { token });
}

describe("the rights on a release", () => {
  it("are the organisation's rows and its template's together, with who could decide now", async () => {
    const { items, nobody } = (await rightsOf("two")).as<z.output<typeof ReleaseRightsAnswer>>();
    const on = (decision: string) => items.find((each) => each.decision === decision);
    expect(on("hold.lift")).toMatchObject({
      title: "Lift a hold",
      joint: "each",
      rows: [{ source: "organisation" }, { source: "template", when: null }],
      now: {
        alone: [],
        isPossible: true,
        together: [
          { roles: ["engineer"], count: 2, whoMay: [{ name: "ed" }, { name: "eve" }] },
          { roles: ["release-champion"], count: 1, whoMay: [{ name: "cora" }, { name: "cy" }] },
        ],
      },
    });
    expect(on("hold.place")).toMatchObject({
      joint: "any",
      now: { alone: [{ name: "cora" }, { name: "cy" }, { name: "ed" }, { name: "eve" }] },
    });
    expect(on("exposure.increase")).toMatchObject({ rows: [{ when: "exposure above 50 %" }], now: null });
    expect(on("release.create")).toBeUndefined();
    expect(nobody).toContain("rollback.propose");
  });

  it("are those that were in force when it started", async () => {
    const { items } = (await rightsOf("one")).as<z.output<typeof ReleaseRightsAnswer>>();
    expect(items.find(({ decision }) => decision === "hold.lift")).toMatchObject({
      rows: [
        { source: "organisation", slots: [{ roles: ["release-champion"], count: 1 }] },
        { source: "template" },
      ],
      now: { alone: [{ name: "cora" }] },
    });
  });

  it("are not there for those who do not see the release", async () => {
    expect((await rightsOf("hidden")).status).toBe(404);
    expect((await rightsOf("hidden", "cora")).status).toBe(200);
  });

  it("are read of a template by who is in the pools", async () => {
    const organisation = await loadOrganisation(world.kernel.db.prisma, world.clock.now());
    const asked = { actor: await world.actor("mia"), organisation };
    const read = await readRightsOf(world.kernel.db.prisma, { kind: "template", key: "sample" }, asked);
    expect(read.title).toBe("Sample");
    expect(read.holders["release-champion"]?.map(({ name }) => name)).toEqual(["cora", "cy"]);
    expect(read.organisation.map(({ decision }) => decision)).toEqual([
      "hold.lift",
      "hold.place",
      "exposure.increase",
    ]);
    await expect(
      readRightsOf(world.kernel.db.prisma, { kind: "template", key: "nothing" }, asked),
    ).rejects.toMatchObject({ code: "not-found" });
  });
});
