import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { testDatabase } from "@/lib/testing/database";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";

let world: ReleaseWorld;

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
});
afterAll(() => world.close());

const body = {
  key: "tokenizer",
  title: "Tokenizer",
  kind: "model",
  tier: 1,
  owner: "speech",
  dependsOn: ["silero-vad"],
};

describe("components", () => {
  it("is registered by who keeps the catalogue, with an entry", async () => {
    const answer = await world.send("keeper", "POST", "/components", body);
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ ...body, live: null });
    const entry = (await world.entries()).at(-1);
    expect(entry).toMatchObject({
      type: "component.registered",
      before: null,
      payload: body,
      by: { role: "keepers" },
    });
    expect(await world.ok("outsider", "GET", "/components/silero-vad")).toMatchObject({
      owner: "speech",
      tier: 2,
      live: null,
      dependents: ["gateway", "tokenizer"],
    });
  });

  it("is refused to others, who are told who may", async () => {
    const refusal = await world.refused("outsider", "POST", "/components", { ...body, key: "other" });
    expect(refusal).toMatchObject({
      status: 403,
      code: "not-a-holder",
      whoMay: [{ email: "keeper@example.org" }],
    });
    const token = await world.machine("robot", ["bundles"]);
    const byMachine = await world.refused(token, "POST", "/components", { ...body, key: "other" });
    expect(byMachine).toMatchObject({ status: 403, code: "scope-missing" });
  });

  it.each([
    ["a key that is taken", { key: "silero-vad" }, 409, "/key"],
    ["a kind that is none", { key: "x", kind: "toy" }, 422, "/kind"],
    ["a tier out of range", { key: "x", tier: 5 }, 422, "/tier"],
    ["a team that is none", { key: "x", owner: "nobody" }, 422, "/owner"],
    ["a dependency that is none", { key: "x", dependsOn: ["silero-vad", "ghost"] }, 422, "/dependsOn/1"],
    ["a dependency on itself", { key: "x", dependsOn: ["x"] }, 422, "/dependsOn/0"],
    ["a dependency that stands twice", { key: "x", dependsOn: ["gateway", "gateway"] }, 422, "/dependsOn/1"],
    ["an unknown field", { key: "x", colour: "red" }, 422, "/colour"],
    [
      "a bundle before there can be one",
      { key: "x", live: { digest: `sha256:${"0".repeat(64)}`, reason: "r" } },
      422,
      "/live/digest",
    ],
  ])("refuses %s with its path", async (_name, change, status, path) => {
    const refusal = await world.refused("keeper", "POST", "/components", {
      ...body,
      dependsOn: [],
      ...change,
    });
    expect(refusal).toMatchObject({ status, field: path });
  });

  it("names the circle that a change would close", async () => {
    const change = { title: "Silero VAD", kind: "model", tier: 2, owner: "speech", dependsOn: ["gateway"] };
    const refusal = await world.refused("keeper", "PUT", "/components/silero-vad", change);
    expect(refusal).toMatchObject({ status: 422, field: "/dependsOn/0" });
    expect(refusal.detail).toContain("silero-vad → gateway → silero-vad");
  });

  it("lets two changes at once not close a circle", async () => {
    const base = { kind: "model", owner: "speech" };
    for (const key of ["left", "right"])
      await world.ok("keeper", "POST", "/components", { ...base, key, title: key });
    const answers = await Promise.all([
      world.send("keeper", "PUT", "/components/left", { ...base, title: "left", dependsOn: ["right"] }),
      world.send("keeper", "PUT", "/components/right", { ...base, title: "right", dependsOn: ["left"] }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  });

  it("keeps what a component was before it changed", async () => {
    const change = {
      title: "Gateway 2",
      kind: "service",
      tier: 1,
      owner: "guards",
      dependsOn: ["silero-vad"],
    };
    await world.ok("keeper", "PUT", "/components/gateway", change);
    const { rows } = await world.kernel.db.pool.query(
      `SELECT v.title, v.valid_to IS NULL AS holds FROM component_versions v JOIN components c ON c.id = v.component_id WHERE c.key = 'gateway' ORDER BY v.valid_from, v.id`,
    );
    expect(rows).toEqual([
      { title: "Gateway", holds: false },
      { title: "Gateway 2", holds: true },
    ]);
    expect((await world.entries()).at(-1)).toMatchObject({
      type: "component.changed",
      payload: { key: "gateway", tier: 1 },
    });
    expect(await world.refused("keeper", "PUT", "/components/ghost", change)).toMatchObject({ status: 404 });
  });
});

describe("what is live", () => {
  it("is a registered bundle of the component, named with a reason that the entry only commits to", async () => {
    const { digest } = await world.register("silero-vad", { code: "legacy" });
    const answer = await world.ok("keeper", "POST", "/components/silero-vad/live", {
      digest,
      reason: "It has served since 2021",
    });
    expect(answer).toMatchObject({ live: digest });
    const entry = (await world.entries()).at(-1);
    expect(entry).toMatchObject({ type: "component.live-named", before: null, after: digest });
    expect(JSON.stringify(entry)).not.toContain("since 2021");
    expect(entry?.commitments["reason"]).toMatch(/^sha256:/);
  });

  it("is changed with the component too", async () => {
    const { digest } = await world.register("silero-vad", { code: "legacy 2" });
    const change = {
      title: "Silero VAD",
      kind: "model",
      tier: 2,
      owner: "speech",
      live: { digest, reason: "hot fix" },
    };
    expect(await world.ok("keeper", "PUT", "/components/silero-vad", change)).toMatchObject({ live: digest });
    expect((await world.entries()).slice(-2).map(({ type }) => type)).toEqual([
      "component.changed",
      "component.live-named",
    ]);
  });

  it("is not another component's bundle, nor none", async () => {
    const { digest } = await world.register("gateway", { code: "g" });
    for (const wrong of [digest, `sha256:${"1".repeat(64)}`]) {
      const refusal = await world.refused("keeper", "POST", "/components/silero-vad/live", {
        digest: wrong,
        reason: "r",
      });
      expect(refusal).toMatchObject({ status: 422, field: "/digest" });
    }
    const missing = await world.refused("keeper", "POST", "/components/silero-vad/live", { digest });
    expect(missing).toMatchObject({ status: 422, field: "/reason" });
  });
});

describe("the list", () => {
  it("goes on where the page before ended", async () => {
    const first = await world.ok<{ items: { key: string }[]; nextCursor: string }>(
      "outsider",
      "GET",
      "/components?limit=2",
    );
    const rest = await world.ok<{ items: { key: string }[]; nextCursor: null }>(
      "outsider",
      "GET",
      `/components?limit=3&cursor=${first.nextCursor}`,
    );
    expect([...first.items, ...rest.items].map(({ key }) => key)).toEqual([
      "gateway",
      "left",
      "right",
      "silero-vad",
      "tokenizer",
    ]);
    expect(rest.nextCursor).toBeNull();
    expect(await world.refused("outsider", "GET", "/components?cursor=abc")).toMatchObject({
      status: 422,
      field: "/cursor",
    });
  });
});
