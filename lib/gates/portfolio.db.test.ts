import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PersonActor } from "@/lib/identity/actor";
import { dayAfter } from "@/lib/releases/calendar";
import { calendarOf, mostItems, overdueOf } from "@/lib/releases/calendar-queries";
import type { ReleaseFilter } from "@/lib/releases/list-schemas";
import { testApi } from "@/lib/testing/api";
import type { Reader } from "@/lib/platform/db";
import { plansOf, readIn } from "@/lib/testing/plans";
import { testDatabase } from "@/lib/testing/database";
import { makeManyReleases } from "@/lib/testing/many-releases";
import { sampleOrganisation } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";
import { inboxOf } from "./inbox-queries";
import { countPortfolio, portfolio, type PortfolioAsk, type PortfolioPage } from "./portfolio-queries";
import { findDue } from "./refresh-projections";
import { countWaiting } from "./waiting-queries";

const count = 10_000;
let world: World;
let reader: PersonActor;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await sampleOrganisation(world);
  await makeManyReleases(world.kernel.db.pool, {
    count,
    inFlight: 600,
    restricted: 40,
    now: world.clock.now(),
  });
  reader = await world.actor("mia");
}, 180_000);
afterAll(() => world.close());

const today = () => world.clock.now().toISOString().slice(0, 10);

function page(
  filter: ReleaseFilter,
  more: Partial<PortfolioAsk> = {},
  db: Reader = world.kernel.db.prisma,
): Promise<PortfolioPage> {
  const asked = {
    filter,
    actor: reader,
    today: today(),
    now: world.clock.now(),
    sort: filter.sort ?? "target",
  };
  return portfolio(db, { ...asked, ...more });
}

/** Every page of a list, forwards. */
async function everything(filter: ReleaseFilter): Promise<string[]> {
  const slugs: string[] = [];
  for (let cursor: string | undefined; ;) {
    const { rows, next } = await page(filter, { cursor, limit: 150 });
    slugs.push(...rows.map(({ slug }) => slug));
    if (next === null) return slugs;
    cursor = next;
  }
}

/** What the rows say, without the product's statements. */
async function seenIn(condition: string): Promise<Set<string>> {
  const { rows } = await world.kernel.db.pool.query<{ slug: string }>(
    `SELECT x.slug FROM releases x JOIN release_projections p ON p.release_id = x.id JOIN role_assignments a ON a.release_id = x.id
     WHERE (NOT x.restricted OR a.person_id = $1) AND ${condition}`,
    [reader.id],
  );
  return new Set(rows.map(({ slug }) => slug));
}

const flight = "p.state IN ('draft', 'active')";

