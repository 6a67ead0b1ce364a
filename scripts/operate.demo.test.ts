import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "@/lib/platform/postgres";
import { waitForExit } from "@/lib/platform/processes";
import { root } from "./build";
import { type DemoProcess, runStart } from "./run-demo";

const run = promisify(execFile);
const guide = readFileSync(join(root, "docs", "guide", "operate.md"), "utf8");
/** The commands that the guide marks, in its order. */
const followed = [...guide.matchAll(/^```sh followed\n([\s\S]*?)^```$/gm)].map(([, text]) => text ?? "");

let folder = "";
let port = 0;
let started: DemoProcess | undefined;
const first = { name: "Ada", email: "ada@example.org", password: "correct horse battery staple" };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-operate-"));
  await chmod(folder, 0o711);
  port = await freePort();
});
afterAll(async () => {
  started?.child.kill("SIGTERM");
  await started?.exited;
  await rm(folder, { recursive: true, force: true });
});

const settings = (dataDir: string) => ({
  COUNTERSIGN_DATA_DIR: join(folder, dataDir),
  PORT: String(port),
  DATABASE_URL: "",
  COUNTERSIGN_URL: "",
  COUNTERSIGN_SECRET: "",
});

/** Runs a marked command of the guide as an operator does; answers what it printed. */
async function follow(command: string): Promise<string> {
  const own = followed.find((text) => text.includes(command));
  if (own === undefined) throw new Error(`the guide has no marked command ${command}`);
  const env = {
    ...process.env,
    ...settings("first"),
    EMAIL: first.email,
    BACKUPS: folder,
    NEW_FOLDER: join(folder, "second"),
  };
  const { stdout } = await run("bash", ["-ec", own], { cwd: root, env });
  return stdout;
}

const ask = (path: string, body?: unknown) =>
  fetch(`http://localhost:${port}${path}`, {
    redirect: "manual",
    ...(body === undefined
      ? {}
      : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });

async function end(): Promise<void> {
  started?.child.kill("SIGTERM");
  expect(await started?.exited).toBe(0);
}

describe("the operator's guide", () => {
  test("marks these commands", () => {
    const named = followed.flatMap((text) => [...text.matchAll(/npm run ([\w-]+)/g)].map(([, name]) => name));
    expect(named).toEqual(["setup-code", "invite", "backup", "restore"]);
  });

  test("leads from an empty machine to a first admin; the demo's ways in are not there", async () => {
    started = runStart(settings("first"));
    await started.ready;
    const code = /with the code (\S+)/.exec(await follow("setup-code"))?.[1] ?? "";
    expect((await ask("/api/v1/setup", { ...first, code })).status).toBe(201);
    expect((await ask("/demo/sign-in")).status).not.toBe(200);
    expect((await ask("/readyz")).status).toBe(200);
    expect(await follow("invite")).toContain(`http://localhost:${port}/activate?code=`);
  });

  test("keeps a second start off the folder, and says what to do", async () => {
    const second = runStart({ ...settings("first"), PORT: String(await freePort()) });
    expect(await second.exited).toBe(1);
    expect(second.output().stderr).toMatch(
      /^Countersign is already running on .* \(process \d+\): stop it, or set COUNTERSIGN_DATA_DIR to another folder\.\n$/,
    );
  });

  test("backs up while it runs and restores into a new folder, which then serves the same workspace", async () => {
    expect(await follow("backup")).toMatch(/\d+ rows are in/);
    await end();
    expect(await follow("restore")).toMatch(/rows are back/);
    started = runStart(settings("second"));
    await started.ready;
    expect(started.output().stdout).not.toContain("with the code");
    expect(await (await ask("/api/v1/setup")).json()).toEqual({ step: "organisation", isFinished: false });
    await expect(follow("restore")).rejects.toThrow(/is in use/);
  });

  test("a killed start takes its parts and its database along, with no other start to clear up", async () => {
    const file = join(folder, "second", "postgres", "postmaster.pid");
    const postmaster = Number((await readFile(file, "utf8")).split("\n")[0]);
    started?.child.kill("SIGKILL");
    expect(await waitForExit(postmaster, 30_000)).toBe(true);
    await expect.poll(() => existsSync(file), { timeout: 10_000 }).toBe(false);
    await expect(ask("/healthz")).rejects.toThrow();
    started = runStart(settings("second"));
    await started.ready;
    expect((await ask("/readyz")).status).toBe(200);
    await end();
  });

  test("parts run apart only on a database that they share, and each fault is a sentence", async () => {
    for (const [change, parts, words] of [
      [{}, ["web"], /^DATABASE_URL is missing: parts that run apart share/],
      [{}, ["everything"], /^There is no part “everything”/],
      [{ COUNTERSIGN_DEMO: "1" }, [], /^COUNTERSIGN_DEMO belongs to/],
      [
        { DATABASE_URL: "postgresql://u:hidden@127.0.0.1:1/x" },
        [],
        /^COUNTERSIGN_SECRET is missing.*\nCOUNTERSIGN_URL is missing/,
      ],
    ] as const) {
      const refused = runStart({ ...settings("third"), ...change }, [...parts]);
      expect(await refused.exited).toBe(1);
      expect(refused.output().stderr).toMatch(words);
    }
  });
});
