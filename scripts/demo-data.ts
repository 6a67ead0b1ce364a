import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import pg from "pg";
import { StartFault } from "@/lib/platform/start-fault";

/** The secret that signs sessions: made once per data folder, so that sessions outlive a restart. */
export async function keepSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, "secret");
  if (existsSync(path)) return (await readFile(path, "utf8")).trim();
  const secret = randomBytes(32).toString("base64url");
  await writeFile(path, `${secret}\n`, { mode: 0o600 });
  return secret;
}

/** Marks that the sample workspace is being written; it is there on a start only after one that was cut off. */
function seedMark(dataDir: string): string {
  return join(dataDir, "seeding");
}

/** Refuses a database whose filling was cut off and which is not ours to clear. */
export function refuseHalfSeed(dataDir: string): void {
  if (!existsSync(seedMark(dataDir))) return;
  throw new StartFault(
    `An earlier start was cut off while it filled the database: give DATABASE_URL an empty one and remove ${seedMark(dataDir)}.`,
  );
}

/** Makes our own database empty again when its filling was cut off. */
export async function clearHalfSeed(dataDir: string, url: string): Promise<void> {
  if (!existsSync(seedMark(dataDir))) return;
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
  await rm(join(dataDir, "demo.json"), { force: true });
  await rm(seedMark(dataDir));
}

/** Seeds once per data folder; later starts only note the address in `demo.json`. */
export async function seedOnce(dataDir: string, url: string, seed: () => Promise<void>): Promise<void> {
  const path = join(dataDir, "demo.json");
  if (existsSync(path)) {
    const demo: unknown = JSON.parse(await readFile(path, "utf8"));
    await writeFile(path, `${JSON.stringify({ ...Object(demo), url }, null, 2)}\n`, { mode: 0o600 });
    return;
  }
  await writeFile(seedMark(dataDir), "");
  await seed();
  await rm(seedMark(dataDir));
}

/** Refuses a port on which somebody answers already, on either loopback address: `localhost` may mean both. */
export async function refuseTakenPort(port: number): Promise<void> {
  for (const host of ["127.0.0.1", "::1"]) {
    const code = await bindFault(port, host);
    if (code === "EADDRINUSE") {
      throw new StartFault(`Port ${port} is taken: stop what listens there, or set PORT to another one.`);
    }
    if (code === "EACCES")
      throw new StartFault(`Port ${port} needs more rights: set PORT to one above 1023.`);
  }
}

/** Why a port cannot be listened on, or nothing. */
async function bindFault(port: number, host: string): Promise<string | undefined> {
  const server = createServer();
  try {
    await new Promise<void>((done, fail) => {
      server.once("error", fail);
      server.listen({ port, host, exclusive: true }, done);
    });
    await new Promise((done) => server.close(done));
    return undefined;
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "unknown";
  }
}
