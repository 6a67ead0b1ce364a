import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { sealSession, sessionCookie } from "@/lib/identity/session-cookie";
import { startSession } from "@/lib/identity/sessions";
import { type TestApi, testApi, testSite } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { makeWorld, type World } from "@/lib/testing/world";
import { makeKernel } from "./app";
import { connect } from "./db";
import type { Endpoint } from "./endpoint";
import { endpoint } from "./web";

interface Problem {
  code: string;
  status: number;
  detail: string;
  field?: string;
  errors?: { path: string; in?: string; message: string; expected?: string }[];
  rule?: string;
  whoMay?: { name: string; email: string }[];
  requestId: string;
}

let world: World;
let api: TestApi;
let admin: string;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.person("ada", "admin");
  await world.person("mia");
  admin = await world.tokenOf("ada");
  api = testApi(world.kernel);
});
afterAll(() => world.close());

const person = { name: "Bo", email: "bo@example.org" };
const count = () => world.kernel.db.prisma.person.count();

async function refused(
  method: string,
  path: string,
  options: Parameters<TestApi["request"]>[2],
): Promise<Problem> {
  const before = await count();
  const answer = await api.request(method, path, { token: admin, ...options });
  expect(await count()).toBe(before);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(answer.headers.get("x-request-id")).toBe(answer.as<Problem>().requestId);
  expect(answer.as<Problem>().status).toBe(answer.status);
  return answer.as<Problem>();
}

describe("a body", () => {
  test("that is no JSON is refused, with where it breaks", async () => {
    const problem = await refused("POST", "/people", { body: '{"name": "Bo",\n "email" "x"}' });
    expect(problem).toMatchObject({ status: 400, code: "malformed-body", errors: [{ line: 2 }] });
  });

  test.each([
    ["invalid UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ["a key that stands twice", '{"name":"Bo","name":"Bob","email":"bo@example.org"}'],
    ["NUL", '{"name":"B\\u0000o","email":"bo@example.org"}'],
    ["half a surrogate pair", '{"name":"\\ud800","email":"bo@example.org"}'],
    ["__proto__", '{"__proto__":{"access":"admin"},"name":"Bo","email":"bo@example.org"}'],
    ["more depth than anybody needs", `${'{"a":'.repeat(100)}1${"}".repeat(100)}`],
    ["more than one document", "{} {}"],
  ])("with %s is malformed", async (_what, body) => {
    expect(await refused("POST", "/people", { body })).toMatchObject({ status: 400, code: "malformed-body" });
  });

  test("over the limit is refused while it is read, with and without a declared length", async () => {
    const long = JSON.stringify({ ...person, name: "x".repeat(1024 * 1024) });
    expect(await refused("POST", "/people", { body: long })).toMatchObject({
      status: 413,
      code: "body-too-large",
    });
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(256 * 1024).fill(0x20)),
    });
    expect(await refused("POST", "/people", { body: stream })).toMatchObject({
      status: 413,
      code: "body-too-large",
    });
    const tall = await refused("POST", "/people", {
      body: "{}",
      headers: { "content-length": String(2 * 1024 * 1024) },
    });
    expect(tall).toMatchObject({ status: 413, code: "body-too-large" });
  });

  test("that was cut off on its way is refused, not read in part", async () => {
    const problem = await refused("POST", "/people", {
      body: JSON.stringify(person),
      headers: { "content-length": "5000" },
    });
    expect(problem).toMatchObject({ status: 400, code: "malformed-body" });
  });

  test.each([
    ["form", { "content-type": "application/x-www-form-urlencoded" }],
    ["text", { "content-type": "text/plain" }],
    ["another charset", { "content-type": "application/json; charset=latin1" }],
    ["YAML where only JSON is read", { "content-type": "application/yaml" }],
    ["compression", { "content-encoding": "gzip" }],
  ])("as %s is refused", async (_what, headers) => {
    const problem = await refused("POST", "/people", { body: JSON.stringify(person), headers });
    expect(problem).toMatchObject({ status: 415, code: "unsupported-media-type" });
  });

  test("with wrong, missing and unknown fields is answered with every fault and its path", async () => {
    const problem = await refused("POST", "/people", {
      body: { name: 7, access: "owner", role: "security" },
    });
    expect(problem).toMatchObject({ status: 422, code: "invalid-input" });
    expect(problem.errors?.map(({ path }) => path).sort()).toEqual(["/access", "/email", "/name", "/role"]);
    expect(problem.errors?.find(({ path }) => path === "/access")?.expected).toMatch(
      /member, admin, auditor/,
    );
  });

  test.each([[[]], ["text"], [null], [3], [true]])("that is %j and no object is refused", async (body) => {
    expect(await refused("POST", "/people", { body: JSON.stringify(body) })).toMatchObject({
      status: 422,
      code: "invalid-input",
    });
  });

  test("cannot name again what the address says", async () => {
    const problem = await refused("PUT", "/people/mia@example.org/access", {
      body: { access: "auditor", person: "ada@example.org" },
    });
    expect(problem).toMatchObject({ status: 422, field: "/person" });
  });

  test("where none is expected is refused unless it is empty", async () => {
    const problem = await refused("POST", "/people/mia@example.org/disable", { body: { force: true } });
    expect(problem).toMatchObject({ status: 422, field: "/force" });
  });
});

