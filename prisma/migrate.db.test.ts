import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, describe, expect, test } from "vitest";
import { emptyDatabase } from "@/lib/testing/database";
import { databaseUrl } from "@/lib/testing/database-url";
import { migrationsFolder } from "./folders";
import { migrate } from "./migrate";

const first = "20200101000000_first";
const second = "20200102000000_second";
const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "countersign-migrations-"));
  folders.push(folder);
  for (const [name, sql] of Object.entries(files)) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, "migration.sql"), sql);
  }
  return folder;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

describe("migrating", () => {
  test("an empty database gets every migration once, also when two starts run at once", async () => {
    const { url } = await emptyDatabase();
    const answers = await Promise.all([migrate({ url }), migrate({ url }), migrate({ url })]);
    const applied = answers.filter((names) => names.length > 0);
    expect(applied).toHaveLength(1);
    expect(await migrate({ url })).toEqual([]);
  });

  test("a function body with semicolons arrives whole", async () => {
    const { url } = await emptyDatabase();
    const body = "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 2; END $$;";
    await migrate({ url, folder: await folderWith({ [first]: body }) });
    expect(await query(url, "SELECT f() AS n")).toEqual([{ n: 2 }]);
  });

  test("a database with a migration that the code does not have is refused as newer", async () => {
    const { url } = await emptyDatabase();
    const ours = await folderWith({ [first]: "CREATE TABLE a (id int);" });
    const newer = await folderWith({ [second]: "CREATE TABLE b (id int);" });
    await cp(ours, newer, { recursive: true });
    await migrate({ url, folder: newer });
    await expect(migrate({ url, folder: ours })).rejects.toThrow(/is newer than this code: .*second/);
  });

  test("a failed migration leaves nothing of itself and refuses the next start", async () => {
    const { url } = await emptyDatabase();
    const folder = await folderWith({ [first]: "CREATE TABLE a (id int); SELECT nothing_here();" });
    await expect(migrate({ url, folder })).rejects.toThrow(
      /20200101000000_first failed in the database .*: .*nothing_here/,
    );
    expect(await query(url, "SELECT to_regclass('a') AS a")).toEqual([{ a: null }]);
    await expect(migrate({ url, folder })).rejects.toThrow(/failed earlier/);
  });

  test("a migration that was edited after it was applied is refused", async () => {
    const { url } = await emptyDatabase();
    const folder = await folderWith({ [first]: "CREATE TABLE a (id int);" });
    await migrate({ url, folder });
    await writeFile(join(folder, first, "migration.sql"), "CREATE TABLE a (id bigint);");
    await expect(migrate({ url, folder })).rejects.toThrow(/was changed after/);
  });

  test("a database that is not there is named in one sentence", async () => {
    const { url } = await emptyDatabase();
    await expect(migrate({ url: databaseUrl(url, "nowhere") })).rejects.toThrow(/nowhere does not exist/);
    const closed = "postgresql://someone:secret@127.0.0.1:1/x";
    const refusal = await migrate({ url: closed, folder: migrationsFolder }).catch((error: unknown) => error);
    expect(String(refusal)).toMatch(/No database answers at 127\.0\.0\.1:1\/x/);
    expect(String(refusal)).not.toContain("secret");
  });
});
