import { createHash, randomUUID } from "node:crypto";
import pg from "pg";
import { beforeEach, describe, expect, it } from "vitest";
import { connect, type Db } from "@/lib/platform/db";
import { testDatabase } from "@/lib/testing/database";
import { eventually } from "@/lib/testing/interleave";
import { sequence } from "./sequencer";

let db: Db;
let owner: pg.Client;
const open: pg.Client[] = [];

beforeEach(async () => {
  const { url } = await testDatabase();
  db = connect(url);
  owner = new pg.Client({ connectionString: url });
  await owner.connect();
  open.push(owner);
  return async () => {
    for (const client of open.splice(0)) await client.end();
    await db.close();
  };
});

/** A transaction of its own, so that commits can be put in any order. */
async function transaction(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: urlOf(), options: "-c role=countersign_app" });
  await client.connect();
  open.push(client);
  await client.query("BEGIN");
  return client;
}

function urlOf(): string {
  const { connectionString } = db.pool.options;
  if (connectionString === undefined) throw new Error("the pool has no address");
  return connectionString;
}

async function append(client: pg.Client | pg.Pool, name: string, xid?: string): Promise<void> {
  const bytes = Buffer.from(JSON.stringify({ name }));
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const columns = xid === undefined ? "" : ", xid";
  const values = xid === undefined ? "" : ", $5::xid8";
  await client.query(
    `INSERT INTO ledger_entries (id, at, type, actor_kind, request_id, bytes, digest${columns}) VALUES ($1, now(), $2, 'system', 'r', $3, $4${values})`,
    [randomUUID(), name, bytes, digest, ...(xid === undefined ? [] : [xid])],
  );
}

/** Numbers are given below the oldest transaction of the whole server, and other tests' transactions run on it too. */
async function sequenceSettled(options: { everything: boolean }) {
  const waiting =
    "SELECT FROM ledger_entries, pg_current_snapshot() s WHERE xid >= pg_snapshot_xmin(s) AND xid < pg_snapshot_xmax(s)";
  await eventually(async () => (await owner.query(waiting)).rowCount === 0);
  return sequence(db, options);
}

async function numbered(): Promise<string[]> {
  const { rows } = await owner.query<{ seq: string; type: string }>(
    "SELECT s.seq, e.type FROM ledger_sequence s JOIN ledger_entries e ON e.id = s.entry_id ORDER BY s.seq",
  );
  expect(rows.map((row) => Number(row.seq))).toEqual(rows.map((_, n) => n + 1));
  return rows.map((row) => row.type);
}

