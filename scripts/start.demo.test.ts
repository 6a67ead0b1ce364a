import { existsSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort, startPostgres } from "@/lib/platform/postgres";
import { waitForExit } from "@/lib/platform/processes";
import { type DemoProcess, runDemo } from "./run-demo";

let dataDir = "";
let port = 0;
let demo: DemoProcess | undefined;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "countersign-demo-"));
  await chmod(dataDir, 0o711);
  port = await freePort();
});
afterAll(async () => {
  demo?.child.kill("SIGTERM");
  await demo?.exited;
  await rm(dataDir, { recursive: true, force: true });
});

const settings = () => ({ COUNTERSIGN_DATA_DIR: dataDir, PORT: String(port), DATABASE_URL: "" });

/** Starts a demo that is expected to refuse, and answers what it said. */
async function refusal(
  change: Record<string, string>,
): Promise<{ code: number | null; stderr: string; stdout: string }> {
  const started = runDemo({ ...settings(), ...change });
  const code = await started.exited;
  return { code, ...started.output() };
}

async function tokenOfDemo(): Promise<string> {
  const demo: { people: { token: string }[] } = JSON.parse(
    await readFile(join(dataDir, "demo.json"), "utf8"),
  );
  return demo.people[0]?.token ?? "";
}

async function statusFor(url: string, token: string): Promise<number> {
  return (await fetch(`${url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })).status;
}

async function postmaster(): Promise<number> {
  const [pid] = (await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8")).split("\n");
  return Number(pid);
}

describe("the demo", () => {
  test("it says one line when it is ready, and answers there", async () => {
    demo = runDemo(settings());
    const url = await demo.ready;
    expect(demo.output().stdout.trim().split("\n")).toHaveLength(1);
    expect((await fetch(url, { redirect: "manual" })).status).toBeLessThan(500);
  });

  test("a second start on the same data folder is refused in one sentence", async () => {
    const { code, stderr, stdout } = await refusal({ PORT: String(await freePort()) });
    expect(stderr.trim()).toMatch(/^Countersign is already running on .*\.$/);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  });

  test("after a kill of the supervisor its parts end, and the next start recovers and keeps the data", async () => {
    const before = await readFile(join(dataDir, "secret"), "utf8");
    const left = await postmaster();
    demo?.child.kill("SIGKILL");
    await demo?.exited;
    demo = runDemo(settings());
    const url = await demo.ready;
    expect(await waitForExit(left, 0)).toBe(true);
    expect(await readFile(join(dataDir, "secret"), "utf8")).toBe(before);
    expect((await fetch(url, { redirect: "manual" })).status).toBeLessThan(500);
  });

  test("another database gets a sample workspace of its own, and each keeps its people", async () => {
    const own = await tokenOfDemo();
    demo?.child.kill("SIGTERM");
    await demo?.exited;
    const otherDir = await mkdtemp(join(tmpdir(), "countersign-other-"));
    await chmod(otherDir, 0o711);
    const other = await startPostgres({ dataDir: otherDir, durable: false });
    try {
      demo = runDemo({ ...settings(), DATABASE_URL: other.url });
      expect(await statusFor(await demo.ready, await tokenOfDemo())).toBe(200);
      demo.child.kill("SIGTERM");
      await demo.exited;
    } finally {
      await other.stop();
      await rm(otherDir, { recursive: true, force: true });
    }
    demo = runDemo(settings());
    const url = await demo.ready;
    expect(await tokenOfDemo()).toBe(own);
    expect(await statusFor(url, own)).toBe(200);
  });

  test("SIGTERM ends it cleanly, the database included", async () => {
    demo?.child.kill("SIGTERM");
    expect(await demo?.exited).toBe(0);
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
    expect(existsSync(join(dataDir, "postgres", "postmaster.pid"))).toBe(false);
    expect(existsSync(join(dataDir, "lock"))).toBe(false);
    const log = await readFile(join(dataDir, "logs", "postgres.log"), "utf8");
    expect(log.trim().split("\n").at(-1)).toContain("database system is shut down");
  });

  test("a port on which somebody listens is refused in one sentence", async () => {
    const server = createServer().listen(port, "127.0.0.1");
    const { code, stderr } = await refusal({});
    await new Promise((done) => server.close(done));
    expect(stderr.trim()).toBe(`Port ${port} is taken: stop what listens there, or set PORT to another one.`);
    expect(code).toBe(1);
  });

  test("a database that is not there is refused in one sentence", async () => {
    const { code, stderr } = await refusal({ DATABASE_URL: "postgresql://u:hidden@127.0.0.1:1/none" });
    expect(stderr.trim()).toMatch(/^No database answers at 127\.0\.0\.1:1\/none: .*\.$/);
    expect(stderr).not.toContain("hidden");
    expect(code).toBe(1);
  });

  test("a setting that cannot be is refused in one sentence", async () => {
    const { code, stderr } = await refusal({ PORT: "many" });
    expect(stderr.trim()).toBe("PORT must be a number from 1 to 65535.");
    expect(code).toBe(1);
  });
});
