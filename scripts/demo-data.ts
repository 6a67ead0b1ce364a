import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { hashToken } from "@/lib/identity/tokens";
import { shownAddress, StartFault } from "@/lib/platform/start-fault";

/**
 * Marks that the sample workspace is being written; it is there on a start only after one that was cut off. Our own
 * database has its own mark: another one's must never have ours cleared.
 */
function seedMark(dataDir: string, whose: "embedded" | "external"): string {
  return join(dataDir, whose === "embedded" ? "seeding" : "seeding-external");
}

/** Refuses a database whose filling was cut off and which is not ours to clear. */
export function refuseHalfSeed(dataDir: string): void {
  const mark = seedMark(dataDir, "external");
  if (!existsSync(mark)) return;
  throw new StartFault(
    `An earlier start was cut off while it filled the database: give DATABASE_URL an empty one and remove ${mark}.`,
  );
}

/** Makes our own database empty again when its filling was cut off. */
export async function clearHalfSeed(dataDir: string, url: string): Promise<void> {
  const mark = seedMark(dataDir, "embedded");
  if (!existsSync(mark)) return;
  const name = new URL(url).pathname.slice(1);
  const server = new URL(url);
  server.pathname = "/postgres";
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  await rm(mark);
}

interface Seeding {
  dataDir: string;
  databaseUrl: string;
  whose: "embedded" | "external";
  url: string;
  seed: () => Promise<void>;
}

/**
 * Seeds a database once; later starts only note the address in `demo.json`. One data folder can serve several
 * databases in turn: what belongs to the others is kept beside it.
 */
export async function seedOnce({ dataDir, databaseUrl, whose, url, seed }: Seeding): Promise<void> {
  const path = join(dataDir, "demo.json");
  const own = await findOwn(dataDir, databaseUrl);
  if (own !== path && existsSync(path)) await rename(path, join(dataDir, `demo-${Date.now()}.json`));
  if (own !== undefined) {
    if (own !== path) await rename(own, path);
    const demo: unknown = JSON.parse(await readFile(path, "utf8"));
    await writeFile(path, `${JSON.stringify({ ...Object(demo), url }, null, 2)}\n`, { mode: 0o600 });
    return;
  }
  const mark = seedMark(dataDir, whose);
  await writeFile(mark, "");
  await seed();
  await rm(mark);
}

/** The file whose people have their tokens in this database; none for an empty one. Refuses one that others filled. */
async function findOwn(dataDir: string, databaseUrl: string): Promise<string | undefined> {
  const names = (await readdir(dataDir)).filter((name) => /^demo(-\d+)?\.json$/.test(name));
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const name of names) {
      const path = join(dataDir, name);
      const hashes = tokensIn(await readFile(path, "utf8")).map(hashToken);
      const { rowCount } = await client.query("SELECT FROM tokens WHERE hash = ANY($1) LIMIT 1", [hashes]);
      if (rowCount !== 0) return path;
    }
    const { rowCount } = await client.query("SELECT FROM people LIMIT 1");
    if (rowCount === 0) return undefined;
  } finally {
    await client.end();
  }
  throw new StartFault(
    `The database ${shownAddress(databaseUrl)} is in use, and not by the demo of ${dataDir}: give DATABASE_URL an empty one, or COUNTERSIGN_DATA_DIR the folder that it was filled from.`,
  );
}

function tokensIn(text: string): string[] {
  const demo: { people?: { token?: unknown }[] } = JSON.parse(text);
  return (demo.people ?? []).flatMap(({ token }) => (typeof token === "string" ? [token] : []));
}
