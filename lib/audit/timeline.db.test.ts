import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { placeHold } from "@/lib/releases/place-hold";
import { type TestApi, testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { numberEntries } from "@/lib/testing/number-entries";
import { releaseActs } from "@/lib/testing/release-acts";
import type { SampleRelease } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";
import { listEntries } from "./queries";
import type { EntryView } from "./schemas";
import type { EntryConditions } from "./timeline-schemas";
import { readTimelineFilter, timelineHref } from "./timeline-schemas";

let world: World;
let api: TestApi;
let release: SampleRelease;
let hidden: SampleRelease;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  api = testApi(world.kernel);
  release = await world.release({ slug: "shown" });
  hidden = await world.release({ slug: "hidden", restrictedTo: ["cora"] });
  const { sign } = releaseActs(() => world);
  await sign(release, "ed", "engineer");
  await sign(hidden, "rita", "reviewer");
  await copy(5000);
  // After the many: the only one of its kind.
  await placeHold.execute(
    world.kernel,
    { release: release.slug, reason: "Wait." },
    world.call(await world.actor("cora")),
  );
  await numberEntries(world.kernel.db);
}, 180_000);
afterAll(() => world.close());

/** So many more entries of the shown release, like its first one. */
async function copy(count: number): Promise<void> {
  await world.kernel.db.pool.query(
    `INSERT INTO ledger_entries (id, at, type, actor_kind, actor_id, release_id, request_id, bytes, digest)
     SELECT gen_random_uuid(), e.at, e.type, e.actor_kind, e.actor_id, e.release_id, e.request_id, e.bytes, e.digest
     FROM (SELECT e.* FROM ledger_entries e JOIN releases r ON r.id = e.release_id WHERE r.slug = $1 ORDER BY e.ordinal LIMIT 1) e, generate_series(1, $2)`,
    [release.slug, count],
  );
}

async function entries(conditions: EntryConditions, by = "mia", limit = 200): Promise<EntryView[]> {
  const actor = await world.actor(by);
  const { items } = await listEntries(world.kernel.db.prisma, actor, {
    release: release.slug,
    conditions,
    newestFirst: true,
    limit,
  });
  return items;
}

describe("a timeline of 5,000 entries", () => {
  it("is narrowed by kind, person, role, gate and stage, also to what stands alone among them", async () => {
    const types = async (conditions: EntryConditions) => (await entries(conditions)).map(({ type }) => type);
    expect(await types({ kind: "holds" })).toEqual(["hold.placed"]);
    expect(await types({ role: "engineer" })).toEqual(["vote.cast"]);
    expect(await types({ person: world.emailOf("ed").toUpperCase() })).toEqual(["vote.cast"]);
    expect(await types({ gate: release.gate })).toEqual(["vote.cast"]);
    expect(await types({ stage: release.stage })).toEqual(["release.started"]);
    expect(await types({ kind: "checks" })).toEqual([]);
    expect(await types({ person: "nobody@example.org" })).toEqual([]);
    expect(await types({ kind: "decisions", role: "reviewer" })).toEqual([]);
  });

  it("is read page by page, each entry once", async () => {
    const actor = await world.actor("mia");
    const seen: number[] = [];
    for (let before: number | undefined; ;) {
      const { items, next } = await listEntries(world.kernel.db.prisma, actor, {
        release: release.slug,
        before,
        newestFirst: true,
        limit: 1000,
      });
      seen.push(...items.map(({ seq }) => seq));
      if (next === null) break;
      before = next;
    }
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => b - a));
    expect(seen.length).toBeGreaterThan(5000);
  });

  it("ends before a moment and begins at one", async () => {
    const [hold] = await entries({ kind: "holds" });
    const at = hold?.at ?? "";
    const token = await world.tokenOf("mia");
    const count = async (query: string) =>
      (await api.request("GET", `/ledger/entries?release=shown&kind=holds&${query}`, { token })).as<{
        items: unknown[];
      }>().items.length;
    expect(await count(`from=${at}`)).toBe(1);
    expect(await count(`until=${at}`)).toBe(0);
    for (const query of ["kind=moods", "person=nobody", "role=No%20Role", "from=yesterday", "gate=%27"])
      expect((await api.request("GET", `/ledger/entries?${query}`, { token })).status).toBe(422);
  });

  it("shows nothing of a release that the reader may not see, whatever is asked", async () => {
    const actor = await world.actor("mia");
    for (const conditions of [
      {},
      { role: "reviewer" },
      { person: world.emailOf("rita") },
      { gate: hidden.gate },
    ] as const) {
      const found = await listEntries(world.kernel.db.prisma, actor, {
        release: hidden.slug,
        conditions,
        limit: 200,
      });
      expect(found).toEqual({ items: [], next: null });
    }
    const all = await listEntries(world.kernel.db.prisma, actor, {
      conditions: { role: "reviewer" },
      limit: 200,
    });
    expect(all.items.map((entry) => entry.release)).not.toContain("hidden");
  });
});

it("keeps its conditions in its address", () => {
  const filter = { kind: "content", person: "a+b@example.org", from: "2026-11-01" } as const;
  const href = timelineHref("x", filter, 7);
  expect(readTimelineFilter(Object.fromEntries(new URLSearchParams(href.split("?")[1])))).toEqual(filter);
  expect(
    readTimelineFilter({ kind: "moods", person: "x", gate: "' OR 1", from: "2026-13-01", to: undefined }),
  ).toEqual({});
  expect(timelineHref("x", {})).toBe("/releases/x/timeline");
});
