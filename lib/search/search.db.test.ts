import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { releaseBody } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import type { Found } from "./schemas";

let world: ReleaseWorld;

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
  await world.ok("champ", "POST", "/releases", releaseBody("open-air", { title: "Über the fields" }));
  await world.ok(
    "champ",
    "POST",
    "/releases",
    releaseBody("hushed", { title: "Whispered fields", restrictedTo: ["team:guards"] }),
  );
});
afterAll(() => world.close());

async function find(q: string, by = "champ"): Promise<Found[]> {
  const { items } = await world.ok<{ items: Found[] }>(by, "GET", `/search?q=${encodeURIComponent(q)}`);
  return items;
}
const releases = async (q: string, by?: string) =>
  (await find(q, by)).filter(({ kind }) => kind === "release").map(({ key }) => key);

describe("search", () => {
  it("finds releases by words of title and slug, in any order, case and accent", async () => {
    for (const q of ["über", "UBER", "fields uber", "open-air", "air  ÜBER"])
      expect(await releases(q), q).toEqual(["open-air"]);
    expect(await releases("uber nothing")).toEqual([]);
  });

  it("shows a restricted release to who is named for it, and to nobody else", async () => {
    expect(await releases("whispered", "champ")).toEqual(["hushed"]);
    expect(await releases("whispered", "sec")).toEqual(["hushed"]);
    for (const by of ["keeper", "outsider", "admin"]) {
      expect(await releases("whispered", by)).toEqual([]);
      expect(await releases("fields", by)).toEqual(["open-air"]);
    }
  });

  it("finds components, templates, people by name and address, and teams", async () => {
    const kinds = async (q: string) => new Set((await find(q)).map(({ kind }) => kind));
    expect(await kinds("silero")).toContain("component");
    expect(await kinds("guards")).toContain("team");
    expect(await find("sec@example")).toContainEqual(
      expect.objectContaining({ kind: "person", key: "sec@example.org" }),
    );
    expect(await kinds("release")).toContain("template");
  });

  it("finds nothing for blanks, and takes signs of patterns as they are", async () => {
    for (const q of ["", "   ", "%", "_", "\\", "' OR 1=1 --", "[a-z]", "🦉", "𝔘"])
      expect(await find(q), q).toEqual([]);
  });

  it("refuses what no text can be, too much, and nothing at all", async () => {
    for (const query of ["q=%00", `q=${"a".repeat(201)}`, "", "q=a&limit=1"])
      expect(await world.refused("champ", "GET", `/search?${query}`), query).toMatchObject({ status: 422 });
  });

  it("gives at most six of a kind, the best fitting first", async () => {
    for (let each = 1; each <= 8; each += 1)
      await world.ok("champ", "POST", "/releases", releaseBody(`heap-${each}`, { title: `Heap ${each}` }));
    const found = await releases("heap");
    expect(found).toHaveLength(6);
    expect((await releases("heap 3"))[0]).toBe("heap-3");
  });
});
