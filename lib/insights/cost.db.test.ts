import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countWaiting } from "@/lib/gates/waiting-queries";
import { findDue } from "@/lib/gates/refresh-projections";
import type { PersonActor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { readChoices } from "@/lib/releases/choice-queries";
import { analyze } from "@/lib/testing/analyze";
import { testDatabase } from "@/lib/testing/database";
import { makeManyFacts } from "@/lib/testing/many-facts";
import { makeManyReleases } from "@/lib/testing/many-releases";
import { plansOf, readIn } from "@/lib/testing/plans";
import { sampleOrganisation } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";
import { listUnintended } from "./observed-queries";
import { listValues, processHealth } from "./queries";
import { filterOf, type HealthFilter } from "./schemas";
import { healthTitles } from "./title-queries";
import { listWaiting, waitingFigures } from "./waiting-queries";

const count = 10_000;
const inFlight = 60;
const grows =
  "releases release_projections release_versions release_components process_facts process_tallies process_marks ledger_entries".split(
    " ",
  );

let world: World;
let actor: PersonActor;
let filter: HealthFilter;
let now: Date;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await sampleOrganisation(world);
  now = world.clock.now();
  const { pool } = world.kernel.db;
  await makeManyReleases(pool, { count, inFlight, restricted: 4, now });
  await makeManyFacts(pool, now, 10);
  // As if those that ended still kept what waited.
  await pool.query(
    `UPDATE release_projections SET waits = jsonb_build_array(jsonb_build_object('gate', 'gate-1', 'requirement', NULL, 'role', 'role-1',
       'since', $1::bigint, 'countsFrom', $1::bigint, 'pausedSince', NULL))
     WHERE state = 'active' OR release_id IN (SELECT id FROM releases ORDER BY id LIMIT 1500)`,
    [now.getTime() - 86_400_000],
  );
  await analyze(pool);
  actor = await world.actor("mia");
  filter = filterOf({}, now);
}, 120_000);
afterAll(() => world.close());

const nothing = { team: null, template: null };

it("tells of what waits in releases under way that are not restricted, and of no other", async () => {
  const { pool, prisma } = world.kernel.db;
  const { rows } = await pool.query<{ open: number; restricted: number }>(
    `SELECT count(*) FILTER (WHERE NOT restricted)::int AS open, count(*) FILTER (WHERE restricted)::int AS restricted
     FROM release_projections WHERE state = 'active'`,
  );
  expect(rows[0]?.restricted ?? 0).toBeGreaterThan(0);
  const [all] = await waitingFigures(prisma, nothing, now);
  expect(all).toMatchObject({ role: "", gate: "", count: rows[0]?.open, longestMs: 86_400_000 });
  const { items } = await listWaiting(prisma, { filter: nothing, now, limit: 200 });
  expect(items).toHaveLength(rows[0]?.open ?? 0);
});

describe("the cost of insights with 10,000 releases", () => {
  it.each<[string, (db: Reader) => Promise<unknown>, number]>([
    ["the values behind a figure", (db) => listValues(db, { actor, filter, measure: "wait" }), 400],
    ["those of a role", (db) => listValues(db, { actor, filter, measure: "wait", subject: "role-2" }), 400],
    [
      "those of a role at a gate",
      (db) => listValues(db, { actor, filter, measure: "wait", subject: "role-2", detail: "sample/gate-3" }),
      400,
    ],
    ["what waits, by role and gate", (db) => waitingFigures(db, nothing, now), 700],
    ["what waits of a team", (db) => waitingFigures(db, { ...nothing, team: "owners" }, now), 1000],
    ["what waits, one by one", (db) => listWaiting(db, { filter: nothing, now }), 700],
    ["dependencies that were seen", (db) => listUnintended(db, {}), 100],
    ["what is due before it is read", (db) => findDue(db, { now, limit: 13 }), 100],
    [
      "what figures are called",
      // A plan has no titles.
      (db) => healthTitles(db, { templates: ["sample"], components: [] }).catch(() => null),
      100,
    ],
    ["what they can be narrowed to", (db) => readChoices(db), 100],
    ["the frame around them", (db) => countWaiting(db, { actor, now }), 700],
  ])("is bounded: %s", async (_name, read, most) => {
    const { rows, whole } = readIn(await plansOf(world.kernel.db.pool, read), grows);
    expect(whole).toEqual([]);
    expect(rows).toBeLessThan(most);
  });

  it("reads of figures no fact and no release that ended, and of tallies those of the months asked for alone", async () => {
    const asked = { ...filter, from: filter.to };
    const plans = await plansOf(world.kernel.db.pool, (db) => processHealth(db, asked, now));
    const { whole, byTable } = readIn(plans, grows);
    expect(whole).toEqual([]);
    expect(byTable["process_facts"] ?? 0).toBe(0);
    expect(byTable["releases"] ?? 0).toBeLessThan(200);
    const { rows } = await world.kernel.db.pool.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM process_tallies WHERE span = 1 AND month = $1::date",
      [`${filter.to}-01`],
    );
    // Those of three measures once more, by month.
    expect(byTable["process_tallies"] ?? 0).toBeLessThanOrEqual((rows[0]?.count ?? 0) * 1.5);
  });

  it("reads of a year few tallies, in which many values are one", async () => {
    const plans = await plansOf(world.kernel.db.pool, (db) => processHealth(db, filter, now));
    const { rows } = await world.kernel.db.pool.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM process_facts WHERE at > $1::timestamptz - interval '1 year'",
      [now],
    );
    expect(rows[0]?.count ?? 0).toBeGreaterThan(80_000);
    expect(readIn(plans, grows).byTable["process_tallies"] ?? 0).toBeLessThan(20_000);
  });
});