describe("the sequencer", () => {
  it("numbers what committed, in the order of the ordinals", async () => {
    await append(db.pool, "a");
    await append(db.pool, "b");
    expect(await sequenceSettled({ everything: false })).toEqual({ sequenced: 2, last: 2 });
    expect(await sequenceSettled({ everything: false })).toEqual({ sequenced: 0, last: 2 });
    await append(db.pool, "c");
    expect(await sequenceSettled({ everything: false })).toEqual({ sequenced: 1, last: 3 });
    expect(await numbered()).toEqual(["a", "b", "c"]);
  });

  it("waits for a transaction that appended before and commits later", async () => {
    const slow = await transaction();
    await append(slow, "first");
    await append(db.pool, "second");
    expect((await sequence(db, { everything: false }))?.sequenced).toBe(0);
    await slow.query("COMMIT");
    await sequenceSettled({ everything: false });
    expect(await numbered()).toEqual(["first", "second"]);
  });

  it("leaves no gap where a transaction was rolled back", async () => {
    const lost = await transaction();
    await append(lost, "never");
    await append(db.pool, "a");
    await lost.query("ROLLBACK");
    await append(db.pool, "b");
    await sequenceSettled({ everything: false });
    expect(await numbered()).toEqual(["a", "b"]);
  });

  it("gives way to another sequencer", async () => {
    await append(db.pool, "a");
    const other = await transaction();
    await other.query("SELECT FROM ledger_horizon FOR UPDATE");
    expect(await sequenceSettled({ everything: false })).toBeNull();
    await other.query("COMMIT");
    expect((await sequenceSettled({ everything: false }))?.sequenced).toBe(1);
  });

  it("numbers each entry once under concurrent writers and sequencers", async () => {
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let n = 0; n < 25; n++) {
        const client = await db.pool.connect();
        await client.query("BEGIN");
        await client.query("SELECT pg_sleep(random() * 0.005)");
        await client.query(
          "INSERT INTO ledger_entries (id, at, type, actor_kind, request_id, bytes, digest) SELECT $1, now(), $2, 'system', 'r', ''::bytea, 'sha256:' || encode(sha256(''), 'hex')",
          [randomUUID(), `${writer}.${String(n).padStart(2, "0")}`],
        );
        await client.query(Math.random() < 0.1 ? "ROLLBACK" : "COMMIT");
        client.release();
      }
    });
    let done = false;
    const sequencers = Array.from({ length: 2 }, async () => {
      while (!done) await sequence(db, { everything: false });
    });
    await Promise.all(writers);
    done = true;
    await Promise.all(sequencers);
    await sequenceSettled({ everything: false });
    const order = await numbered();
    const { rows } = await owner.query<{ count: string }>("SELECT count(*) FROM ledger_entries");
    expect(order).toHaveLength(Number(rows[0]?.count));
    // Each writer waits for its commit before it goes on, so its entries stand in its order.
    for (let writer = 0; writer < 8; writer++) {
      const own = order.filter((type) => type.startsWith(`${writer}.`));
      expect(own).toEqual([...own].sort());
    }
  });

  it("goes on after a restore into a cluster whose transactions have lower numbers", async () => {
    await append(owner, "numbered before the backup", "900000000");
    await sequenceSettled({ everything: true });
    await append(owner, "not yet numbered at the backup", "900000007");
    await owner.query("UPDATE ledger_horizon SET horizon = '900000005'::xid8");
    await append(db.pool, "after the restore");
    await sequenceSettled({ everything: false });
    expect(await numbered()).toEqual([
      "numbered before the backup",
      "not yet numbered at the backup",
      "after the restore",
    ]);
    await append(db.pool, "and on");
    await sequenceSettled({ everything: false });
    expect(await numbered()).toHaveLength(4);
  });

  it("finds at start what a lost horizon would have passed over", async () => {
    await append(db.pool, "passed over");
    await owner.query("UPDATE ledger_horizon SET horizon = pg_snapshot_xmax(pg_current_snapshot())");
    expect((await sequenceSettled({ everything: false }))?.sequenced).toBe(0);
    expect((await sequenceSettled({ everything: true }))?.sequenced).toBe(1);
  });
});

describe("the ledger's tables", () => {
  it.each(["ledger_entries", "ledger_sequence", "votes", "check_results", "bundles"])(
    "%s refuses change to the application and to the owner",
    async (table) => {
      await append(db.pool, "a");
      await sequenceSettled({ everything: false });
      const column = table === "ledger_sequence" ? "seq" : table === "bundles" ? "digest" : "id";
      await expect(db.pool.query(`UPDATE ${table} SET ${column} = ${column}`)).rejects.toThrow(
        /permission denied/,
      );
      await expect(db.pool.query(`DELETE FROM ${table}`)).rejects.toThrow(/permission denied/);
      await expect(db.pool.query(`TRUNCATE ${table}`)).rejects.toThrow(/permission denied/);
      await expect(owner.query(`TRUNCATE ${table} CASCADE`)).rejects.toThrow(/refused/);
      if (!table.startsWith("ledger_")) return;
      await expect(owner.query(`UPDATE ${table} SET ${column} = ${column}`)).rejects.toThrow(/append-only/);
      await expect(owner.query(`DELETE FROM ${table}`)).rejects.toThrow(/append-only/);
    },
  );
});
