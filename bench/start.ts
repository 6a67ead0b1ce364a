import { chmod, mkdir } from "node:fs/promises";
import { execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "@/lib/platform/postgres";
import { get } from "./load";
import type { Measured } from "./report";
import { root, run } from "./scratch";
import type { Workspace } from "./workspace";

/** From nothing to the first page: the build, then the demo on an empty data folder, then once more on the same one. */
export async function start({ folder }: Workspace): Promise<Measured[]> {
  const clone = join(folder, "clone");
  await asInstalled(clone);
  const dataDir = join(folder, "first");
  await mkdir(dataDir);
  await chmod(dataDir, 0o711);
  const build = await timed(() => buildIn(clone));
  const first = await timed(() => firstPage(clone, dataDir));
  const second = await timed(() => firstPage(clone, dataDir));
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  return [
    {
      measure: "first page on an empty machine, from `npm ci` done",
      figure: seconds(build + first),
      floor: `of it the build ${seconds(build)}`,
    },
    {
      measure: "first page of a second start",
      figure: seconds(second),
      floor: `the first ${seconds(first)}`,
      ratio: second / first,
    },
  ];
}

/** The sources as they stand, with what `npm ci` has put beside them and nothing built. */
async function asInstalled(clone: string): Promise<void> {
  await mkdir(clone);
  const copy = `git ls-files -z -co --exclude-standard | xargs -0 cp --parents -t "$1"
    cp -al node_modules "$1/" && cp -r --parents lib/platform/generated "$1/"`;
  await promisify(execFile)("bash", ["-euc", copy, "bash", clone], { cwd: root });
}

const buildIn = (cwd: string) => run(["--import", "tsx", join("scripts", "build.ts")], { cwd, env: {} });

async function firstPage(cwd: string, dataDir: string): Promise<void> {
  const port = await freePort();
  const { npm_lifecycle_event: _inNpm, DATABASE_URL: _given, ...inherited } = process.env;
  const child = spawn(process.execPath, ["--import", "tsx", join("scripts", "demo.ts")], {
    cwd,
    env: { ...inherited, PORT: String(port), COUNTERSIGN_DATA_DIR: dataDir },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  let said = "";
  child.stderr.on("data", (part: Buffer) => (said += part.toString("utf8")));
  await new Promise<void>((done, fail) => {
    child.stdout.on("data", (part: Buffer) => part.toString("utf8").includes("is running at") && done());
    void ended.then(() => fail(new Error(`the demo ended: ${said}`)));
  });
  await get(`http://localhost:${port}/sign-in`);
  child.kill("SIGTERM");
  await ended;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
