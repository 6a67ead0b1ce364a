import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";

import { testDatabase } from "@/lib/testing/database";
import { templateDocument } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";

let world: ReleaseWorld;

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
});
afterAll(() => world.close());

const asYaml = { headers: { "content-type": "application/yaml" } };

function publish(by: string, text: string | Uint8Array) {
  return world.send(by, "POST", "/templates", text, asYaml);
}

describe("publishing a template", () => {
  it("makes a version from YAML, keeps the text, and warns", async () => {
    const text = `# for people who read\n${stringify({ ...templateDocument, key: "written", rights: [] })}`;
    const answer = await publish("keeper", text);
    expect(answer.status).toBe(201);
    expect(answer.as<{ version: number; warnings: { decision?: string }[] }>()).toMatchObject({
      key: "written",
      version: 1,
      isNew: true,
    });
    expect(
      answer
        .as<{ warnings: { decision?: string }[] }>()
        .warnings.some(({ decision }) => decision === "stage.advance"),
    ).toBe(true);
    const yaml = await world.send("outsider", "GET", "/templates/written/versions/1", undefined, {
      headers: { accept: "application/yaml" },
    });
    expect(yaml.body).toBe(text);
    const json = await world.ok<{ document: object; mediaType: string }>(
      "outsider",
      "GET",
      "/templates/written/versions/1",
    );
    expect(json).toMatchObject({ mediaType: "application/yaml", document: parse(text) as object });
    expect((await world.entries()).at(-1)).toMatchObject({
      type: "template.published",
      before: null,
      payload: { key: "written", version: 1 },
    });
  });

  it("makes no version where the latest reads just so", async () => {
    const again = await world.send("keeper", "POST", "/templates", templateDocument);
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ version: 1, isNew: false });
    expect((await world.entries()).at(-1)).toMatchObject({ type: "template.confirmed" });
  });

  it("makes the next version, and shows what changed", async () => {
    const answer = await world.ok("keeper", "POST", "/templates", {
      ...templateDocument,
      title: "Model release, mended",
    });
    expect(answer).toMatchObject({ version: 2, isNew: true });
    const { versions, latest } = await world.ok<{ versions: object[]; latest: number }>(
      "outsider",
      "GET",
      "/templates/model-release",
    );
    expect([latest, versions.length]).toEqual([2, 2]);
    const { changes } = await world.ok<{ changes: object[] }>(
      "outsider",
      "GET",
      "/templates/model-release/versions/1/diff/2",
    );
    expect(changes).toEqual([
      {
        area: "template",
        path: "/title",
        change: "changed",
        before: "Model release",
        after: "Model release, mended",
        effect: "loosening",
        why: "title is wording: no rule proves that it asks as much",
      },
    ]);
  });

  it("is refused to who does not hold the right", async () => {
    const refusal = await world.refused("champ", "POST", "/templates", { ...templateDocument, key: "x" });
    expect(refusal).toMatchObject({
      status: 403,
      code: "not-a-holder",
      whoMay: [{ email: "keeper@example.org" }],
    });
  });

  it("names every fault with its path", async () => {
    const [stage] = templateDocument.stages;
    const wrong = {
      ...templateDocument,
      colour: 1,
      stages: [{ ...stage, gates: [{ key: "g", requirements: [{ key: "r", kind: "dream" }] }] }],
    };
    const refusal = await world.refused("keeper", "POST", "/templates", wrong);
    expect(refusal.status).toBe(422);
    expect(refusal.errors?.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["/colour", "/stages/0/gates/0/requirements/0/kind"]),
    );
  });

  it("refuses a role that the organisation does not have", async () => {
    const wrong = { ...templateDocument, roles: [...templateDocument.roles, "astrologer"] };
    expect(await world.refused("keeper", "POST", "/templates", wrong)).toMatchObject({
      status: 422,
      field: "/roles/3",
    });
  });

  it("refuses YAML bombs, invalid UTF-8, other media types and too much", async () => {
    const bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
    expect(await world.refused("keeper", "POST", "/templates", bomb, asYaml)).toMatchObject({ status: 422 });
    const invalid = new Uint8Array([0x6b, 0x65, 0x79, 0x3a, 0x20, 0xff]);
    expect(await world.refused("keeper", "POST", "/templates", invalid, asYaml)).toMatchObject({
      status: 422,
    });
    const text = { headers: { "content-type": "text/plain" } };
    expect(await world.refused("keeper", "POST", "/templates", "key: x", text)).toMatchObject({
      status: 415,
    });
    const large = `# ${"x".repeat(1024 * 1024)}`;
    expect(await world.refused("keeper", "POST", "/templates", large, asYaml)).toMatchObject({ status: 413 });
    expect(await world.refused("keeper", "POST", "/templates", "", asYaml)).toMatchObject({ status: 422 });
  });

  it("knows no version that was not published", async () => {
    for (const path of [
      "/templates/ghost",
      "/templates/model-release/versions/9",
      "/templates/model-release/versions/1/diff/9",
    ])
      expect(await world.refused("outsider", "GET", path)).toMatchObject({ status: 404 });
    expect(await world.refused("outsider", "GET", "/templates/model-release/versions/x")).toMatchObject({
      status: 422,
    });
  });
});
