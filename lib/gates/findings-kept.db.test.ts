import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { disablePerson } from "@/lib/identity/disable-person";
import { testDatabase } from "@/lib/testing/database";
import { releaseBody } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import { keepFindings } from "./findings-kept";
import type { FindingsAnswer } from "./findings-schemas";

interface Findings {
  impossible: { release: { slug: string } | null; count: number; since: string }[];
  hangsOnOne: number;
}

let world: ReleaseWorld;
const at = (name: string) => `${name}@example.org`;

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
  for (const name of ["boss", "sec2", "sec3"]) {
    await world.person(name);
    world.tokens.set(name, await world.tokenOf(name));
  }
  await world.team("watch", [{ name: "boss", lead: true }, { name: "sec2" }, { name: "sec3" }]);
  await world.ok("sec", "PUT", "/roles/security/pool", { pool: ["team:guards", "team:watch"] });
  await started("one", "sec");
  await started("two", "sec3");
  await started("hidden", "sec3", { restrictedTo: [at("champ"), at("sec3")] });
});
afterAll(() => world.close());

async function started(slug: string, security: string, more: Record<string, unknown> = {}): Promise<void> {
  const roles = { "technical-lead": ["team:speech"], security: [at(security)] };
  await world.ok("champ", "POST", "/releases", releaseBody(slug, { roles, ...more }));
  await world.ok("champ", "POST", `/releases/${slug}/start`);
}

async function disable(name: string): Promise<void> {
  await disablePerson.execute(world.kernel, { person: at(name) }, world.call(await world.actor("admin")));
}

const run = () => keepFindings(world.kernel);
const inbox = async (by: string) =>
  (await world.ok<{ findings: Findings }>(by, "GET", "/decisions?waitingOn=me")).findings;
const impossible = async (by: string) =>
  (await inbox(by)).impossible.map(({ release, count }) => [release?.slug ?? null, count]);
const found = (slug: string, by: string) =>
  world.ok<FindingsAnswer>(by, "GET", `/rights/findings?release=${slug}`);

describe("what nobody can decide", () => {
  it("is in the inbox of those who can mend it until it is mended, and in nobody else's", async () => {
    await run();
    expect(await impossible("boss")).toEqual([]);
    expect((await inbox("boss")).hangsOnOne).toBeGreaterThan(0);

    await disable("sec");
    await run();
    const { counts } = await found("one", "boss");
    expect(counts.impossible).toBeGreaterThan(0);
    // The lead of the pool's team, and whoever assigns roles on the release.
    expect(await impossible("boss")).toEqual([["one", counts.impossible]]);
    expect(await impossible("champ")).toEqual([["one", counts.impossible]]);
    for (const name of ["keeper", "lead", "outsider", "sec2"])
      expect(await impossible(name), name).toEqual([]);

    await world.ok("champ", "PUT", "/releases/one/roles", { roles: { security: [at("sec2")] } });
    await run();
    expect(await impossible("boss")).toEqual([]);
    expect(await impossible("champ")).toEqual([]);
  });

  it("is said since when, kept once however many workers look, and hidden with its release", async () => {
    await disable("sec2");
    await Promise.all([run(), run()]);
    const [first] = (await inbox("champ")).impossible;
    world.clock.shift(3_600_000);
    await disable("sec3");
    await Promise.all([run(), run()]);
    const then = await inbox("champ");
    expect(then.impossible.map(({ release }) => release?.slug)).toEqual(["one", "hidden", "two"]);
    expect(then.impossible[0]?.since).toBe(first?.since);
    expect((await impossible("boss")).map(([slug]) => slug)).toEqual(["one", "two"]);
    const { rows } = await world.kernel.db.pool.query<{ twice: number }>(
      "SELECT count(*)::int - count(DISTINCT (person_id, release_id))::int AS twice FROM rights_findings",
    );
    expect(rows).toEqual([{ twice: 0 }]);
  });

  it("goes to whoever may change the rights where a pool has no lead", async () => {
    expect(await impossible("keeper")).toEqual([]);
    await disable("boss");
    await run();
    expect((await impossible("keeper")).map(([slug]) => slug)).toEqual(["one", "two"]);
  });

  it("is computed anew where something happened, or a minute passed, and else left as it is", async () => {
    await run();
    await world.kernel.db.pool.query("DELETE FROM rights_findings");
    await run();
    expect(await inbox("champ")).toEqual({ impossible: [], hangsOnOne: 0 });
    world.clock.shift(60_001);
    await run();
    expect(await impossible("champ")).toHaveLength(3);
    // A clock that went back keeps nobody from being told.
    await world.kernel.db.pool.query("DELETE FROM rights_findings");
    world.clock.shift(-3_600_000);
    await run();
    expect(await impossible("champ")).toHaveLength(3);
  });
});
