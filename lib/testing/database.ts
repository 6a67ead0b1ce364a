import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, inject } from "vitest";
import { databaseUrl } from "./database-url";

export interface TestDatabase {
  url: string;
}

/**
 * A migrated database of this test file's own, copied from the template (about 50 ms) and dropped after the
 * file's tests. Call it at the top of a file or in `beforeAll`; call it again for a second one.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const template = inject("templateUrl");
  const templateName = new URL(template).pathname.slice(1);
  const name = `${templateName}_${randomBytes(4).toString("hex")}`;
  await onServer(template, `CREATE DATABASE ${name} TEMPLATE ${templateName} STRATEGY FILE_COPY`);
  afterAll(() => onServer(template, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  return { url: databaseUrl(template, name) };
}

/** An empty database, without the migrations: for tests of the migrations themselves. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const template = inject("templateUrl");
  const name = `${new URL(template).pathname.slice(1)}_${randomBytes(4).toString("hex")}`;
  await onServer(template, `CREATE DATABASE ${name}`);
  afterAll(() => onServer(template, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  return { url: databaseUrl(template, name) };
}

/** Copying needs a template without connections, so the server is spoken to through its own database. */
async function onServer(template: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl(template, "postgres") });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
