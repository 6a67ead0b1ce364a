import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";

import { testDatabase } from "@/lib/testing/database";
import { templateDocument } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import type { TemplateCheck } from "./template-answers";

let world: ReleaseWorld;

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
});
afterAll(() => world.close());

const yaml = { headers: { "content-type": "application/yaml" } };
const named = (key: string, change: Record<string, unknown> = {}) => ({
  ...templateDocument,
  key,
  ...change,
});

async function check(by: string, text: string | Uint8Array): Promise<TemplateCheck> {
  const before = await world.entries();
  const answer = await world.send(by, "POST", "/templates/validate", text, yaml);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  expect((await world.entries()).length).toBe(before.length);
  return answer.as<TemplateCheck>();
}

const publish = (by: string, document: object, headers: Record<string, string> = {}) =>
  world.send(by, "POST", "/templates", document, { headers });

describe("checking a template", () => {
  it("finds what publishing would refuse, at its line, and publishes nothing", async () => {
    const text = stringify({ ...templateDocument, roles: [...templateDocument.roles, "astrologer"] });
    const { valid, faults, preview } = await check("keeper", text);
    expect({ valid, preview }).toEqual({ valid: false, preview: null });
    expect(faults.map(({ path }) => path)).toEqual(["/roles/3"]);
    expect(text.split("\n")[(faults[0]?.line ?? 0) - 1]).toContain("astrologer");
    const refusal = await world.refused("keeper", "POST", "/templates", text, yaml);
    expect(refusal.errors?.map((fault) => fault.path)).toEqual(["/roles/3"]);
  });

  it("answers the template in words, what changed from the latest version, and its effect", async () => {
    const changed = { ...templateDocument, title: "Another", rights: templateDocument.rights.slice(1) };
    const { preview, latest, changes, isNew, publish: may } = await check("keeper", stringify(changed));
    expect(preview).toMatchObject({ title: "Another", stages: [{ key: "evaluate" }, { key: "production" }] });
    expect(latest).toMatchObject({ version: 1 });
    expect(changes.map(({ path, effect }) => [path, effect])).toEqual([
      ["/title", "loosening"],
      [`/rights/${templateDocument.rights[0]?.decision}`, "loosening"],
    ]);
    expect([isNew, may.allowed]).toEqual([true, true]);
    expect((await check("keeper", stringify(templateDocument))).isNew).toBe(false);
  });

  it("says to who may not publish who may, and does them no harm", async () => {
    const { valid, publish: may } = await check("champ", stringify(named("other")));
    expect(valid).toBe(true);
    expect(may).toMatchObject({ allowed: false, whoMay: [{ email: "keeper@example.org" }] });
    expect((await world.send("champ", "GET", "/templates/other")).status).toBe(404);
  });

  it("answers bombs, bytes that are no text and HTML without falling over", async () => {
    const bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
    expect((await check("keeper", bomb)).faults.length).toBeGreaterThan(0);
    expect((await check("keeper", new Uint8Array([0x6b, 0x3a, 0x20, 0xff]))).valid).toBe(false);
    expect((await check("keeper", " ")).faults).toMatchObject([{ line: 1, column: 1 }]);
    const html = "<script>alert(1)</script><img src=x onerror=alert(1)>";
    const { preview } = await check("keeper", stringify(named("html", { description: html })));
    expect(preview?.description).toBe(html);
    const large = `# ${"x".repeat(1024 * 1024)}`;
    expect((await world.send("keeper", "POST", "/templates/validate", large, yaml)).status).toBe(413);
  });

  it("refuses as keys the words of addresses", async () => {
    expect((await check("keeper", stringify(named("new")))).faults).toMatchObject([{ path: "/key" }]);
    expect(await world.refused("keeper", "POST", "/templates", named("validate"))).toMatchObject({
      status: 422,
    });
  });
});

describe("publishing a version that was written from another", () => {
  it("is refused where somebody published meanwhile, and takes the one that was looked at", async () => {
    const first = (await publish("keeper", named("shared"), { "if-none-match": "*" })).as<{
      digest: string;
    }>();
    const mine = named("shared", { title: "Mine" });
    const theirs = await publish("keeper", named("shared", { title: "Theirs" }), {
      "if-match": `"${first.digest}"`,
    });
    expect(theirs.status).toBe(201);
    const headers = { "if-match": `"${first.digest}"` };
    const late = await world.refused("keeper", "POST", "/templates", mine, { headers });
    expect(late).toMatchObject({ status: 412, code: "precondition-failed" });
    expect(late.detail).toContain("Version 2 is the latest now");
    const seen = theirs.as<{ digest: string }>().digest;
    expect(
      (await publish("keeper", mine, { "if-match": `"${seen}"` })).as<{ version: number }>().version,
    ).toBe(3);
    const again = await publish("keeper", mine, { "if-none-match": "*" });
    expect(again.status).toBe(412);
  });

  it("takes one of two that are sent at once", async () => {
    const first = (await publish("keeper", named("raced"))).as<{ digest: string }>();
    const headers = { "if-match": `"${first.digest}"` };
    const both = await Promise.all(
      ["A", "B"].map((title) => publish("keeper", named("raced", { title }), headers)),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 412]);
  });
});
