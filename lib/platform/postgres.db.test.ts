import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmbeddedPostgres, startPostgres } from "./postgres";

let dataDir = "";
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "countersign-postgres-"));
  await chmod(dataDir, 0o711);
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

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

/** A process that starts the server, says its address and then waits. */
async function startElsewhere(): Promise<{ url: string; kill(): Promise<void> }> {
  const script = `import { startPostgres } from "./lib/platform/postgres.ts";
    const server = await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: true });
    process.stdout.write(server.url + "\\n");
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script]);
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const kill = async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  return { url: line.toString("utf8").trim(), kill };
}

describe("the embedded PostgreSQL", () => {
  let server: EmbeddedPostgres | undefined;

  test("a server whose supervisor was killed is stopped, and its data is there on the next start", async () => {
    const first = await startElsewhere();
    await query(first.url, "CREATE TABLE kept AS SELECT 1 AS n");
    await first.kill();
    server = await startPostgres({ dataDir });
    expect(await query(server.url, "SELECT n FROM kept")).toEqual([{ n: 1 }]);
    await expect(query(first.url, "SELECT 1")).rejects.toThrow();
  });

  test("it listens on the loopback only, and its password is for the owner's eyes", async () => {
    const url = server?.url ?? "";
    expect(await query(url, "SHOW listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
    const { mode } = await stat(join(dataDir, "postgres-password"));
    expect(mode & 0o777).toBe(0o600);
    await expect(query(url.replace(/:[^:@]+@/, ":wrong@"), "SELECT 1")).rejects.toThrow(/password/);
  });

  test("stopping it ends it cleanly", async () => {
    await server?.stop();
    const log = await readFile(join(dataDir, "logs", "postgres.log"), "utf8");
    expect(log.trim().split("\n").at(-1)).toContain("database system is shut down");
  });
});
