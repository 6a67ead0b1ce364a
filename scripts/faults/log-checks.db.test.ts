import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { beforeEach, expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { growLog, seedOf, signLog } from "@/lib/testing/sign-log";
import { makeWorld, type World } from "@/lib/testing/world";
import { checkLog, isKept } from "./log-checks";

let world: World;
let owner: pg.Pool;
let path: string;
let seen: string[];

/** A log that was signed several times, by a second key at last, with each checkpoint kept in the file. */
beforeEach(async () => {
  const { url } = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), "log-checks-"));
  path = join(folder, "checkpoint");
  world = await makeWorld(url);
  // One connection: what is set for the session holds for all that is done.
  owner = new pg.Pool({ connectionString: url, max: 1 });
  seen = [];
  for (const name of ["ann", "ben", "cem"]) {
    await world.person(name);
    await kept("first");
  }
  await kept("second");
  return async () => {
    await owner.end();
    await world.close();
    await rm(folder, { recursive: true });
  };
});

async function kept(key: string): Promise<void> {
  await signLog(world.kernel, { seed: seedOf(key), seedBefore: key === "first" ? null : seedOf("first") });
  // What introduces a key is an entry too.
  await signLog(world.kernel, { seed: seedOf(key) });
  const { rows } = await owner.query<{ note: string }>(
    "SELECT note FROM ledger_checkpoints ORDER BY size DESC LIMIT 1",
  );
  seen.push(rows[0]?.note ?? "");
  await writeFile(path, seen.at(-1) ?? "");
}

/** As whoever rules the database would do it: no trigger, no right in the way. */
async function tamper(...statements: string[]): Promise<void> {
  await owner.query("SET session_replication_role = replica");
  await owner.query("ALTER TABLE ledger_entries DROP CONSTRAINT IF EXISTS ledger_entries_digest_check");
  for (const sql of statements) await owner.query(sql);
}

const faults = async () => (await checkLog(owner, { path, seen })).faults.join("\n");

const rewritten =
  "UPDATE ledger_entries SET bytes = bytes || '\\x20' WHERE id = (SELECT entry_id FROM ledger_sequence WHERE seq = 2)";

it("finds nothing in a log that is as it was written", async () => {
  expect(await isKept(owner, path, 0)).toBe(true);
  expect(await checkLog(owner, { path, seen })).toEqual({ faults: [], checkpoints: expect.any(Number) });
});

it("finds a rewritten entry", async () => {
  await tamper(rewritten);
  expect(await faults()).toMatch(/node 0\/1 of the tree is not the hash of its entries/);
  expect(await faults()).toMatch(/the root of the checkpoint over \d+ is not that of the first entries/);
});

it("finds a rewritten entry whose tree was made anew", async () => {
  await tamper(rewritten, "TRUNCATE ledger_nodes");
  await growLog(world.kernel);
  expect(await faults()).not.toMatch(/node/);
  expect(await faults()).toMatch(/the root of the checkpoint over \d+ is not that of the first entries/);
});

it("finds a fork that was signed, by the checkpoint that was kept", async () => {
  await tamper(rewritten, "TRUNCATE ledger_nodes", "TRUNCATE ledger_checkpoints");
  await growLog(world.kernel);
  await signLog(world.kernel, { seed: seedOf("second") });
  expect(await faults()).not.toMatch(/root|node/);
  expect(await faults()).toMatch(/the checkpoint over \d+ that the file held is not in the log/);
  expect(await faults()).toMatch(/the checkpoint file does not hold the last checkpoint/);
});

it("finds a removed checkpoint that was kept", async () => {
  await tamper("DELETE FROM ledger_checkpoints WHERE size = (SELECT min(size) FROM ledger_checkpoints)");
  expect(await faults()).toBe("");
  await tamper(`DELETE FROM ledger_checkpoints WHERE note = ${literal(seen[1])}`);
  expect(await faults()).toMatch(/^the checkpoint over \d+ that the file held is not in the log$/);
});

it("finds a forked root", async () => {
  await tamper(
    "UPDATE ledger_checkpoints SET root = sha256('x') WHERE size = (SELECT min(size) FROM ledger_checkpoints)",
  );
  expect(await faults()).toMatch(/says another head than is kept beside it/);
  expect(await faults()).toMatch(/the root of the checkpoint over \d+ is not that of the first entries/);
});

it("finds a checkpoint that its key has not signed", async () => {
  await tamper("UPDATE ledger_checkpoints SET note = regexp_replace(note, '(— \\S+ .{12}).', '\\1A', 'g')");
  expect(await faults()).toMatch(/is not signed by a key of the log/);
});

it("finds a key that the one before has not introduced", async () => {
  await signLog(world.kernel, { seed: seedOf("third") });
  expect(await faults()).toMatch(/key \w+ is not introduced by \w+/);
});

it("finds a tree that lacks a node, and one that has a node too many", async () => {
  await tamper("DELETE FROM ledger_nodes WHERE level = 1 AND index = 0");
  expect(await faults()).toBe("the tree lacks node 1/0");
  await tamper("INSERT INTO ledger_nodes VALUES (1, 0, sha256('x')), (9, 9, sha256('x'))");
  expect(await faults()).toMatch(/node 1\/0 of the tree is not the hash/);
  expect(await faults()).toMatch(/the tree has node 9\/9 over no entries/);
});

it("finds a checkpoint signed after one over more", async () => {
  // A row that is written again counts as signed last.
  await tamper(`UPDATE ledger_checkpoints SET at = at WHERE note = ${literal(seen[0])}`);
  expect(await faults()).toMatch(/the checkpoint over \d+ was signed after one over \d+/);
});

it("finds a file torn at its end, and one torn in between that was whole again later", async () => {
  const [first = "", second = ""] = seen;
  seen.splice(1, 1, second.slice(0, 60));
  expect(await faults()).toMatch(/^the checkpoint file held what is no checkpoint/);
  seen.splice(0, 2, second, first);
  expect(await faults()).toMatch(/^the checkpoint file went back to the one over \d+$/);
  seen.splice(0, 2, first, second);
  await writeFile(path, (seen.at(-1) ?? "").slice(0, -10));
  expect(await faults()).toBe("the checkpoint file does not hold the last checkpoint");
  expect(await isKept(owner, path, 0)).toBe(false);
});

it("finds a signer that refused", async () => {
  await tamper("INSERT INTO ledger_refusals VALUES (3, 'altered', now())");
  expect(await faults()).toBe("the signer refused the log of 3: altered");
});

const literal = (text: string | undefined) => pg.escapeLiteral(text ?? "");
