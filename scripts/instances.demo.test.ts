import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmbeddedPostgres, freePort, startPostgres } from "@/lib/platform/postgres";
import type { SampleRelease } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";
import { root } from "./build";
import { type DemoProcess, runStart } from "./run-demo";

const run = promisify(execFile);
let folder = "";
let server: EmbeddedPostgres;
let world: World;
let release: SampleRelease;
let token = "";
const webs: { url: string; process: DemoProcess }[] = [];
const workers: DemoProcess[] = [];
const secret = randomBytes(32).toString("base64url");

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-instances-"));
  await chmod(folder, 0o711);
  server = await startPostgres({ dataDir: folder, durable: false });
});
afterAll(async () => {
  const all = [...webs.map(({ process }) => process), ...workers];
  for (const { child } of all) child.kill("SIGTERM");
  await Promise.all(all.map(({ exited }) => exited));
  await world.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const migrated = async () => {
  const env = { ...process.env, DATABASE_URL: server.url };
  const { stdout } = await run(process.execPath, ["--import", "tsx", "prisma/migrate-cli.ts"], {
    cwd: root,
    env,
  });
  return stdout.trim();
};

const settings = (port: number) => ({
  DATABASE_URL: server.url,
  COUNTERSIGN_URL: webs[0]?.url ?? `http://localhost:${port}`,
  COUNTERSIGN_SECRET: secret,
  PORT: String(port),
  LOG_LEVEL: "error",
});

/** Sent until it is taken or refused: under load an instance may answer 503, and nothing was changed then. */
async function hold(url: string, reason: string): Promise<number> {
  for (;;) {
    const status = await holdOnce(url, reason);
    if (status !== 503) return status;
  }
}

async function holdOnce(url: string, reason: string): Promise<number> {
  const answer = await fetch(`${url}/api/v1/releases/${release.slug}/holds`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "idempotency-key": reason,
    },
    body: JSON.stringify({ reason }),
  });
  return answer.status;
}

/** The numbers of entries after one that an instance's stream tells, up to another. */
async function streamed(url: string, { after, until }: { after: number; until: number }): Promise<number[]> {
  const stop = new AbortController();
  const answer = await fetch(`${url}/api/v1/events`, {
    headers: { authorization: `Bearer ${token}`, "last-event-id": String(after) },
    signal: stop.signal,
  });
  const numbers: number[] = [];
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const events = text.split("\n\n");
    text = events.pop() ?? "";
    for (const event of events) {
      const id = /^id: (\d+)\nevent: entry$/m.exec(event)?.[1];
      if (id !== undefined) numbers.push(Number(id));
    }
    if ((numbers.at(-1) ?? 0) >= until) break;
  }
  stop.abort();
  return numbers;
}

async function ledger(): Promise<{ entries: number; numbers: number; last: number; holds: number }> {
  const { rows } = await world.kernel.db.pool.query<{
    entries: number;
    numbers: number;
    last: number;
    holds: number;
  }>(
    `SELECT (SELECT count(*)::int FROM ledger_entries) AS entries, (SELECT count(*)::int FROM holds) AS holds,
       count(*)::int AS numbers, COALESCE(max(seq), 0)::int AS last FROM ledger_sequence`,
  );
  return rows[0] ?? { entries: 0, numbers: 0, last: 0, holds: 0 };
}

describe("several instances on one database", () => {
  it("migrate at the same time: each migration is applied once, and both say so in order", async () => {
    const said = (await Promise.all([migrated(), migrated()])).sort();
    expect(said[0]).toMatch(/^Applied \S+_foundation\n/);
    expect(said[1]).toBe("Nothing to apply.");
  });

  it("start at the same time, two web and two worker processes", async () => {
    world = await makeWorld(server.url);
    release = await world.release({ slug: "shared" });
    token = await world.tokenOf("cora");
    for (let n = 0; n < 2; n += 1) {
      const port = await freePort();
      webs.push({ url: `http://localhost:${port}`, process: runStart(settings(port), ["web"]) });
      workers.push(runStart(settings(port), ["worker"]));
    }
    await Promise.all([...webs.map(({ process }) => process.ready), ...workers.map(({ ready }) => ready)]);
  });

  it("take acts side by side: each is done once, the ledger has no gap, and either tells all of it", async () => {
    await expect.poll(async () => (await ledger()).last, { timeout: 60_000 }).toBe((await ledger()).entries);
    const before = (await ledger()).entries;
    // Each is sent to both instances at once, as by a sender who did not wait.
    const reasons = Array.from({ length: 16 }, (_, n) => `both-${n}`);
    const until = before + reasons.length;
    const [told, answers] = await Promise.all([
      Promise.all(webs.map(({ url }) => streamed(url, { after: before, until }))),
      Promise.all(reasons.flatMap((reason) => webs.map(({ url }) => hold(url, reason)))),
    ]);
    expect(new Set(answers)).toEqual(new Set([201]));
    const expected = reasons.map((_, n) => before + n + 1);
    expect(told).toEqual([expected, expected]);
    expect(await ledger()).toEqual({ entries: until, numbers: until, last: until, holds: reasons.length });
  });

  it("go on as one when the other web and worker are killed", async () => {
    const [first, second] = webs;
    if (first === undefined || second === undefined) throw new Error("two were started");
    first.process.child.kill("SIGKILL");
    workers[0]?.child.kill("SIGKILL");
    await Promise.all([first.process.exited, workers[0]?.exited]);
    const { entries } = await ledger();
    const [told, status] = await Promise.all([
      streamed(second.url, { after: entries, until: entries + 1 }),
      hold(second.url, "alone"),
    ]);
    expect([told, status]).toEqual([[entries + 1], 201]);
  });
});
