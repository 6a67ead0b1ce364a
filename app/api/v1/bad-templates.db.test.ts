import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, type Db } from "@/lib/platform/db";
import { testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { sampleTemplate } from "@/lib/testing/release";
import { fingerprint } from "@/lib/testing/search/invariants";
import { makeWorld, type World } from "@/lib/testing/world";

let world: World;
let watch: Db;
let token = "";

beforeAll(async () => {
  const { url } = await testDatabase();
  world = await makeWorld(url);
  watch = connect(url, { role: null, max: 1 });
  await world.release({ slug: "one" });
  token = await world.tokenOf("cora");
});
afterAll(async () => {
  await watch.close();
  await world.close();
});

const slot = (role: string) => ({ roles: [role], count: 1 });

describe("a template that cannot be", () => {
  const [evaluate, canary] = sampleTemplate.stages;
  const withGate = (change: Record<string, unknown>) => ({
    ...sampleTemplate,
    key: "bad",
    stages: [{ ...evaluate, gates: [{ ...evaluate?.gates[0], ...change }] }, canary],
  });
  const item = (slots: unknown[]) => [{ key: "reviewed", kind: "item", title: "Reviewed", slots }];
  const faults: [string, unknown, string][] = [
    [
      "a gate that names a role that the template does not have",
      withGate({ requirements: item([slot("ghost")]) }),
      "/stages/0/gates/0/requirements/0/slots/0/roles/0",
    ],
    [
      "an approval by a role that the template does not have",
      withGate({ approval: { slots: [slot("ghost")] } }),
      "/stages/0/gates/0/approval/slots/0/roles/0",
    ],
    [
      "a role that the organisation does not have",
      { ...sampleTemplate, key: "bad", roles: [...sampleTemplate.roles, "ghost"] },
      "/roles/4",
    ],
    [
      "a part that no bundle has",
      withGate({ requirements: [{ ...item([slot("engineer")])[0], dependsOn: ["model-wheights"] }] }),
      "/stages/0/gates/0/requirements/0/dependsOn/0",
    ],
    [
      "a gate that stands twice",
      { ...sampleTemplate, key: "bad", stages: [evaluate, { ...evaluate, key: "again" }] },
      "/stages/1/gates/0/key",
    ],
    [
      "a dependency on a stage of nothing",
      withGate({ requirements: [{ key: "dep", kind: "dependency", stage: "canary" }] }),
      "/stages/0/gates/0/requirements/0",
    ],
  ];

  it.each(faults)("names the path of %s", async (_, document, path) => {
    const answer = await testApi(world.kernel).request("POST", "/templates", { token, body: document });
    expect(answer.status, JSON.stringify(answer.body)).toBe(422);
    expect(answer.as<{ errors: { path: string }[] }>().errors.map((fault) => fault.path)).toContain(path);
  });

  const laughs = Array.from(
    { length: 12 },
    (_, n) =>
      `a${n}: &a${n} [${Array.from({ length: 9 }, () => (n === 0 ? "lol" : `*a${n - 1}`)).join(",")}]`,
  ).join("\n");
  const bombs: [string, string][] = [
    ["a billion laughs", laughs],
    ["an anchor alone", "key: &a x"],
    ["a merge key", "a: {b: 1}\nc:\n  <<: {d: 1}"],
    ["a tag", "key: !!js/function 'function(){}'"],
    ["a binary tag", "key: !!binary aGk="],
    ["deep nesting", "[".repeat(50_000)],
    ["deep indentation", Array.from({ length: 2_000 }, (_, n) => `${" ".repeat(n)}a:`).join("\n")],
    ["two documents", "key: a\n---\nkey: b"],
    ["a key twice", "key: a\nkey: b"],
    ["__proto__", "__proto__:\n  roles: [x]"],
    ["no number", "key: .nan\ntitle: .inf"],
    ["a huge number of items", `a: [${"1,".repeat(200_000)}1]`],
    ["a complex key", "? [a, b]\n: c"],
    ["a directive", "%YAML 1.1\n---\nkey: yes"],
    ["nothing", " "],
    ["tabs", "stages:\n\t- key: a"],
  ];

  it.each(bombs)("is refused quickly, and nothing is written: %s", async (_, text) => {
    const slow = { pool: watch.pool, world };
    const before = await fingerprint(slow);
    const answer = await testApi(world.kernel).request("POST", "/templates", {
      token: token,
      body: text,
      headers: { "content-type": "application/yaml" },
    });
    expect([400, 413, 422], JSON.stringify(answer.body)).toContain(answer.status);
    const { detail, errors } = answer.as<{ detail: string; errors?: { message: string }[] }>();
    expect((errors?.[0]?.message ?? detail).length).toBeGreaterThan(10);
    expect(await fingerprint(slow)).toEqual(before);
  });
});