describe("an address", () => {
  test("with an unknown query parameter, or one that stands twice, is refused", async () => {
    expect(await refused("GET", "/people?sort=name", {})).toMatchObject({
      status: 422,
      errors: [{ path: "/sort", in: "query" }],
    });
    expect(await refused("GET", "/people?limit=1&limit=2", {})).toMatchObject({
      status: 422,
      errors: [{ path: "/limit", in: "query" }],
    });
    expect(await refused("GET", "/people?limit=0", {})).toMatchObject({ status: 422 });
    expect(await refused("GET", "/people?limit=201", {})).toMatchObject({ status: 422 });
    expect(await refused("GET", "/people?cursor=nonsense", {})).toMatchObject({ status: 422 });
    expect(await refused("GET", "/people?cursor=%00", {})).toMatchObject({ status: 422 });
  });

  test("with broken percent encoding or NUL in it is refused", async () => {
    expect(await refused("GET", "/people/%ff", {})).toMatchObject({
      status: 422,
      errors: [{ path: "/email", in: "path" }],
    });
    expect(await refused("GET", "/people/a%00@example.org", {})).toMatchObject({ status: 422 });
    expect(await refused("GET", "/people/nobody", {})).toMatchObject({ status: 422 });
  });

  test("that leads nowhere is 404, and a method that is not there 405", async () => {
    expect(await refused("GET", "/persons", {})).toMatchObject({ status: 404, code: "not-found" });
    const answer = await api.request("PATCH", "/people", { token: admin, body: {} });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("GET, HEAD, OPTIONS, POST");
  });

  test("asked with HEAD answers as GET does, without the body", async () => {
    const answer = await api.request("HEAD", "/me", { token: admin });
    expect([answer.status, answer.body]).toEqual([200, ""]);
  });
});

describe("paging", () => {
  test("walks through all, once each", async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? "?limit=1" : `?limit=1&cursor=${cursor}`;
      const page = (await api.request("GET", `/people${query}`, { token: admin })).as<{
        items: { email: string }[];
        nextCursor: string | null;
      }>();
      seen.push(...page.items.map(({ email }) => email));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(["ada@example.org", "mia@example.org"]);
  });
});