describe("a portfolio of 10,000 releases", () => {
  it.each(["target", "changed", "waiting", "title"] as const)(
    "shows each that is seen once, page by page, by %s",
    async (sort) => {
      const slugs = await everything({ state: "in-flight", sort });
      expect(new Set(slugs).size).toBe(slugs.length);
      expect(new Set(slugs)).toEqual(await seenIn(flight));
    },
  );

  it("is narrowed as the rows say", async () => {
    const team = await everything({ state: "in-flight", team: "owners" });
    expect(team.length).toBeGreaterThan(500);
    const day = today();
    const cases: [ReleaseFilter, string][] = [
      [{ status: "blocked" }, "p.status = 'blocked'"],
      [{ status: "on-hold" }, `p.on_hold AND ${flight}`],
      [{ overdue: "yes" }, `p.target_date < '${day}' AND ${flight}`],
      [{ waiting: "me" }, `'${reader.id}' = ANY (p.waiting_people)`],
      [
        { waiting: world.emailOf("cora").toUpperCase() },
        `(SELECT id FROM people WHERE name = 'cora') = ANY (p.waiting_people)`,
      ],
      [{ role: "product", state: "active" }, "'product' = ANY (p.waiting_roles)"],
      [
        { champion: world.emailOf("rita"), state: "in-flight" },
        `a.person_id = (SELECT id FROM people WHERE name = 'rita') AND ${flight}`,
      ],
      [{ q: "Route PLANNING 9", state: "any" }, "x.slug LIKE '%route-planning-9%'"],
      [
        { component: "many-reply-drafts", state: "draft" },
        `p.state = 'draft' AND EXISTS (SELECT FROM release_components rc JOIN components c ON c.id = rc.component_id
         WHERE rc.release_id = x.id AND c.key = 'many-reply-drafts')`,
      ],
      [{ targetFrom: day, targetTo: day }, `p.target_date = '${day}'`],
      [{ state: "rolled-back", template: "sample" }, "p.state = 'rolled-back'"],
    ];
    for (const [filter, condition] of cases) {
      const wanted = await seenIn(condition);
      expect({ filter, found: new Set(await everything(filter)) }).toEqual({ filter, found: wanted });
      expect({ filter, some: wanted.size > 0 }).toEqual({ filter, some: true });
    }
    expect(await everything({ waiting: "nobody@example.org" })).toEqual([]);
    expect(await everything({ q: "100 %_" })).toEqual([]);
  });

  it("goes back to the very page one came from", async () => {
    for (const sort of ["target", "changed", "title"] as const) {
      const first = await page({ state: "any", sort });
      const second = await page({ state: "any", sort }, { cursor: first.next ?? "" });
      const back = await page({ state: "any", sort }, { back: second.previous ?? "" });
      expect(first.previous).toBeNull();
      expect(back.previous).toBeNull();
      expect(back.rows.map(({ slug }) => slug)).toEqual(first.rows.map(({ slug }) => slug));
      expect((await page({ state: "any", sort }, { cursor: back.next ?? "" })).rows[0]?.slug).toBe(
        second.rows[0]?.slug,
      );
    }
  });

  it("counts what is seen, and nothing of what is not", async () => {
    const { counts } = await countPortfolio(world.kernel.db.prisma, { actor: reader, today: today() });
    expect(counts).toEqual({
      inFlight: (await seenIn(flight)).size,
      waiting: (await seenIn(`'${reader.id}' = ANY (p.waiting_people)`)).size,
      blocked: (await seenIn("p.status = 'blocked'")).size,
      onHold: (await seenIn(`p.on_hold AND ${flight}`)).size,
      ready: (await seenIn("p.status = 'ready'")).size,
      overdue: (await seenIn(`p.target_date < '${today()}' AND ${flight}`)).size,
    });
  });

  it("shows the targets of a month, those of releases that are seen alone, and one's own where asked", async () => {
    const { prisma } = world.kernel.db;
    const [from, to] = [dayAfter(today(), -20), dayAfter(today(), 20)];
    const { items, isCut } = await calendarOf(prisma, { actor: reader, filter: {}, from, to });
    const wanted = await seenIn(`p.target_date BETWEEN '${from}' AND '${to}'`);
    expect(isCut).toBe(false);
    expect(items).toHaveLength(wanted.size);
    expect(new Set(items.map(({ release }) => release.slug))).toEqual(wanted);
    expect(items.map(({ date }) => date)).toEqual(items.map(({ date }) => date).sort());
    const own = await calendarOf(prisma, { actor: reader, filter: { mine: "yes" }, from, to });
    expect(new Set(own.items.map(({ release }) => release.slug))).toEqual(
      await seenIn(`p.target_date BETWEEN '${from}' AND '${to}' AND a.person_id = '${reader.id}'`),
    );
    const late = await overdueOf(prisma, { actor: reader, filter: {}, today: today(), limit: 5 });
    expect(late).toHaveLength(5);
    expect(late.every(({ date }) => date < today())).toBe(true);
    const years = await calendarOf(prisma, { actor: reader, filter: {}, from: dayAfter(today(), -1000), to });
    expect([years.items.length, years.isCut]).toEqual([mostItems, true]);
  });

  it("refuses days of a calendar that are none, or too many", async () => {
    const api = testApi(world.kernel);
    const token = await world.tokenOf("mia");
    const ask = async (query: string) => (await api.request("GET", `/calendar?${query}`, { token })).status;
    expect(await ask("from=2026-11-01&to=2026-11-30")).toBe(200);
    for (const query of [
      "",
      "from=2026-11-01",
      "from=2026-11-30&to=2026-11-01",
      "from=2026-02-30&to=2026-03-01",
      "from=2020-01-01&to=2026-01-01",
      "from=2026-11-01&to=2026-11-30&mood=good",
    ])
      expect({ query, status: await ask(query) }).toEqual({ query, status: 422 });
  });

  it("refuses a cursor of another order, and one that was made up", async () => {
    const { next } = await page({ sort: "title" });
    for (const cursor of [next ?? "", "x", Buffer.from('["target","2026-02-31","x"]').toString("base64url")])
      await expect(page({ sort: "target" }, { cursor })).rejects.toMatchObject({ code: "invalid-input" });
  });
});

/** Tables which grow with history. */
const big = ["releases", "release_projections", "release_versions", "role_assignments", "release_components"];

describe("the cost of a page of 10,000 releases", () => {
  it("is planned by what the tables hold, not by guesses", async () => {
    const { rows } = await world.kernel.db.pool.query<{ name: string; known: number }>(
      "SELECT relname AS name, reltuples::int AS known FROM pg_class WHERE oid = ANY($1::regclass[])",
      [big],
    );
    expect(rows.filter(({ known }) => known < count)).toEqual([]);
    expect(rows).toHaveLength(big.length);
  });

  it.each<[string, ReleaseFilter, number]>([
    ["in flight, by target", { state: "in-flight" }, 600],
    ["in flight, recently changed", { state: "in-flight", sort: "changed" }, 600],
    ["in flight, waiting longest", { state: "in-flight", sort: "waiting" }, 600],
    ["ended, recently changed", { state: "ended", sort: "changed" }, 1200],
    ["any, by title", { state: "any", sort: "title" }, 600],
    ["overdue", { overdue: "yes" }, 1500],
    ["blocked", { status: "blocked" }, 2500],
    ["waiting on me", { waiting: "me", state: "in-flight" }, 3000],
    ["found by words", { q: "planning 99", state: "any" }, 2500],
  ])("is bounded: %s", async (_name, filter, most) => {
    const { rows, whole } = readIn(await plansOf(world.kernel.db.pool, (db) => page(filter, {}, db)), big);
    expect(whole).toEqual([]);
    expect(rows).toBeLessThan(most);
  });

  it("is bounded for the counts above the list", async () => {
    const counted = await plansOf(world.kernel.db.pool, (db) =>
      countPortfolio(db, { actor: reader, today: today() }),
    );
    expect(readIn(counted, big).rows).toBeLessThan(6000);
  });

  it("is bounded for what is due before any list is read, for an inbox, and for what waits", async () => {
    const now = new Date();
    for (const read of [
      (db: Reader) => findDue(db, { now, limit: 13 }),
      (db: Reader) => inboxOf(db, { actor: reader, now }),
      (db: Reader) => countWaiting(db, { actor: reader, now }),
    ]) {
      const { rows, whole } = readIn(await plansOf(world.kernel.db.pool, read), big);
      expect(whole).toEqual([]);
      expect(rows).toBeLessThan(3000);
    }
  });
});
