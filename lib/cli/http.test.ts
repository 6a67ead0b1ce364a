import { expect, it } from "vitest";

import { gateAnswer, problem, run, type Says, withServer } from "@/lib/cli/fixtures";

const report = [
  "check",
  "report",
  "--release",
  "silero",
  "--name",
  "data-schema",
  "--bundle",
  "sha256:x",
  "--status",
  "failed",
];
const status = ["gate", "status", "silero", "data-schema"];

it("sends a lost request again under the same key, so that it is done once", async () => {
  const says: Says = (_, count) =>
    count === 1 ? "reset" : count === 2 ? problem(503, "busy") : { status: 200, body: {} };
  await withServer(says, async ({ url, seen }) => {
    const { exit, sleptMs, err } = await run(url, report);
    expect(exit).toBe(0);
    expect(sleptMs).toEqual([250, 1_000]);
    expect(err).toBe(
      "The connection was lost; trying again (2 of 4).\nThe server is busy (503); trying again (3 of 4).\n",
    );
    expect(new Set(seen.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
    expect(seen[0]?.headers["idempotency-key"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(seen.map(({ text }) => text)).size).toBe(1);
  });
});

it("uses another key for another command, and none for a question", async () => {
  await withServer(
    () => ({ status: 200, body: gateAnswer({ status: "ready" }) }),
    async ({ url, seen }) => {
      await run(url, report);
      await run(url, report);
      await run(url, status);
      const keys = seen.map(({ headers }) => headers["idempotency-key"]);
      expect(keys[0]).not.toBe(keys[1]);
      expect(keys[2]).toBeUndefined();
    },
  );
});

it("gives up after four attempts, as not reachable", async () => {
  await withServer(
    () => "reset",
    async ({ url, seen }) => {
      const { exit, err } = await run(url, report);
      expect(exit).toBe(5);
      expect(seen).toHaveLength(4);
      expect(err).toContain(`Cannot reach ${url}: The connection was lost (ECONNRESET, 4 times).`);
    },
  );
  await withServer(
    () => problem(503, "unavailable"),
    async ({ url, seen }) => {
      expect(await run(url, report)).toMatchObject({ exit: 5 });
      expect(seen).toHaveLength(4);
    },
  );
});

it("waits as long as the server asks, within bounds", async () => {
  const says: Says = (_, count) =>
    count < 3
      ? { ...problem(429, "too-many-attempts"), headers: { "retry-after": count === 1 ? "4" : "9999" } }
      : { status: 200, body: {} };
  await withServer(says, async ({ url }) =>
    expect((await run(url, report)).sleptMs).toEqual([4_000, 10_000]),
  );
});

it("names the address where nothing answers, at once", async () => {
  const url = await withServer(
    () => "reset",
    (server) => Promise.resolve(server.url),
  );
  const { exit, err, sleptMs } = await run(url, status);
  expect(exit).toBe(5);
  expect(sleptMs).toEqual([]);
  expect(err).toBe(
    `Cannot reach ${url}: Nothing answers there (ECONNREFUSED).\nCheck that Countersign runs, and that COUNTERSIGN_URL is its address.\n`,
  );
});

it.each([
  [{ COUNTERSIGN_URL: undefined }, "COUNTERSIGN_URL is not set."],
  [{ COUNTERSIGN_URL: "countersign" }, "COUNTERSIGN_URL is no web address: countersign"],
  [{ COUNTERSIGN_URL: "ftp://example.org" }, "COUNTERSIGN_URL is no web address"],
  [{ COUNTERSIGN_TOKEN: " " }, "COUNTERSIGN_TOKEN is not set.\nMake a token at http://127.0.0.1:9/settings"],
  [{ COUNTERSIGN_TOKEN: "csn_a\r\nx: y" }, "COUNTERSIGN_TOKEN holds blanks"],
])("refuses %j before asking anybody", async (env, says) => {
  const { exit, err } = await run("http://127.0.0.1:9", status, { env });
  expect(exit).toBe(2);
  expect(err).toContain(says);
});

it("takes an address with a path, a slash at its end, or the API's own", async () => {
  await withServer(
    () => ({ status: 200, body: gateAnswer() }),
    async ({ url, seen }) => {
      for (const end of ["/", "/under/", "/api/v1"]) await run(url + end, status);
      expect(seen.map(({ path }) => path.replace("/releases/silero/gates/data-schema", ""))).toEqual([
        "/api/v1",
        "/under/api/v1",
        "/api/v1",
      ]);
    },
  );
});

it("follows no redirection with a token", async () => {
  await withServer(
    () => ({ status: 308, headers: { location: "https://elsewhere.example/" } }),
    async ({ url, seen }) => {
      const { exit, err } = await run(url, status);
      expect(exit).toBe(1);
      expect(err).toContain("redirects to https://elsewhere.example/; nothing was sent there.");
      expect(seen).toHaveLength(1);
    },
  );
});

it("says so where something else answers", async () => {
  await withServer(
    () => ({ status: 404, body: "<html>", headers: { "content-type": "text/html" } }),
    async ({ url }) => {
      const { exit, err } = await run(url, status);
      expect(exit).toBe(1);
      expect(err).toContain("answered 404 with something that is no answer of Countersign.");
    },
  );
});

it("never repeats the token", async () => {
  for (const told of [problem(401, "not-signed-in"), problem(500, "internal")]) {
    await withServer(
      () => told,
      async ({ url }) => {
        const { out, err } = await run(url, [...status, "--json"], {
          env: { COUNTERSIGN_TOKEN: "csn_secret" },
        });
        expect(out + err).not.toContain("csn_secret");
      },
    );
  }
});
