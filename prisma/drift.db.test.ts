import pg from "pg";
import { expect, test } from "vitest";
import { emptyDatabase, testDatabase } from "@/lib/testing/database";
import { readSchema } from "./folders";
import { diffSql } from "./migration-diff";

/** Every column of every table as one comparable line. */
async function columns(url: string, script?: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    if (script !== undefined) await client.query(script);
    const { rows } = await client.query<{ line: string }>(
      `SELECT format('%s.%s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                     CASE WHEN a.attnotnull THEN 'not null' ELSE 'null' END) AS line
         FROM pg_class c
         JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> '_prisma_migrations'
        ORDER BY 1`,
    );
    return rows.map(({ line }) => line);
  } finally {
    await client.end();
  }
}

test("the migrations and the datamodel describe the same tables and columns", async () => {
  const migrated = await columns((await testDatabase()).url);
  const modelled = await columns((await emptyDatabase()).url, await diffSql({ to: await readSchema() }));
  expect(migrated.length).toBeGreaterThan(0);
  expect({
    onlyInMigrations: migrated.filter((line) => !modelled.includes(line)),
    onlyInDatamodel: modelled.filter((line) => !migrated.includes(line)),
  }).toEqual({ onlyInMigrations: [], onlyInDatamodel: [] });
});
