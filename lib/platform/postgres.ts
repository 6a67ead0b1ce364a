import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, openSync, closeSync } from "node:fs";
import { chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { guardPostgres } from "./postgres-guard";
import { findHome, type PostgresHome } from "./postgres-home";
import { commandLine, isAlive, waitForExit } from "./processes";
import { StartFault } from "./start-fault";

export interface EmbeddedPostgres {
  /** The address of the database, password included. */
  url: string;
  /** Resolves when the server has ended, on request or by itself. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  dataDir: string;
  database?: string;
  /** False gives up durability for speed: for tests, whose data nobody misses. */
  durable?: boolean;
  note?: (text: string) => void;
}

const superuser = "countersign";
/** How long a server may take to end in order. */
const orderlyEndMs = 20_000;

/** Starts the PostgreSQL that comes from npm on a free loopback port, after making its cluster if need be. */
export async function startPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { database = "countersign", durable = true, note = () => undefined } = options;
  const dataDir = resolve(options.dataDir);
  await mkdir(join(dataDir, "logs"), { recursive: true });
  const home = await findHome(dataDir, note);
  const password = await keepPassword(dataDir, home);
  await refuseOtherMajor(home);
  if (!existsSync(home.cluster)) await initialise(home, password, durable);
  await stopLeftOver(home.cluster);
  const logFile = join(dataDir, "logs", "postgres.log");
  const { child, port } = await launch({ home, logFile, durable });
  const url = addressFor({ password, port, database });
  const guard = guardPostgres({ pid: child.pid ?? 0, cluster: home.cluster, user: home.user });
  const ended = new Promise<void>((done) => {
    if (child.exitCode !== null) done();
    child.once("exit", () => done());
  }).then(guard.dismiss);
  const stop = async () => {
    child.kill("SIGINT");
    // One that is asked to end while it recovers from a crash may hang; its log brings back what it held.
    const impatient = setTimeout(() => child.kill("SIGQUIT"), orderlyEndMs);
    await ended;
    clearTimeout(impatient);
  };
  try {
    await ensureDatabase(url, database);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, ended, stop };
}

function addressFor({ password, port, database }: { password: string; port: number; database: string }) {
  return `postgresql://${superuser}:${password}@127.0.0.1:${port}/${database}`;
}

/** The address of the server that runs in a data folder at this moment; undefined where none does. */
export async function findRunning(dataDir: string): Promise<string | undefined> {
  const path = join(resolve(dataDir), "postgres-password");
  if (!existsSync(path)) return undefined;
  const { cluster } = await findHome(resolve(dataDir), () => undefined);
  const file = await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "");
  const [pid, , , port] = file.split("\n");
  if (!isAlive(Number(pid)) || !commandLine(Number(pid)).includes(`-D ${cluster}`)) return undefined;
  const password = (await readFile(path, "utf8")).trim();
  return addressFor({ password, port: Number(port), database: "countersign" });
}

async function keepPassword(dataDir: string, home: PostgresHome): Promise<string> {
  const path = join(dataDir, "postgres-password");
  if (existsSync(path)) return (await readFile(path, "utf8")).trim();
  if (existsSync(home.cluster)) {
    throw new StartFault(
      `${path} is missing, so the database in ${home.cluster} cannot be opened: put it back, or remove that folder to start anew.`,
    );
  }
  const password = randomBytes(24).toString("hex");
  await writeFile(path, `${password}\n`, { mode: 0o600 });
  return password;
}

async function refuseOtherMajor(home: PostgresHome): Promise<void> {
  const path = join(home.cluster, "PG_VERSION");
  if (!existsSync(path)) return;
  const have = (await readFile(path, "utf8")).trim();
  if (have === home.major) return;
  throw new StartFault(
    `The database in ${home.cluster} was made by PostgreSQL ${have} and this version brings ${home.major}: move it with pg_dump, or start with an empty data folder.`,
  );
}

