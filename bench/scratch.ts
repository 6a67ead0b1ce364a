import { spawn } from "node:child_process";
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

export const root = dirname(import.meta.dirname);
// Below the project, so that its node_modules are found; a dot folder, so that nothing else reads it.
const scratch = join(import.meta.dirname, ".scratch");
export const siteFolder = join(scratch, "site");
export const bareFolder = join(scratch, "bare");
export const unrecordedFolder = join(scratch, "unrecorded");

const copied = ["app", "components", "lib", "prisma", "scripts", "public"];
const files = [
  // Without it the styles are looked for in the last build, too.
  ".gitignore",
  "proxy.ts",
  "instrumentation.ts",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
  "package.json",
];
const leftOut = /\.test\.tsx?$|\.md$/;

/**
 * The product with the floor's pages in it, in a folder of its own: they are measured in the same process as the real ones and
 * cannot ship, since the product's sources never hold them.
 */
export async function makeSite(): Promise<void> {
  await copyTo(siteFolder);
  const config = join(siteFolder, "next.config.ts");
  const text = await readFile(config, "utf8");
  const own = text.replace(
    ": NextConfig = {",
    `: NextConfig = {\n  turbopack: { root: ${JSON.stringify(root)} },`,
  );
  if (own === text) throw new Error("next.config.ts is written in another way than bench/scratch.ts expects");
  await writeFile(config, own);
  await addFloor();
}

async function copyTo(folder: string): Promise<void> {
  await Promise.all(
    [...copied, "floor"].map((name) => rm(join(folder, name), { recursive: true, force: true })),
  );
  await mkdir(folder, { recursive: true });
  for (const name of [...copied, ...files]) {
    await cp(join(root, name), join(folder, name), {
      recursive: true,
      filter: (from) => !leftOut.test(from),
    }).catch((error: unknown) => {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    });
  }
  const modules = join(folder, "node_modules");
  await rm(modules, { force: true });
  await symlink(join(root, "node_modules"), modules);
}

/** The product as it would be without its ledger: nothing makes or stores an entry, all else is the same. It cannot ship either. */
export async function makeUnrecorded(): Promise<void> {
  await copyTo(unrecordedFolder);
  const ledger = join(unrecordedFolder, "lib", "platform", "ledger.ts");
  const text = await readFile(ledger, "utf8");
  const names = [...text.matchAll(/^export (?:async )?function (\w+)|^export const (\w+)/gm)];
  if (names.length !== 1 || names[0]?.[1] !== "appendEntries")
    throw new Error("lib/platform/ledger.ts is written in another way than bench/scratch.ts expects");
  await writeFile(ledger, "export const appendEntries = async () => undefined;\n");
}

/** `/floor/…`: each page once more, with every query answering what it answered at first. */
async function addFloor(): Promise<void> {
  const floor = join(siteFolder, "app", "floor");
  await cp(join(siteFolder, "app", "(site)"), floor, { recursive: true });
  await mkdir(join(siteFolder, "lib", "floor"), { recursive: true });
  await cp(join(import.meta.dirname, "constant.ts"), join(siteFolder, "lib", "floor", "constant.ts"));
  const shims = new Set<string>();
  for (const path of await filesIn(floor)) {
    if (!/\.tsx?$/.test(path)) continue;
    const text = await readFile(path, "utf8");
    const own = text.replace(/from "@\/lib\/([a-z-]+\/[a-z-]*queries)"/g, (_, module: string) => {
      shims.add(module);
      return `from "@/lib/floor/${module}"`;
    });
    if (own !== text) await writeFile(path, own);
  }
  for (const shim of shims) await writeShim(shim);
}

async function writeShim(module: string): Promise<void> {
  const text = await readFile(join(siteFolder, "lib", `${module}.ts`), "utf8");
  const names = [
    ...text.matchAll(/^export async function (\w+)|^export function (\w+)[^{]*\): Promise</gm),
  ].flatMap((found) => found[1] ?? found[2] ?? []);
  const lines = [
    `import * as real from "@/lib/${module}";`,
    `import { constant } from "@/lib/floor/constant";`,
    `export * from "@/lib/${module}";`,
    ...names.map((name) => `export const ${name} = constant("${name}", real.${name});`),
  ];
  const path = join(siteFolder, "lib", "floor", `${module}.ts`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${lines.join("\n")}\n`);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
}

/** A page and a route of the framework with nothing of the product in them. */
export async function makeBare(): Promise<void> {
  await rm(join(bareFolder, "app"), { recursive: true, force: true });
  await cp(join(import.meta.dirname, "bare"), bareFolder, { recursive: true });
  await run([join(root, "node_modules", "next", "dist", "bin", "next"), "build"], {
    cwd: bareFolder,
    env: { COUNTERSIGN_BENCH_ROOT: root },
  });
}

/** Builds the copy where its sources changed. */
export async function buildSite(): Promise<void> {
  await run(["--import", "tsx", join("scripts", "build.ts")], { cwd: siteFolder, env: {} });
}

/** Runs Node in a folder; fails with its last words. */
export async function run(
  args: string[],
  { cwd, env }: { cwd: string; env: Record<string, string> },
): Promise<void> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.on("data", (part: Buffer) => (said += part.toString("utf8")));
  child.stderr.on("data", (part: Buffer) => (said += part.toString("utf8")));
  const code = await new Promise<number | null>((done, fail) => {
    child.once("error", fail);
    child.once("close", done);
  });
  if (code !== 0) throw new Error(`${relative(root, cwd)} was not built:\n${said.slice(-3_000)}`);
}
