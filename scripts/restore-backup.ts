import { once } from "node:events";
import { createReadStream, existsSync } from "node:fs";
import { createGunzip } from "node:zlib";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { connectFault, shownAddress, StartFault } from "@/lib/platform/start-fault";
import { migrationsFolder, readMigrations } from "@/prisma/folders";
import { migrate } from "@/prisma/migrate";
import { Closing, cutOff, Header, linesOf, makeTally, quoted } from "./backup-format";

export interface Restored {
  rows: number;
  at: string;
}

/**
 * Fills an empty database from a backup, in the schema of its time, then brings it to this version's. All or nothing: a file
 * that is damaged leaves it empty. Everybody signs in anew: what ended since the backup must not come back to life.
 */
export async function restoreBackup({ url, file }: { url: string; file: string }): Promise<Restored> {
  if (!existsSync(file)) throw new StartFault(`There is no file ${file}.`);
  const source = createReadStream(file);
  const text = createGunzip();
  source.once("error", (error) => text.destroy(error));
  const lines = linesOf(source.pipe(text));
  try {
    const header = await readHeader(lines);
    const migrations = await migrationsOf(header);
    await refuseUsed(url);
    await migrate({ url, upTo: migrations });
    const rows = await fill({ url, header, lines });
    await migrate({ url });
    return { rows, at: header.at };
  } catch (error) {
    throw isDamage(error) ? cutOff() : error;
  }
}

function isDamage(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  // Values that no column takes, or that break a rule among rows, were not written so.
  return /^(Z_|22|23)/.test(code) || error instanceof SyntaxError;
}

type Lines = AsyncGenerator<Buffer>;
type Tally = ReturnType<typeof makeTally>;

async function next(lines: Lines): Promise<Buffer> {
  const { value, done } = await lines.next();
  if (done === true) throw cutOff();
  return value;
}

async function readHeader(lines: Lines): Promise<Header> {
  const parsed = Header.safeParse(JSON.parse((await next(lines)).toString("utf8")));
  if (parsed.success) return parsed.data;
  throw new StartFault("This is no backup of Countersign, or one of a version that came later.");
}

async function migrationsOf({ migrations, at }: Header): Promise<string[]> {
  const known = new Set((await readMigrations(migrationsFolder)).map(({ name }) => name));
  const unknown = migrations.find((name) => !known.has(name));
  if (unknown === undefined) return migrations;
  throw new StartFault(
    `The backup of ${at} was made by a newer version, which had the migration ${unknown}: restore it with that version or a later one.`,
  );
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect().catch((error: unknown) => {
    throw connectFault(error, url);
  });
  return client;
}

async function refuseUsed(url: string): Promise<void> {
  const client = await connect(url);
  try {
    const { rows } = await client.query<{ known: boolean }>(
      "SELECT to_regclass('public.ledger_entries') IS NOT NULL AS known",
    );
    if (rows[0]?.known !== true) return;
    const { rowCount } = await client.query("SELECT FROM ledger_entries LIMIT 1");
    if (rowCount === 0) return;
  } finally {
    await client.end();
  }
  throw new StartFault(
    `The database ${shownAddress(url)} is in use: a backup is restored into an empty one. Name another in DATABASE_URL, or another folder in COUNTERSIGN_DATA_DIR.`,
  );
}

interface Filling {
  url: string;
  header: Header;
  lines: Lines;
}

async function fill({ url, header, lines }: Filling): Promise<number> {
  const client = await connect(url);
  const tally = makeTally();
  tally.take(`${JSON.stringify(header)}\n`);
  try {
    await client.query("BEGIN");
    // What a migration put there comes again with the backup.
    for (const { name } of header.tables.toReversed())
      await client.query(`DELETE FROM public.${quoted([name])}`);
    for (const table of header.tables) {
      if ((await next(lines)).toString("utf8") !== `table ${table.name}`) throw cutOff();
      tally.take(`table ${table.name}\n`);
      await fillTable(client, { ...table, lines, tally });
    }
    const rows = await close(lines, tally);
    for (const { name, last } of header.sequences)
      await client.query("SELECT setval($1::regclass, $2::bigint)", [`public.${quoted([name])}`, last]);
    await client.query("UPDATE sessions SET revoked_at = now() WHERE revoked_at IS NULL");
    await client.query("COMMIT");
    await client.query("ANALYZE");
    return rows;
  } finally {
    await client.end();
  }
}

interface FillingTable {
  name: string;
  columns: string[];
  lines: Lines;
  tally: Tally;
}

async function fillTable(client: pg.Client, { name, columns, lines, tally }: FillingTable): Promise<void> {
  const rows = client.query(copyFrom(`COPY public.${quoted([name])} (${quoted(columns)}) FROM STDIN`));
  const ended = new Promise<void>((done, fail) => {
    rows.once("finish", done);
    rows.once("error", (error) => {
      fail(error);
      // A row that still waits would be written to a connection that is gone.
      rows.destroy();
    });
  });
  ended.catch(() => undefined);
  for (let line = await next(lines); !line.equals(endOfTable); line = await next(lines)) {
    const row = Buffer.concat([line, lineFeed]);
    tally.take(row);
    tally.count(name, 1);
    // The database may have refused an earlier row in the meantime.
    if (rows.destroyed) break;
    if (!rows.write(row)) await Promise.race([once(rows, "drain"), ended]);
  }
  tally.take("\\.\n");
  if (!rows.destroyed) rows.end();
  await ended;
}

const lineFeed = Buffer.from("\n");
const endOfTable = Buffer.from("\\.");

/** Whether what was read is what was written, to the byte. */
async function close(lines: Lines, tally: Tally): Promise<number> {
  const line = (await next(lines)).toString("utf8");
  if (!line.startsWith("end ")) throw cutOff();
  const told = Closing.safeParse(JSON.parse(line.slice(4)));
  const { rows, sha256 } = tally.close();
  if (!told.success || told.data.sha256 !== sha256) throw cutOff();
  return Object.values(rows).reduce((sum, each) => sum + each, 0);
}