/** Made beside its place and then renamed, so that a start cut short leaves no half cluster. */
async function initialise(home: PostgresHome, password: string, durable: boolean): Promise<void> {
  const draft = `${home.cluster}.new`;
  const passwordFile = `${home.cluster}.password`;
  await rm(draft, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (home.user !== undefined) {
    await chown(draft, home.user.uid, home.user.gid);
    await chown(passwordFile, home.user.uid, home.user.gid);
  }
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const args = [`--pgdata=${draft}`, `--username=${superuser}`, `--pwfile=${passwordFile}`, ...locale];
  args.push("--auth=scram-sha-256", ...(durable ? [] : ["--no-sync"]));
  try {
    await run(join(home.binaries, "initdb"), args, home);
    await rename(draft, home.cluster);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function run(program: string, args: string[], home: PostgresHome): Promise<void> {
  const child = spawn(program, args, { cwd: "/", ...home.user, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
  const code = await new Promise<number | null>((done, fail) => {
    child.once("error", fail);
    child.once("close", done);
  });
  if (code === 0) return;
  throw new StartFault(`PostgreSQL's cluster could not be made: ${said.trim().split("\n").at(-1) ?? ""}`);
}

interface Launch {
  home: PostgresHome;
  logFile: string;
  durable: boolean;
}

async function launch(how: Launch): Promise<{ child: ChildProcess; port: number }> {
  // A free port can be taken by somebody else before the server binds it, so a second try is worth it.
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const child = spawnServer(how, port);
    if (await isReady(child, how.home.cluster)) return { child, port };
    if (attempt === 3) throw new StartFault(`PostgreSQL did not start; its words are in ${how.logFile}.`);
  }
}

/** For what lasts minutes: nothing waits for the disk, and no statistics that come by chance change a plan. */
const quick = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", autovacuum: "off" };

function spawnServer({ home, logFile, durable }: Launch, port: number): ChildProcess {
  const settings: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    ...(durable ? {} : quick),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const log = openSync(logFile, "a", 0o600);
  // Its own process group: the terminal's Ctrl-C must reach the supervisor only, which ends it last.
  const child = spawn(join(home.binaries, "postgres"), ["-D", home.cluster, "-p", String(port), ...flags], {
    cwd: "/",
    ...home.user,
    detached: true,
    stdio: ["ignore", log, log],
  });
  child.on("error", () => undefined);
  closeSync(log);
  return child;
}

async function isReady(child: ChildProcess, cluster: string): Promise<boolean> {
  const gone = new AbortController();
  child.once("exit", () => gone.abort());
  child.once("error", () => gone.abort());
  while (!gone.signal.aborted) {
    const lines = (await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
    if (lines[0] === String(child.pid) && lines[7]?.trim() === "ready") return true;
    await sleep(20);
  }
  return false;
}

/** Ends the server of an earlier start whose supervisor was killed, and clears what it left. */
async function stopLeftOver(cluster: string): Promise<void> {
  const file = join(cluster, "postmaster.pid");
  const [first, folder] = (await readFile(file, "utf8").catch(() => "")).split("\n");
  const pid = Number(first);
  if (!Number.isInteger(pid) || pid <= 1) return;
  const ours = isAlive(pid) && folder === cluster && commandLine(pid).includes(`-D ${cluster}`);
  if (ours) {
    process.kill(pid, "SIGINT");
    if (await waitForExit(pid, orderlyEndMs)) return;
    process.kill(pid, "SIGQUIT");
    await waitForExit(pid, 10_000);
  }
  // The id may belong to another process by now; PostgreSQL would then refuse to start.
  await rm(file, { force: true });
}

async function ensureDatabase(url: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.replace(/\/[^/]*$/, "/postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}

/** A port on the loopback interface that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(0, "127.0.0.1", done);
  });
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === "string") throw new Error("the free port has no number");
  return address.port;
}
