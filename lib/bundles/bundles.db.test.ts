import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { testDatabase } from "@/lib/testing/database";
import { releaseBody } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import { manifestOf } from "@/lib/testing/world";

let world: ReleaseWorld;
let robot: string;

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
  robot = await world.machine("robot", ["read", "bundles"]);
});
afterAll(() => world.close());

const path = "/components/silero-vad/bundles";

interface Registered {
  digest: string;
  isNew: boolean;
  authors: { email: string }[];
  unknownAuthors: string[];
}

describe("registering a bundle", () => {
  it("answers its digest, with the uploading person as author", async () => {
    const manifest = manifestOf("silero-vad", { code: "a", "model-weights": "w" });
    const first = await world.send("lead", "POST", path, manifest);
    expect(first.status).toBe(201);
    const { digest, authors } = first.as<Registered>();
    expect(authors).toEqual([{ name: "lead", email: "lead@example.org" }]);
    expect((await world.entries()).at(-1)).toMatchObject({
      type: "bundle.registered",
      after: digest,
      payload: { component: "silero-vad", isNew: true },
    });
    const reordered = Object.fromEntries(Object.entries(manifest).toReversed());
    const again = await world.send("sec", "POST", path, reordered);
    expect(again.status).toBe(200);
    expect(again.as<Registered>()).toMatchObject({
      digest,
      isNew: false,
      authors: [{ email: "sec@example.org" }],
    });
    const detail = await world.ok<{ registrations: { by: string }[]; parts: object }>(
      "outsider",
      "GET",
      `${path}/${digest}`,
    );
    expect(detail.registrations.map(({ by }) => by)).toEqual(["lead", "sec"]);
    expect(Object.keys(detail.parts)).toEqual(["code", "model-weights"]);
  });

  it("takes a machine's authors from the manifest and keeps addresses that nobody has", async () => {
    const manifest = manifestOf("silero-vad", { code: "by machine" }, [
      "Lead@example.org",
      "ghost@example.org",
    ]);
    const answer = await world.ok<Registered>(robot, "POST", path, manifest);
    expect(answer.authors).toEqual([{ name: "lead", email: "lead@example.org" }]);
    expect(answer.unknownAuthors).toEqual(["ghost@example.org"]);
    const entry = (await world.entries()).at(-1);
    expect(entry).toMatchObject({ actor: { kind: "machine" }, payload: { unknownAuthorCount: 1 } });
    expect(JSON.stringify(entry)).not.toContain("@example.org");
    const detail = await world.ok<{ registrations: object[] }>("outsider", "GET", `${path}/${answer.digest}`);
    expect(detail.registrations).toMatchObject([
      { by: "robot", byMachine: true, unknownAuthors: ["ghost@example.org"] },
    ]);
    const nobody = await world.ok<Registered>(
      robot,
      "POST",
      path,
      manifestOf("silero-vad", { code: "none" }, []),
    );
    expect(nobody).toMatchObject({ authors: [], unknownAuthors: [] });
  });

  it("refuses a machine that does not say who wrote it", async () => {
    const refusal = await world.refused(robot, "POST", path, manifestOf("silero-vad", { code: "b" }));
    expect(refusal).toMatchObject({ status: 422, field: "/provenance/authors" });
  });

  it("refuses what is no manifest of this component", async () => {
    const manifest = manifestOf("silero-vad", { code: "c" });
    const cases: [string, unknown, number, string][] = [
      ["/components/gateway/bundles", manifest, 422, "/component"],
      [path, { ...manifest, format: 2 }, 422, "/format"],
      [path, { ...manifest, colour: "red" }, 422, "/colour"],
      [path, { ...manifest, artifacts: [{ kind: "toy", name: "x" }] }, 422, "/artifacts/0/kind"],
    ];
    for (const [at, body, status, field] of cases)
      expect(await world.refused("lead", "POST", at, body)).toMatchObject({ status, field });
    const ghost = await world.refused("lead", "POST", "/components/ghost/bundles", {
      ...manifest,
      component: "ghost",
    });
    expect(ghost).toMatchObject({ status: 404, code: "not-found" });
    const large = { body: `{"component":"${"x".repeat(8 * 1024 * 1024)}"}` };
    expect(await world.refused("lead", "POST", path, undefined, large)).toMatchObject({ status: 413 });
    const binary = { body: new Uint8Array([123, 34, 255, 34, 125]) };
    expect(await world.refused("lead", "POST", path, undefined, binary)).toMatchObject({ status: 400 });
  });

  it("changes nothing of a release, by whichever address", async () => {
    await world.ok("champ", "POST", "/releases", releaseBody("watched"));
    const before = await world.ok<{ components: unknown }>("champ", "GET", "/releases/watched");
    const manifest = manifestOf("silero-vad", { code: "for the release" });
    const { digest } = await world.ok<Registered>("outsider", "POST", "/releases/watched/bundles", manifest);
    expect(digest).toMatch(/^sha256:/);
    const after = await world.ok<{ components: unknown }>("champ", "GET", "/releases/watched");
    expect(after.components).toEqual(before.components);
    const other = await world.refused(
      "lead",
      "POST",
      "/releases/watched/bundles",
      manifestOf("gateway", { code: "x" }),
    );
    expect(other).toMatchObject({ status: 422, field: "/component" });
  });
});

it("a bundle's bill of materials is of its manifest, with when it was registered first", async () => {
  const { digest } = await world.register("silero-vad", { code: "bom", "model-weights": "w" });
  const first = await world.ok<{ metadata: { timestamp: string } }>(
    "outsider",
    "GET",
    `${path}/${digest}/bom`,
  );
  expect(first).toMatchObject({
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    components: [{ type: "file" }, { type: "machine-learning-model" }],
  });
  await world.register("silero-vad", { code: "bom", "model-weights": "w" }, "sec");
  expect(await world.ok("outsider", "GET", `${path}/${digest}/bom`)).toEqual(first);
  expect(Date.parse(first.metadata.timestamp)).toBeGreaterThan(0);
  expect(await world.refused("outsider", "GET", `/components/gateway/bundles/${digest}/bom`)).toMatchObject({
    status: 404,
  });
});

describe("the difference between two bundles", () => {
  it("goes artifact by artifact", async () => {
    const from = await world.register("silero-vad", { code: "1", dataset: "d" });
    const to = await world.register("silero-vad", { code: "2", "model-weights": "w" });
    const difference = await world.ok<{ artifacts: { kind: string; change: string }[] }>(
      "outsider",
      "GET",
      `${path}/${from.digest}/diff/${to.digest}`,
    );
    expect(difference.artifacts.map(({ kind, change }) => [kind, change])).toEqual([
      ["code", "changed"],
      ["dataset", "removed"],
      ["model-weights", "added"],
    ]);
    const missing = `${path}/${from.digest}/diff/sha256:${"0".repeat(64)}`;
    expect(await world.refused("outsider", "GET", missing)).toMatchObject({ status: 404 });
    expect(
      await world.refused("outsider", "GET", `/components/gateway/bundles/${from.digest}`),
    ).toMatchObject({ status: 404 });
    expect(await world.refused("outsider", "GET", `${path}/nonsense`)).toMatchObject({ status: 422 });
  });
});
