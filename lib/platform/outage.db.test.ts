import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeKernel } from "@/lib/platform/app";
import type { Kernel } from "@/lib/platform/command";
import { connect, type Db } from "@/lib/platform/db";
import { placeHold } from "@/lib/releases/place-hold";
import { testApi, type TestAnswer } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { eventually } from "@/lib/testing/interleave";
import { type Proxy, startProxy } from "@/lib/testing/proxy";
import { fingerprint } from "@/lib/testing/search/invariants";
import { makeWorld, type World } from "@/lib/testing/world";

let world: World;
let url = "";
let watch: Db;
let proxy: Proxy;
/** The product, which reaches the database by way of the proxy. */
let kernel: Kernel;
let token = "";
const path = "/releases/one/holds";
const body = { reason: "Something smells." };

beforeAll(async () => {
  ({ url } = await testDatabase());
  world = await makeWorld(url);
  watch = connect(url, { role: null, max: 1 });
  await world.release({ slug: "one" });
  token = await world.tokenOf("cora");
});
afterAll(async () => {
  await watch.close();
  await world.close();
});

beforeEach(async () => {
  proxy = await startProxy(url);
  kernel = makeKernel(connect(proxy.url), world.clock);
  return async () => {
    await proxy.close();
    await kernel.db.close();
  };
});

const hold = (by: Kernel, key: string): Promise<TestAnswer> =>
  testApi(by).request("POST", path, { token, body, headers: { "idempotency-key": key } });
const holds = () => watch.pool.query("SELECT FROM holds").then(({ rowCount }) => rowCount ?? 0);
const entries = () =>
  watch.pool
    .query("SELECT FROM ledger_entries WHERE type = 'hold.placed'")
    .then(({ rowCount }) => rowCount ?? 0);
const slow = () => ({ pool: watch.pool, world });

/** Once no other connection than the one that looks on is inside a transaction. */
const quiet = () =>
  eventually(
    async () =>
      (
        await watch.pool.query(
          "SELECT FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()",
        )
      ).rowCount === 0,
  );

describe("a database that is gone", () => {
  it.each(["locked", "before-commit"] as const)(
    "in the middle of a command, %s, is answered 503 and leaves nothing; then it works again",
    async (point) => {
      const before = await fingerprint(slow());
      const count = await holds();
      const cut: Kernel = { ...kernel, probe: (at) => (at === point ? proxy.cut() : Promise.resolve()) };
      const answer = await hold(cut, point);
      expect(answer).toMatchObject({ status: 503, body: { code: "unavailable" } });
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
      await quiet();
      expect(await fingerprint(slow())).toEqual(before);
      expect((await hold(kernel, point)).status).toBe(503);
      await proxy.mend();
      expect((await hold(kernel, point)).status).toBe(201);
      expect([await holds(), await entries()]).toEqual([count + 1, count + 1]);
    },
  );

  it("before a request is answered 503, whatever is asked", async () => {
    await proxy.cut();
    for (const [method, asked] of [
      ["GET", "/me"],
      ["GET", "/releases"],
      ["GET", "/releases/one/gates"],
      ["POST", path],
    ] as const) {
      const answer = await testApi(kernel).request(method, asked, {
        token,
        ...(method === "POST" ? { body } : {}),
      });
      expect(answer, asked).toMatchObject({ status: 503, body: { code: "unavailable" } });
      expect(JSON.stringify(answer.body)).not.toMatch(/ECONN|127\.0\.0\.1|prisma/i);
    }
  });

  it("after the commit and before its answer: the same request, sent again, gets the answer and does nothing twice", async () => {
    const count = await holds();
    await testApi(kernel).request("GET", "/me", { token });
    proxy.cutAfterCommit();
    const lost = await hold(kernel, "lost-answer");
    expect(lost).toMatchObject({ status: 503, body: { code: "unavailable" } });
    await eventually(async () => (await holds()) === count + 1);
    const again = await hold(kernel, "lost-answer");
    expect(again).toMatchObject({ status: 201, body: { reason: body.reason } });
    expect([await holds(), await entries()]).toEqual([count + 1, count + 1]);
  });

  it("because its server ends the connection is answered 503", async () => {
    const before = await fingerprint(slow());
    const end =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()";
    const ended: Kernel = {
      ...kernel,
      probe: async (at) => (at === "before-commit" ? void (await watch.pool.query(end)) : undefined),
    };
    expect(await hold(ended, "ended")).toMatchObject({ status: 503, body: { code: "unavailable" } });
    await quiet();
    expect(await fingerprint(slow())).toEqual(before);
    expect(await hold(kernel, "ended")).toMatchObject({ status: 201 });
  });
});

describe("a connection that breaks while it is lent out", () => {
  it("is an error for whoever has it, and ends no process", async () => {
    const client = await kernel.db.pool.connect();
    await client.query("BEGIN");
    const gone = new Promise<void>((done) => void client.once("end", () => done()));
    await proxy.cut();
    await gone;
    await expect(client.query("SELECT 1")).rejects.toThrow();
    client.release(true);
    await proxy.mend();
    expect((await hold(kernel, "lent-out")).status).toBe(201);
  });
});

describe("a process that is killed", () => {
  it("between effect and commit leaves neither effect nor entry, and no lock", async () => {
    const before = await fingerprint(slow());
    const child = spawn(
      process.execPath,
      ["--import", "tsx", "--input-type=module", "-e", script(await world.actor("cora"))],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const [said] = (await once(child.stdout, "data")) as [Buffer];
    expect(said.toString()).toContain("before-commit");
    const { rowCount } = await watch.pool.query(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'",
    );
    expect(rowCount).toBe(1);
    child.kill("SIGKILL");
    await once(child, "exit");
    await quiet();
    expect(await fingerprint(slow())).toEqual(before);
    const count = await holds();
    await placeHold.execute(
      world.kernel,
      { release: "one", reason: "Still here." },
      world.call(await world.actor("cora")),
    );
    expect([await holds(), await entries()]).toEqual([count + 1, count + 1]);
  });
});

/** A process that places a hold, says when the effect is written, and never commits it. */
function script(actor: unknown): string {
  return `import { makeKernel } from "./lib/platform/app.ts";
    import { connect } from "./lib/platform/db.ts";
    import { placeHold } from "./lib/releases/place-hold.ts";
    const kernel = { ...makeKernel(connect(${JSON.stringify(url)})), probe: async (point) => {
      if (point !== "before-commit") return;
      process.stdout.write(point);
      await new Promise(() => setInterval(() => undefined, 1000));
    } };
    await placeHold.execute(kernel, { release: "one", reason: "Lost." }, { actor: ${JSON.stringify(actor)}, requestId: "killed" });`;
}
