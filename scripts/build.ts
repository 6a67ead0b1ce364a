import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { takeLock } from "@/lib/platform/folder-lock";
import { StartFault } from "@/lib/platform/start-fault";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
// `next build` clears .next but for its cache: the mark goes with the old build, the lock stays.
const mark = join(root, ".next", "countersign-sources");
/** Where the web server and the worker stand, compiled. */
export const partsFolder = join(root, ".next", "parts");
const lockFile = join(root, ".next", "cache", "countersign-build.lock");

const sources = [
  "app",
  "components",
  "lib",
  "prisma/schema",
  "public",
  "scripts/web.ts",
  "scripts/worker.ts",
  "scripts/jobs.ts",
  "scripts/parent.ts",
  "proxy.ts",
  "instrumentation.ts",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
];
const leftOut = /\.test\.tsx?$|^lib\/testing\/|^lib\/cli\/|\.md$|^lib\/platform\/generated\//;

interface Building {
  logFile: string;
  signal?: AbortSignal;
  /** Told before a build, which takes its time. */
  note?: (text: string) => void;
}

/** Builds for production unless the present build was made from the same sources; true when it built. */
export async function ensureBuild({ logFile, signal, note }: Building): Promise<boolean> {
  // Where the build came along and nothing may be written, as in a container, nothing is.
  if (await isUpToDate(await digestSources())) return false;
  const taken = await takeLock(lockFile, { patienceMs: 15 * 60_000 });
  if ("heldBy" in taken)
    throw new StartFault(`Process ${taken.heldBy} has been building for too long: end it.`);
  try {
    const digest = await digestSources();
    if (await isUpToDate(digest)) return false;
    refuseWithoutTools();
    note?.("Building the pages; this is done once for each version and takes about a minute.");
    await build({ logFile, signal, digest });
    await writeFile(mark, digest);
    return true;
  } finally {
    await taken.lock.release();
  }
}

async function isUpToDate(digest: string): Promise<boolean> {
  return (await readFile(mark, "utf8").catch(() => "")) === digest;
}

/** An installation without development dependencies runs what was built elsewhere. */
function refuseWithoutTools(): void {
  if (existsSync(join(root, "node_modules", "@tailwindcss", "postcss"))) return;
  throw new StartFault(
    "The pages are not built from these sources, and the tools to build them are not installed: run npm ci with development dependencies, or bring the folder .next of a build of this version.",
  );
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

interface Build {
  logFile: string;
  signal: AbortSignal | undefined;
  digest: string;
}

async function build({ logFile, signal, digest }: Build): Promise<void> {
  await mkdir(dirname(logFile), { recursive: true });
  const log = openSync(logFile, "w", 0o600);
  const next = join(root, "node_modules", "next", "dist", "bin", "next");
  const { DATABASE_URL: _address, ...env } = process.env;
  const child = spawn(process.execPath, [next, "build"], {
    cwd: root,
    env: {
      ...env,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      // Names acts of pages alike in every build of the same sources; a start puts its own key in for what is encrypted.
      NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: Buffer.from(digest, "hex").toString("base64"),
    },
    stdio: ["ignore", log, log],
    ...(signal === undefined ? {} : { signal }),
  });
  closeSync(log);
  const code = await new Promise<number | null>((done, fail) => {
    child.once("error", fail);
    child.once("exit", done);
  });
  if (code === 0) return bundleParts();
  const tail = (await readFile(logFile, "utf8")).trim().split("\n").slice(-25).join("\n");
  throw new StartFault(`The production build failed:\n${tail}`);
}

/** Each part as one file: their sources one by one through a compiler cost half the CPU of a start. */
export async function bundleParts(): Promise<void> {
  // Loaded here: an installation without development dependencies builds nothing.
  const { build: bundle } = await import("esbuild");
  const { metafile } = await bundle({
    entryPoints: ["scripts/web.ts", "scripts/worker.ts"],
    absWorkingDir: root,
    outdir: partsFolder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20",
    format: "esm",
    sourcemap: true,
    metafile: true,
    logLevel: "silent",
  });
  const unread = Object.keys(metafile.inputs).filter((path) => !isSource(path));
  if (unread.length > 0) throw new Error(`Add to the sources of a build: ${unread.join(", ")}`);
}

function isSource(path: string): boolean {
  const generated = path.startsWith("lib/platform/generated/");
  return (
    generated ||
    (!leftOut.test(path) && sources.some((source) => path === source || path.startsWith(`${source}/`)))
  );
}

if (import.meta.filename === process.argv[1]) {
  const built = await ensureBuild({ logFile: join(root, ".next", "cache", "build.log") });
  console.log(built ? "Built." : "The build is up to date.");
}
