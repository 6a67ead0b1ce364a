import pg from "pg";
import { connectFault, shownAddress, StartFault } from "@/lib/platform/start-fault";
import { openEngine } from "./engine";
import { type Migration, migrationsFolder, readMigrations } from "./folders";

/** Any number will do, as long as every start takes the same one. */
const lockKey = 7_241_650_118;
const versions = { oldest: 15, newest: 18 };

interface Applied {
  name: string;
  checksum: string;
  finished: boolean;
}

interface Migrating {
  url: string;
  folder?: string;
  /** Only these: for a backup of an earlier version. */
  upTo?: readonly string[];
}

/**
 * Brings a database to the code's migrations and answers the names of those that it applied. Throws a
 * StartFault when the database cannot be reached, is newer than the code, or holds a failed migration.
 */
export async function migrate({ url, folder, upTo }: Migrating): Promise<string[]> {
  const all = await readMigrations(folder ?? migrationsFolder);
  const migrations = upTo === undefined ? all : all.filter(({ name }) => upTo.includes(name));
  const pool = new pg.Pool({ connectionString: url, max: 3, connectionTimeoutMillis: 10_000 });
  pool.on("error", () => undefined);
  try {
    const holder = await pool.connect().catch((error: unknown) => {
      throw connectFault(error, url);
    });
    try {
      return await underLock({ holder, pool, url, migrations });
    } finally {
      holder.release(true);
    }
  } finally {
    await pool.end();
  }
}

interface Work {
  holder: pg.PoolClient;
  pool: pg.Pool;
  url: string;
  migrations: Migration[];
}

async function underLock({ holder, pool, url, migrations }: Work): Promise<string[]> {
  await refuseForeignVersion(holder, url);
  await holder.query("SELECT pg_advisory_lock($1)", [lockKey]);
  const applied = await readApplied(holder);
  refuseUnfit({ applied, migrations, url });
  if (migrations.length === applied.length) return [];
  return apply({ pool, url, migrations });
}

async function refuseForeignVersion(client: pg.PoolClient, url: string): Promise<void> {
  const { rows } = await client.query<{ number: number }>(
    "SELECT current_setting('server_version_num')::int AS number",
  );
  const major = Math.floor((rows[0]?.number ?? 0) / 10_000);
  if (major >= versions.oldest && major <= versions.newest) return;
  throw new StartFault(
    `The database at ${shownAddress(url)} is PostgreSQL ${major}; Countersign needs ${versions.oldest} to ${versions.newest}.`,
  );
}

async function readApplied(client: pg.PoolClient): Promise<Applied[]> {
  const { rows: tables } = await client.query<{ known: boolean }>(
    "SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS known",
  );
  if (tables[0]?.known !== true) return [];
  const { rows } = await client.query<Applied>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
       FROM public._prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`,
  );
  return rows;
}

function refuseUnfit(have: { applied: Applied[]; migrations: Migration[]; url: string }): void {
  const at = shownAddress(have.url);
  const failed = have.applied.find(({ finished }) => !finished);
  if (failed !== undefined) {
    throw new StartFault(
      `The migration ${failed.name} failed earlier in the database ${at}: restore a backup, or repair it and mark it in _prisma_migrations.`,
    );
  }
  const known = new Map(have.migrations.map(({ name, checksum }) => [name, checksum]));
  const ahead = have.applied.find(({ name }) => !known.has(name));
  if (ahead !== undefined) {
    throw new StartFault(
      `The database ${at} is newer than this code: it has the migration ${ahead.name}, which this version does not know.`,
    );
  }
  const edited = have.applied.find(({ name, checksum }) => known.get(name) !== checksum);
  if (edited !== undefined) {
    throw new StartFault(
      `The migration ${edited.name} was changed after the database ${at} got it: put the file back, or start with an empty database.`,
    );
  }
}

async function apply({ pool, url, migrations }: Omit<Work, "holder">): Promise<string[]> {
  let fault: unknown;
  const engine = await openEngine(pool, (error) => (fault = error));
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: {
        baseDir: "prisma/migrations",
        lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
        shadowDbInitScript: "",
        migrationDirectories: migrations.map(({ name, sql }) => ({
          path: name,
          migrationFile: { path: "migration.sql", content: { tag: "ok", value: sql } },
        })),
      },
      filters: { externalTables: [], externalEnums: [] },
    });
    return appliedMigrationNames;
  } catch (error) {
    const cause = fault ?? error;
    const words = cause instanceof Error ? cause.message : String(cause);
    const name = /migration_name="([^"]+)"/.exec(String(error))?.[1] ?? "A migration";
    // The engine adds where in its own code it was; people need the database's words alone.
    const said = words
      .replaceAll(/\s+/g, " ")
      .replace(/ 0: .*$/, "")
      .trim();
    throw new StartFault(`${name} failed in the database ${shownAddress(url)}: ${said}.`, { cause });
  } finally {
    engine.free();
  }
}
