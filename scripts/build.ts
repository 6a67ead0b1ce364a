import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { takeLock } from "@/lib/platform/folder-lock";
import { StartFault } from "@/lib/platform/start-fault";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
// `next build` clears .next but for its cache: the mark goes with the old build, the lock stays.
const mark = join(root, ".next", "countersign-sources");
const lockFile = join(root, ".next", "cache", "countersign-build.lock");

const sources = [
  "app",
  "components",
  "lib",
  "prisma/schema",
  "public",
  "proxy.ts",
  "instrumentation.ts",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
];
const leftOut = /\.test\.tsx?$|^lib\/testing\/|^lib\/cli\/|\.md$|^lib\/platform\/generated\//;

/** Builds for production unless the present build was made from the same sources; true when it built. */
export async function ensureBuild({
  logFile,
  signal,
}: {
  logFile: string;
  signal?: AbortSignal;
}): Promise<boolean> {
  const taken = await takeLock(lockFile, { patienceMs: 15 * 60_000 });
  if ("heldBy" in taken)
    throw new StartFault(`Process ${taken.heldBy} has been building for too long: end it.`);
  try {
    const digest = await digestSources();
    if ((await readFile(mark, "utf8").catch(() => "")) === digest) return false;
    await build(logFile, signal);
    await writeFile(mark, digest);
    return true;
  } finally {
    await taken.lock.release();
  }
}

/** One digest over the names and contents of everything that a build reads. */
export async function digestSources(): Promise<string> {
  const hash = createHash("sha256");
  for (const source of sources) {
    for (const path of await filesOf(source)) {
      if (leftOut.test(path)) continue;
      const content = await readFile(join(root, path));
      hash.update(`${path}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest("hex");
}

async function filesOf(path: string): Promise<string[]> {
  try {
    const entries = await readdir(join(root, path), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    return files.map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)).toSorted();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOTDIR") return [path];
    if (code === "ENOENT") return [];
    throw error;
  }
}

async function build(logFile: string, signal: AbortSignal | undefined): Promise<void> {
  await mkdir(dirname(logFile), { recursive: true });
  const log = openSync(logFile, "w", 0o600);
  const next = join(root, "node_modules", "next", "dist", "bin", "next");
  const { DATABASE_URL: _address, ...env } = process.env;
  const child = spawn(process.execPath, [next, "build"], {
    cwd: root,
    env: { ...env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", log, log],
    ...(signal === undefined ? {} : { signal }),
  });
  closeSync(log);
  const code = await new Promise<number | null>((done, fail) => {
    child.once("error", fail);
    child.once("exit", done);
  });
  if (code === 0) return;
  const tail = (await readFile(logFile, "utf8")).trim().split("\n").slice(-25).join("\n");
  throw new StartFault(`The production build failed:\n${tail}`);
}

if (import.meta.filename === process.argv[1]) {
  const built = await ensureBuild({ logFile: join(root, ".next", "cache", "build.log") });
  console.log(built ? "Built." : "The build is up to date.");
}
