import { chmod, mkdir } from "node:fs/promises";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { freePort } from "@/lib/platform/postgres";
import { get } from "./load";
import type { Measured } from "./report";
import { buildSite, siteFolder } from "./scratch";
import type { Workspace } from "./workspace";

/** From nothing to the first page: the build, then the demo on an empty data folder, then once more on the same one. */
export async function start({ folder }: Workspace): Promise<Measured[]> {
  const dataDir = join(folder, "first");
  await mkdir(dataDir);
  await chmod(dataDir, 0o711);
  const build = await timed(() => buildSite({ anew: true }));
  const first = await timed(() => firstPage(dataDir));
  const second = await timed(() => firstPage(dataDir));
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

async function firstPage(dataDir: string): Promise<void> {
  const port = await freePort();
  const { npm_lifecycle_event: _inNpm, DATABASE_URL: _given, ...inherited } = process.env;
  const child = spawn(process.execPath, ["--import", "tsx", join("scripts", "demo.ts")], {
    cwd: siteFolder,
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
