import { once } from "node:events";
import { createWriteStream, existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { finished } from "node:stream/promises";
import { createGzip, type Gzip } from "node:zlib";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { connectFault, StartFault } from "@/lib/platform/start-fault";
import { type BackupTable, type Header, makeTally, quoted, readTables } from "./backup-format";

/** Writes everything that a database holds at one moment to a file; the product may run on meanwhile. Answers how many rows. */
export async function takeBackup({ url, file }: { url: string; file: string }): Promise<number> {
  if (existsSync(file)) throw new StartFault(`${file} exists already: name a new file.`);
  const draft = `${file}.part`;
  const client = new pg.Client({ connectionString: url });
  await client.connect().catch((error: unknown) => {
    throw connectFault(error, url);
  });
  try {
    // One snapshot for all tables, so that no entry lacks its effect.
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const gzip = createGzip();
    const target = createWriteStream(draft, { mode: 0o600, flush: true });
    const written = finished(gzip.pipe(target));
    const failed = new Promise<never>((_, fail) => target.once("error", fail));
    // Whichever of the two is told of a fault first, the other is not waited for.
    for (const each of [written, failed]) each.catch(() => undefined);
    const rows = await Promise.race([writeAll(client, gzip), failed]);
    gzip.end();
    await written;
    await rename(draft, file);
    return rows;
  } catch (error) {
    await rm(draft, { force: true });
    throw error instanceof StartFault ? error : writeFault(error, file);
  } finally {
    await client.end();
  }
}

async function writeAll(client: pg.Client, gzip: Gzip): Promise<number> {
  const tally = makeTally();
  const write = async (bytes: Buffer | string): Promise<void> => {
    tally.take(bytes);
    if (!gzip.write(bytes)) await once(gzip, "drain");
  };
  const header = await readHeader(client);
  await write(`${JSON.stringify(header)}\n`);
  for (const table of header.tables) await writeTable(client, { table, write, count: tally.count });
  const closing = tally.close();
  gzip.write(`end ${JSON.stringify(closing)}\n`);
  return Object.values(closing.rows).reduce((sum, each) => sum + each, 0);
}

async function readHeader(client: pg.Client): Promise<Header> {
  const { rows: migrations } = await client
    .query<{ name: string }>(
      "SELECT migration_name AS name FROM public._prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name",
    )
    .catch(() => ({ rows: [] }));
  if (migrations.length === 0)
    throw new StartFault("The database holds no workspace: there is nothing to back up.");
  const { rows: sequences } = await client.query<{ name: string; last: string }>(
    "SELECT sequencename AS name, last_value::text AS last FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL",
  );
  return {
    format: "countersign-backup",
    version: 1,
    at: new Date().toISOString(),
    migrations: migrations.map(({ name }) => name),
    tables: await readTables(client),
    sequences,
  };
}

interface Writing {
  table: BackupTable;
  write: (bytes: Buffer | string) => Promise<void>;
  count: (table: string, more: number) => void;
}

async function writeTable(client: pg.Client, { table, write, count }: Writing): Promise<void> {
  await write(`table ${table.name}\n`);
  const rows = client.query(
    copyTo(`COPY (SELECT ${quoted(table.columns)} FROM public.${quoted([table.name])}) TO STDOUT`),
  );
  for await (const chunk of rows as AsyncIterable<Buffer>) {
    await write(chunk);
    // A line feed inside of a value is written as \n, so that each one ends a row.
    count(
      table.name,
      chunk.reduce((sum, byte) => sum + (byte === 10 ? 1 : 0), 0),
    );
  }
  await write("\\.\n");
}

function writeFault(error: unknown, file: string): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOSPC")
    return new StartFault(`There is no room left for ${file}: make some, or name another disk.`);
  if (code === "ENOENT" || code === "EACCES" || code === "EROFS")
    return new StartFault(`${file} cannot be written: name a file in a folder that is there and yours.`);
  return error;
}
