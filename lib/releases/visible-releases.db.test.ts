import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { testDatabase } from "@/lib/testing/database";
import { releaseBody } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import type { ReleaseDetail } from "./answers";

let world: ReleaseWorld;
let counter = 0;

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
});
afterAll(() => world.close());

const detail = (slug: string, by = "champ") => world.ok<ReleaseDetail>(by, "GET", `/releases/${slug}`);

/** A release as a draft; answers its slug. */
async function draft(change: Record<string, unknown> = {}): Promise<string> {
  counter += 1;
  const slug = `r-${counter}`;
  await world.ok("champ", "POST", "/releases", releaseBody(slug, change));
  return slug;
}

describe("the list of releases", () => {
  it("is narrowed by state, team, component and words, page by page", async () => {
    const slug = await draft({ title: "Needle in the hay" });
    const list = (query: string) =>
      world.ok<{ items: { slug: string }[]; nextCursor: string | null }>("sec", "GET", `/releases?${query}`);
    expect((await list("q=NEEDLE")).items.map((item) => item.slug)).toEqual([slug]);
    expect((await list("q=needle&component=silero-vad&team=speech&state=draft")).items).toHaveLength(1);
    for (const query of ["q=needle&state=active", "q=needle&team=guards", "q=needle&component=gateway"])
      expect((await list(query)).items).toEqual([]);
    const all = (await list("limit=200")).items.map((item) => item.slug);
    const paged: string[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const page: { items: { slug: string }[]; nextCursor: string | null } = await list(
        `limit=3${cursor === "" ? "" : `&cursor=${cursor}`}`,
      );
      paged.push(...page.items.map((item) => item.slug));
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all);
    expect(await world.refused("sec", "GET", "/releases?state=asleep")).toMatchObject({
      status: 422,
      field: "/state",
    });
    expect(await world.refused("sec", "GET", "/releases?mood=good")).toMatchObject({ status: 422 });
  });
});

describe("a restricted release", () => {
  it("is there for who is named or holds a role, and for nobody else by any address", async () => {
    const slug = await draft({
      restrictedTo: ["team:guards"],
      roles: { "technical-lead": ["lead@example.org"] },
    });
    for (const by of ["champ", "sec", "lead"]) expect((await detail(slug, by)).isRestricted).toBe(true);
    const { digest } = await world.register("silero-vad", { code: "secret" });
    const requests: [string, string, unknown?][] = [
      ["GET", ""],
      ["GET", "?at=2030-01-01T00:00:00Z"],
      ["GET", "/plan"],
      ["GET", "/criteria"],
      ["GET", "/rollback-plan"],
      ["GET", "/gates"],
      ["PUT", "/plan", {}],
      ["PUT", "/criteria", []],
      ["PUT", "/roles", { roles: {} }],
      ["POST", "/start", {}],
      ["POST", "/complete", { outcome: "cancelled" }],
      ["POST", "/complete", { outcome: "completed" }],
      ["POST", "/candidate", { component: "silero-vad", digest }],
      ["POST", "/holds", { reason: "x" }],
      ["POST", "/holds/x/lift", { reason: "x" }],
      [
        "POST",
        "/bundles",
        {
          format: 1,
          component: "silero-vad",
          version: "1",
          artifacts: [{ kind: "code", name: "a", sha256: "0".repeat(64), size: 1 }],
        },
      ],
    ];
    const robot = await world.machine("curious", ["read", "bundles"]);
    world.clock.shift(10 * 365 * 86_400_000);
    for (const by of ["outsider", "admin", robot])
      for (const [method, path, body] of requests) {
        if (by === robot && (method !== "GET" || path === "/bundles")) continue;
        const hidden = await world.refused(by, method, `/releases/${slug}${path}`, body);
        const missing = await world.refused(by, method, `/releases/no-such-release${path}`, body);
        expect([method, path, hidden.status, hidden.code, hidden.detail]).toEqual([
          method,
          path,
          404,
          "not-found",
          missing.detail,
        ]);
      }
    world.clock.shift(-10 * 365 * 86_400_000);
    const { items } = await world.ok<{ items: { slug: string }[] }>("outsider", "GET", "/releases?limit=200");
    expect(items.some((item) => item.slug === slug)).toBe(false);
  });

  it("goes out of sight with the role", async () => {
    const slug = await draft({ restrictedTo: [], roles: { "technical-lead": ["lead@example.org"] } });
    await detail(slug, "lead");
    await world.ok("champ", "PUT", `/releases/${slug}/roles`, { roles: { "technical-lead": [] } });
    expect(await world.refused("lead", "GET", `/releases/${slug}`)).toMatchObject({ status: 404 });
  });
});
