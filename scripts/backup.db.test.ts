import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect } from "@/lib/platform/db";
import { placeHold } from "@/lib/releases/place-hold";
import { emptyDatabase, testDatabase } from "@/lib/testing/database";
import { numberEntries } from "@/lib/testing/number-entries";
import { makeWorld, type World } from "@/lib/testing/world";
import { migrationsFolder, readMigrations } from "@/prisma/folders";
import { migrate } from "@/prisma/migrate";
import { readTables } from "./backup-format";
import { restoreBackup } from "./restore-backup";
import { takeBackup } from "./take-backup";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-backup-"));
});
afterAll(() => rm(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A digest of each table's rows, whatever their order; open sessions end with a restore. */
const contentOf = (url: string): Promise<Record<string, string>> =>
  withClient(url, async (client) => {
    const digests: Record<string, string> = {};
    for (const { name } of await readTables(client)) {
      const { rows } = await client.query<{ row: string }>(
        `SELECT (to_jsonb(t) - 'revoked_at')::text AS row FROM public.${client.escapeIdentifier(name)} t`,
      );
      const texts = rows.map(({ row }) => row).sort();
      digests[name] = `${texts.length} ${createHash("sha256").update(texts.join("\n")).digest("hex")}`;
    }
    return digests;
  });

const ledgerOf = (url: string) =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ n: string; digest: string; bytes: Buffer }>(
      "SELECT s.seq::text AS n, e.digest, e.bytes FROM ledger_entries e LEFT JOIN ledger_sequence s ON s.entry_id = e.id ORDER BY e.ordinal",
    );
    return rows;
  });

/** By what entries are found: no part of a backup, and there again after it. */
const foundBy = (url: string) =>
  withClient(url, async (client) => {
    const { rows: entries } = await client.query("SELECT * FROM derived.entries ORDER BY seq");
    const { rows: grants } = await client.query("SELECT * FROM derived.grants ORDER BY seq, grant_id");
    expect(entries.length).toBeGreaterThan(0);
    return { entries, grants };
  });

describe("a backup", () => {
  let world: World;
  let url = "";
  beforeAll(async () => {
    ({ url } = await testDatabase());
    world = await makeWorld(url);
    await world.release({ slug: "one" });
    await world.person("Zoë \\ tab\t new line", "auditor").catch(() => undefined);
    await numberEntries(world.kernel.db);
    await takeBackup({ url, file: at("world.backup") });
  });
  afterAll(() => world.close());

  test("is for its owner's eyes, and never written over another", async () => {
    expect((await stat(at("world.backup"))).mode & 0o777).toBe(0o600);
    await expect(takeBackup({ url, file: at("world.backup") })).rejects.toThrow(/exists already/);
    await expect(takeBackup({ url, file: at("none/x.backup") })).rejects.toThrow(/cannot be written/);
  });

  test("brings the same workspace back, which then goes on with the next number in the ledger", async () => {
    const restored = await emptyDatabase();
    await restoreBackup({ url: restored.url, file: at("world.backup") });
    expect(await contentOf(restored.url)).toEqual(await contentOf(url));
    expect(await foundBy(restored.url)).toEqual(await foundBy(url));
    const before = await ledgerOf(restored.url);
    const db = connect(restored.url);
    try {
      const kernel = { ...world.kernel, db };
      const call = world.call(await world.actor("cora"));
      await placeHold.execute(kernel, { release: "one", reason: "It goes on." }, call);
      await numberEntries(db);
    } finally {
      await db.close();
    }
    const after = await ledgerOf(restored.url);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.map(({ n }) => n)).toEqual(after.map((_, index) => String(index + 1)));
    expect(after).toHaveLength(before.length + 1);
  });

  test("is refused by a database in use, and when it is cut off or changed, which leaves the new one empty", async () => {
    await expect(restoreBackup({ url, file: at("world.backup") })).rejects.toThrow(/is in use/);
    const whole = await readFile(at("world.backup"));
    const fresh = await emptyDatabase();
    const bad = Buffer.from(whole);
    bad[Math.floor(bad.length / 2)] = (bad[Math.floor(bad.length / 2)] ?? 0) ^ 0xff;
    for (const bytes of [whole.subarray(0, whole.length / 2), bad, Buffer.from("not one"), Buffer.alloc(0)]) {
      await writeFile(at("bad.backup"), bytes);
      await expect(restoreBackup({ url: fresh.url, file: at("bad.backup") })).rejects.toThrow(
        /cut off or damaged/,
      );
    }
    await restoreBackup({ url: fresh.url, file: at("world.backup") });
    expect(await contentOf(fresh.url)).toEqual(await contentOf(url));
  });

  test("is refused by its first bad row, however many come after it", async () => {
    const lines = gunzipSync(await readFile(at("world.backup")))
      .toString("utf8")
      .split("\n");
    const table = lines.indexOf("table people");
    const row = lines[table + 1] ?? "";
    lines.splice(table + 1, 0, `bad${row}`, ...Array.from({ length: 100_000 }, () => row));
    await writeFile(at("long.backup"), gzipSync(lines.join("\n"), { level: 1 }));
    const fresh = await emptyDatabase();
    await expect(restoreBackup({ url: fresh.url, file: at("long.backup") })).rejects.toThrow(
      /cut off or damaged/,
    );
  });
});

describe("a workspace of the first version", () => {
  const file = join(import.meta.dirname, "..", "prisma", "fixtures", "first-version.backup");

  test("is brought to this one with nothing lost and its ledger as it was", async () => {
    const migrations = await readMigrations(migrationsFolder);
    const [first] = migrations.map(({ name }) => name);
    const { url } = await emptyDatabase();
    await restoreBackup({ url, file });
    // Everything after the first migration was applied to the data, not to an empty database.
    expect(await migrate({ url })).toEqual([]);
    const entries = await ledgerOf(url);
    expect(entries.length).toBeGreaterThan(100);
    for (const { bytes, digest } of entries)
      expect(
        `sha256:${createHash("sha256").update(bytes).digest("hex")}`.endsWith(digest.replace("sha256:", "")),
      ).toBe(true);
    expect(entries.map(({ n }) => n)).toEqual(entries.map((_, index) => String(index + 1)));
    const counts = await withClient(url, async (client) => {
      const { rows } = await client.query<Record<string, number>>(
        "SELECT (SELECT count(*)::int FROM people) people, (SELECT count(*)::int FROM releases) releases, (SELECT count(*)::int FROM votes) votes, (SELECT count(*)::int FROM template_versions) templates",
      );
      return rows[0];
    });
    expect(counts).toMatchObject({ people: 19, releases: 3, templates: 1 });
    expect(counts?.["votes"]).toBeGreaterThan(5);
    expect(first).toBe("20261122180000_foundation");
  });
});
