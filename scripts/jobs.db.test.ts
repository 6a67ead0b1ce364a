import pg from "pg";
import { beforeEach, expect, it } from "vitest";
import { useKernel } from "@/lib/platform/app";
import { testDatabase } from "@/lib/testing/database";
import { eventually } from "@/lib/testing/interleave";
import { makeWorld, type World } from "@/lib/testing/world";
import { jobs } from "./jobs";

let world: World;
let owner: pg.Client;

beforeEach(async () => {
  const { url } = await testDatabase();
  world = await makeWorld(url);
  useKernel(world.kernel);
  owner = new pg.Client({ connectionString: url });
  await owner.connect();
  return async () => {
    await owner.end();
    await world.close();
  };
});

/** How many entries are there, are numbered, and are in the tree. */
async function counts(): Promise<{ entries: number; numbers: number; leaves: number }> {
  const { rows } = await owner.query<{ entries: number; numbers: number; leaves: number }>(
    `SELECT (SELECT count(*)::int FROM ledger_entries) AS entries, (SELECT count(*)::int FROM ledger_sequence) AS numbers,
       (SELECT count(*)::int FROM ledger_nodes WHERE level = 0) AS leaves`,
  );
  return rows[0] ?? { entries: 0, numbers: 0, leaves: 0 };
}

const numbering = () => jobs.find(({ name }) => name === "sequence the ledger")?.run(new Date());

/** Numbers are given below the oldest transaction of the whole server, and other tests' run on it too. */
async function number(): Promise<void> {
  await eventually(async () => {
    await numbering();
    const { entries, numbers } = await counts();
    return entries === numbers;
  });
}

it("puts what it numbers into the tree in the same turn", async () => {
  for (const name of ["ann", "ben", "cem"]) await world.person(name);
  await number();
  const { entries, leaves } = await counts();
  expect(entries).toBeGreaterThan(2);
  expect(leaves).toBe(entries);
});

it("goes on numbering where the tree lacks a node", async () => {
  for (const name of ["ann", "ben"]) await world.person(name);
  await number();
  await owner.query("SET session_replication_role = replica");
  await owner.query("DELETE FROM ledger_nodes WHERE level = (SELECT max(level) FROM ledger_nodes)");
  for (const name of ["cem", "dora"]) await world.person(name);
  await number();
  const { entries, leaves } = await counts();
  expect(leaves).toBeLessThan(entries);
});