describe("a request", () => {
  test("keeps a well-formed id of the caller, and gets one where it has none", async () => {
    const kept = await api.request("GET", "/me", { headers: { "x-request-id": "trace-1234.abc" } });
    expect(kept.headers.get("x-request-id")).toBe("trace-1234.abc");
    const made = await api.request("GET", "/me", { headers: { "x-request-id": "a b<script>" } });
    expect(made.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("sent to another host name is refused, whatever it brings", async () => {
    expect(await refused("GET", "/me", { headers: { host: "evil.example" } })).toMatchObject({
      status: 403,
      code: "cross-site",
    });
  });

  test("to the demo is answered on loopback names alone", async () => {
    const demo = testApi(world.kernel, {
      as: { ...testSite, demo: true, url: "https://countersign.example.org" },
    });
    for (const [host, status] of [
      ["localhost:4000", 200],
      ["127.0.0.1:3000", 200],
      ["countersign.example.org", 403],
      ["localhost.evil.example", 403],
    ] as const) {
      expect((await demo.request("GET", "/me", { token: admin, headers: { host } })).status).toBe(status);
    }
    testApi(world.kernel);
  });

  test("with no database is answered 503 with when to try again, and tells nothing", async () => {
    const kernel = makeKernel(connect("postgresql://nobody@127.0.0.1:1/none"));
    const answer = await testApi(kernel).request("GET", "/me", { token: admin });
    expect(answer.status).toBe(503);
    expect(answer.as<Problem>().code).toBe("unavailable");
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(JSON.stringify(answer.body)).not.toContain("127.0.0.1");
    await kernel.db.close();
  });

  test("whose handler breaks is answered 500 with the request id and nothing else", async () => {
    const broken: Endpoint = endpoint({
      method: "GET",
      path: "/broken",
      tag: "Test",
      summary: "Breaks",
      answers: { 200: z.null() },
      handle: () => {
        throw new Error("the password is hunter2");
      },
    });
    const answer = await testApi(world.kernel, { endpoints: [broken] }).request("GET", "/broken", {
      token: admin,
    });
    expect(answer.as<Problem>()).toMatchObject({ status: 500, code: "internal" });
    expect(JSON.stringify(answer.body)).not.toContain("hunter2");
  });
});

describe("a session's request from a page", () => {
  let cookie: string;
  beforeAll(async () => {
    const { id } = await world.actor("ada");
    const session = await startSession(world.kernel, { personId: id, userAgent: "test" });
    cookie = `${sessionCookie().name}=${await sealSession(session)}`;
  });
  const disable = (headers: Record<string, string>) =>
    api.request("POST", "/people/nobody@example.org/disable", { cookie, headers });

  test.each([
    ["another site", { origin: "https://evil.example" }],
    ["another port of this host", { origin: "http://localhost:3001" }],
    ["a sandboxed frame", { origin: "null" }],
    ["a browser that hides its origin", { "sec-fetch-site": "same-site" }],
    ["a browser that says none", { "sec-fetch-site": "none" }],
  ])("of %s is refused", async (_what, headers) => {
    const answer = await disable(headers);
    expect(answer.as<Problem>()).toMatchObject({ status: 403, code: "cross-site" });
  });

  test("of this site, or of a program, is taken", async () => {
    for (const headers of [
      { origin: "http://localhost:3000", "sec-fetch-site": "same-origin" },
      {},
    ] as Record<string, string>[]) {
      expect((await disable(headers)).as<Problem>()).toMatchObject({ status: 404 });
    }
  });

  test("is not asked for its origin where it only reads", async () => {
    const answer = await api.request("GET", "/me", { cookie, headers: { "sec-fetch-site": "cross-site" } });
    expect(answer.status).toBe(200);
  });

  test("with a wrong token beside the cookie is refused: the token counts", async () => {
    expect((await api.request("GET", "/me", { cookie, token: "csn_nonsense" })).status).toBe(401);
  });
});

describe("an Idempotency-Key", () => {
  const post = (key: string, body: unknown, token = admin) =>
    api.request("POST", "/people", { token, body, headers: { "idempotency-key": key } });
  const created = async () =>
    (await world.kernel.db.prisma.ledgerEntry.findMany({ where: { type: "person.created" } })).length;

  test("sent again gets the same answer and changes nothing", async () => {
    const before = await created();
    const first = await post("again-1", { name: "Cy", email: "cy@example.org" });
    const second = await post("again-1", { name: "Cy", email: "cy@example.org" });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect(await created()).toBe(before + 1);
  });

  test("with another body is refused", async () => {
    const problem = await post("again-1", { name: "Di", email: "di@example.org" });
    expect(problem.as<Problem>()).toMatchObject({ status: 422, code: "idempotency-key-reused" });
  });

  test("sent by two at once is done once", async () => {
    const before = await created();
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => post("at-once", { name: "Eli", email: "eli@example.org" })),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(await created()).toBe(before + 1);
  });

  test("of a refused request can be used again", async () => {
    expect((await post("refused-1", { name: "Ada", email: "ada@example.org" })).status).toBe(409);
    expect((await post("refused-1", { name: "Fay", email: "fay@example.org" })).status).toBe(201);
  });

  test("belongs to its caller", async () => {
    const other = await world.tokenOf("ada");
    await world.person("gus", "admin");
    const gus = await world.tokenOf("gus");
    expect((await post("mine", { name: "Hal", email: "hal@example.org" }, other)).status).toBe(201);
    expect((await post("mine", { name: "Ina", email: "ina@example.org" }, gus)).status).toBe(201);
  });

  test("of a wrong form is refused", async () => {
    for (const key of ["x".repeat(201), "with blank"]) {
      expect((await post(key, { name: "Jo", email: "jo@example.org" })).as<Problem>()).toMatchObject({
        status: 422,
        code: "invalid-input",
      });
    }
  });

  test("does not make a secret be told twice", async () => {
    const make = () =>
      api.request("POST", "/people/ada@example.org/tokens", {
        token: admin,
        body: { name: "x", scopes: ["read"] },
        headers: { "idempotency-key": "secret-1" },
      });
    expect((await make()).status).toBe(201);
    expect((await make()).as<Problem>()).toMatchObject({ status: 409, code: "answered-once" });
  });
});
