import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startPostgres } from "@/lib/platform/postgres";
import { migrate } from "@/prisma/migrate";
import { databaseUrl } from "./database-url";

declare module "vitest" {
  export interface ProvidedContext {
    /** The server, addressed by the migrated database that every test database is copied from. */
    templateUrl: string;
  }
}

/** One server for all database tests: DATABASE_URL's, or an embedded one that leaves nothing behind. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServer();
  const name = `cs_test_${randomBytes(6).toString("hex")}`;
  const template = databaseUrl(server.url, name);
  await onServer(server.url, `CREATE DATABASE ${name}`);
  await migrate({ url: template });
  project.provide("templateUrl", template);
  return async () => {
    await dropFamily(server.url, name);
    await server.stop();
  };
}

async function startServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env["DATABASE_URL"];
  if (given !== undefined && given !== "") return { url: given, stop: async () => undefined };
  const dataDir = await mkdtemp(join(tmpdir(), "countersign-test-"));
  // As root the server runs as another user, who must be able to pass through.
  await chmod(dataDir, 0o711);
  const server = await startPostgres({ dataDir, durable: false });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The template and what a worker that was killed could not drop itself; all share the random name. */
async function dropFamily(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>(
      "SELECT datname FROM pg_database WHERE starts_with(datname, $1)",
      [name],
    );
    for (const { datname } of rows) await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
  } finally {
    await client.end();
  }
}
