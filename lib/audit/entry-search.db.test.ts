import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Reader } from "@/lib/platform/db";
import type { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { decisions } from "@/lib/policy/model";
import { placeHold } from "@/lib/releases/place-hold";
import { testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { numberEntries } from "@/lib/testing/number-entries";
import type { SampleRelease } from "@/lib/testing/release";
import { releaseActs } from "@/lib/testing/release-acts";
import { makeWorld, type World } from "@/lib/testing/world";
import { type EntryFilter, mostLooked } from "./entry-ways";
import { listEntries } from "./queries";
import type { EntryConditions } from "./timeline-schemas";

let world: World;
let owner: pg.Client;
let shown: SampleRelease;
let hidden: SampleRelease;

beforeAll(async () => {
  const { url } = await testDatabase();
  world = await makeWorld(url);
  owner = new pg.Client({ connectionString: url });
  await owner.connect();
  shown = await world.release({ slug: "shown" });
  hidden = await world.release({ slug: "hidden", restrictedTo: ["cora"] });
  const { sign } = releaseActs(() => world);
  await sign(shown, "ed", "engineer");
  await sign(hidden, "eve", "engineer");
  for (const release of [shown, hidden]) await hold(release.slug);
  await numberEntries(world.kernel.db);
}, 180_000);
afterAll(async () => {
  await owner.end();
  await world.close();
});

async function hold(release: string): Promise<void> {
  const call = world.call(await world.actor("cora"));
  await placeHold.execute(world.kernel, { release, reason: "Wait." }, call);
}

async function found(conditions: EntryConditions, by = "mia") {
  const { items } = await listEntries(world.kernel.db.prisma, await world.actor(by), {
    conditions,
    newestFirst: true,
    limit: 200,
  });
  return items;
}

const typesOf = async (conditions: EntryConditions, by = "mia") =>
  (await found(conditions, by)).map(({ type }) => type);

describe("the whole ledger", () => {
  it("is narrowed by decision, rule, role, person and by the row that gave the right", async () => {
    expect(await typesOf({ decision: "hold.place" })).toEqual(["hold.placed"]);
    expect(await typesOf({ decision: "requirement.sign" })).toEqual(["vote.cast"]);
    expect(await typesOf({ decision: "requirement.sign", person: world.emailOf("eve") })).toEqual([]);
    expect(await typesOf({ rule: "holds-role", role: "engineer" })).toEqual(["vote.cast"]);
    expect(await typesOf({ rule: "no-such-rule" })).toEqual([]);
    const [vote] = await found({ decision: "requirement.sign" });
    const [assignment = ""] = vote?.grant ?? [];
    expect(await typesOf({ grant: assignment })).toEqual(["vote.cast"]);
    expect(await typesOf({ grant: assignment, kind: "holds" })).toEqual([]);
    expect(await typesOf({ grant: newId() })).toEqual([]);
  });

  it("has nothing of a release that the reader may not see, by whatever it is found", async () => {
    const own = await found({ decision: "hold.place" }, "cora");
    const { grant = [], seq = 0 } = own.find(({ release }) => release === hidden.slug) ?? {};
    expect(grant.length).toBeGreaterThan(0);
    const ways: EntryConditions[] = [
      ...grant.map((each) => ({ grant: each, decision: "hold.place" as const })),
      { decision: "hold.place" },
      { kind: "holds" },
      { role: "release-champion" },
      { person: world.emailOf("cora") },
      { rule: "holds-right" },
      {},
    ];
    for (const way of ways) {
      for (const reader of ["mia", "ada", "ola"])
        expect(
          (await found(way, reader)).map((each) => each.seq),
          JSON.stringify(way),
        ).not.toContain(seq);
      expect((await found(way, "cora")).map((each) => each.seq)).toContain(seq);
    }
    expect(await typesOf({ person: world.emailOf("eve") })).toEqual([]);
  });

  it("answers its filters over the API, the newest first where they are asked for", async () => {
    const api = testApi(world.kernel);
    const token = await world.tokenOf("mia");
    const ask = async (query: string) => {
      const answer = await api.request("GET", `/ledger/entries?${query}`, { token });
      return answer.as<{ items: { seq: number; decision: string | null }[]; nextCursor: string | null }>();
    };
    const first = await ask("order=newest&limit=1");
    const then = await ask(`order=newest&limit=1&before=${first.nextCursor ?? ""}`);
    expect(then.items[0]?.seq).toBeLessThan(first.items[0]?.seq ?? 0);
    expect((await ask("decision=hold.place")).items.map(({ decision }) => decision)).toEqual(["hold.place"]);
    for (const query of ["decision=hold", "grant=1", "rule=A%27", "order=odd"])
      expect((await api.request("GET", `/ledger/entries?${query}`, { token })).status).toBe(422);
  });
});

it("every decision that rights are about is of some kind of entry", async () => {
  const { rows } = await owner.query<{ source: string }>(
    "SELECT prosrc AS source FROM pg_proc WHERE oid = 'derived.decision_of(jsonb)'::regprocedure",
  );
  const source = rows[0]?.source ?? "";
  expect(decisions.filter((each) => !source.includes(`"${each}"`) && !source.includes(`'${each}'`))).toEqual(
    [],
  );
});

it("the application can read what entries are found by, and write none of it", async () => {
  const { pool } = world.kernel.db;
  for (const table of ["derived.entries", "derived.grants"])
    for (const statement of [
      `DELETE FROM ${table}`,
      `UPDATE ${table} SET seq = 0`,
      `INSERT INTO ${table} DEFAULT VALUES`,
    ])
      await expect(pool.query(statement), statement).rejects.toThrow(/permission denied/);
});

it("an entry whose bytes are none is numbered, and hides no other", async () => {
  await appendAt([new Date()], "not a document");
  await numberEntries(world.kernel.db);
  const [last, before] = await found({});
  expect(last).toMatchObject({ type: "vote.cast", rule: "unreadable", decision: null });
  expect(before?.rule).not.toBe("unreadable");
});

/** Entries of a shown release, one for each time, numbered in this order. */
async function appendAt(times: readonly Date[], bytes?: string): Promise<void> {
  await owner.query(
    `INSERT INTO ledger_entries (id, at, type, actor_kind, actor_id, release_id, request_id, bytes, digest)
     SELECT gen_random_uuid(), t.at, e.type, e.actor_kind, e.actor_id, e.release_id, e.request_id, b, 'sha256:' || encode(sha256(b), 'hex')
     FROM (SELECT e.*, COALESCE(convert_to($3, 'UTF8'), e.bytes) AS b FROM ledger_entries e JOIN releases r ON r.id = e.release_id WHERE r.slug = $1 AND e.type = 'vote.cast' ORDER BY e.ordinal LIMIT 1) e,
       unnest($2::timestamptz[]) WITH ORDINALITY t(at, n) ORDER BY t.n`,
    [shown.slug, times, bytes ?? null],
  );
}

describe("a time", () => {
  const begin = Date.parse("2030-01-01T00:00:00Z");
  const at = (minute: number) => new Date(begin + minute * 60_000);

  it("finds exactly the entries that were recorded in it, in whatever order they were numbered", async () => {
    const minute = fc.integer({ min: 0, max: 400 });
    // Clocks that run ahead for a while, and go back.
    const times =
      fc.sample(fc.array(minute, { minLength: 120, maxLength: 120 }), { numRuns: 1, seed: 7 })[0] ?? [];
    await appendAt(times.map(at));
    await numberEntries(world.kernel.db);
    const { rows } = await owner.query<{ seq: string; at: Date }>(
      "SELECT s.seq, e.at FROM ledger_sequence s JOIN ledger_entries e ON e.id = s.entry_id ORDER BY s.seq DESC",
    );
    const actor = await world.actor("cora");
    const spans = fc.sample(fc.tuple(minute, minute), { numRuns: 40, seed: 3 });
    for (const [one, other] of [...spans, [0, 400] as const, [400, 400] as const]) {
      const [from, until] = [at(Math.min(one, other)), at(Math.max(one, other))];
      for (const asked of [{ from, until }, { from }, { until, after: 1 }]) {
        const { items } = await listEntries(world.kernel.db.prisma, actor, {
          ...asked,
          newestFirst: true,
          limit: 1_000,
        });
        const expected = rows.filter(
          (row) =>
            Number(row.seq) > (asked.after ?? 0) &&
            (asked.from === undefined || row.at >= asked.from) &&
            (asked.until === undefined || row.at < asked.until),
        );
        expect(items.map(({ seq }) => seq)).toEqual(expected.map(({ seq }) => Number(seq)));
      }
    }
  });
});

/** What each statement of a reading touches in blocks, by the database's own account. */
function counting(reader: Reader): { db: Reader; blocks: () => number } {
  let touched = 0;
  const $queryRaw = async (sql: Prisma.Sql) => {
    const { rows } = await owner.query<{ "QUERY PLAN": [{ Plan: Record<string, number> }] }>(
      `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql.text}`,
      [...sql.values],
    );
    const plan = rows[0]?.["QUERY PLAN"][0].Plan;
    touched += (plan?.["Shared Hit Blocks"] ?? 0) + (plan?.["Shared Read Blocks"] ?? 0);
    return reader.$queryRaw(sql);
  };
  return { db: { $queryRaw } as unknown as Reader, blocks: () => touched };
}

describe("a long ledger", () => {
  const asked: Record<string, Partial<EntryFilter>> = {
    "no condition": {},
    "a person": { conditions: { person: "ed@example.org" } },
    "a kind": { conditions: { kind: "decisions" } },
    "a decision": { conditions: { decision: "requirement.sign" } },
    "a rule and a role": { conditions: { rule: "holds-role", role: "engineer" } },
    "a time": { from: new Date("2031-01-01T00:00:01Z"), until: new Date("2031-01-01T00:00:03Z") },
    "a time and a role": { until: new Date("2031-01-01T00:00:03Z"), conditions: { role: "engineer" } },
  };

  async function grow(count: number, day: string): Promise<void> {
    await appendAt(Array.from({ length: count }, (_, n) => new Date(Date.parse(day) + n)));
    await numberEntries(world.kernel.db);
    await owner.query("VACUUM ANALYZE derived.entries");
    await owner.query("VACUUM ANALYZE derived.grants");
  }

  async function costs(): Promise<number[]> {
    const actor = await world.actor("mia");
    const measured: number[] = [];
    for (const filter of Object.values(asked)) {
      const { db, blocks } = counting(world.kernel.db.prisma);
      const page = await listEntries(db, actor, { ...filter, newestFirst: true, limit: 20 });
      expect(page.items).toHaveLength(20);
      measured.push(blocks());
    }
    return measured;
  }

  it("costs what a short one does, and is looked through no further for one page than so many entries", async () => {
    await grow(4_000, "2031-01-01");
    const before = await costs();
    await grow(mostLooked + 2_000, "2031-01-02");
    const after = await costs();
    for (const [n, name] of Object.keys(asked).entries())
      expect(after[n], `${name}: ${before[n]} blocks before`).toBeLessThan(1.2 * (before[n] ?? 0) + 20);
    const actor = await world.actor("mia");
    const page = (from?: number) =>
      listEntries(world.kernel.db.prisma, actor, {
        conditions: { role: "engineer", kind: "holds" },
        newestFirst: true,
        limit: 20,
        before: from,
      });
    const first = await page();
    expect(first.items).toEqual([]);
    expect(first.next).toBeGreaterThan(1);
    let last = first;
    while (last.next !== null) last = await page(last.next);
    expect(last.items).toEqual([]);
  }, 120_000);
});
