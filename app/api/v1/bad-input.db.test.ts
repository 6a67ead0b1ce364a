import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { badBodies, brokenBodies } from "@/lib/testing/bad-bodies";
import { testApi, type TestAnswer, type TestRequest } from "@/lib/testing/api";
import { type Caller, type CallerName, makeCallers, undoing } from "@/lib/testing/callers/callers";
import { type CommandCase, commandCases } from "@/lib/testing/callers/commands";
import { type EndpointCase, endpointCases } from "@/lib/testing/callers/endpoints";
import { makeStage, type Stage } from "@/lib/testing/callers/stage";
import { testDatabase } from "@/lib/testing/database";
import { connect, type Db } from "@/lib/platform/db";
import type { Endpoint } from "@/lib/platform/endpoint";
import { sampleTemplate } from "@/lib/testing/release";
import { fingerprint } from "@/lib/testing/search/invariants";
import { dice } from "@/lib/testing/search/random";
import { makeWorld, type World } from "@/lib/testing/world";
import { allEndpoints } from "./_endpoints/all";

let world: World;
let watch: Db;
let callers: Record<CallerName, Caller>;
let commands: Record<string, CommandCase>;
let cases: Record<string, EndpointCase>;
let stage: Stage;

beforeAll(async () => {
  const { url } = await testDatabase();
  world = await makeWorld(url);
  watch = connect(url, { role: null, max: 1 });
  await world.release({ slug: "first" });
  callers = await makeCallers(world);
  stage = await makeStage(world, JSON.stringify({ ...sampleTemplate, key: "another" }));
  commands = commandCases(stage);
  cases = endpointCases(stage, commands);
}, 120_000);
afterAll(async () => {
  await watch.close();
  await world.close();
});

const nameOf = ({ method, path }: Endpoint) => `${method} ${path}`;
const writing = allEndpoints.filter(
  ({ method }) => method === "POST" || method === "PUT" || method === "PATCH",
);

/** The request of somebody who may; the database is as before afterwards, whatever is answered. */
async function send(
  name: string,
  { path, ...options }: TestRequest & { path?: string },
): Promise<TestAnswer> {
  const one = cases[name];
  const may = one?.may ?? commands[one?.as ?? ""]?.may ?? [];
  const token = may.map((caller) => callers[caller].token).find((each) => each !== null);
  return testApi(undoing(world.kernel)).request(name.split(" ")[0] ?? "", path ?? one?.path ?? "", {
    token,
    ...options,
  });
}

interface Problem {
  code: string;
  detail: string;
  errors?: { path: string; message: string }[];
}

/** Whoever asks what is wrong with a document is answered with its faults, as a refusal would name them. */
function namesFaults(answer: TestAnswer): boolean {
  const { valid, faults } = answer.as<{ valid?: boolean; faults?: Problem["errors"] }>();
  return valid === false && faults !== undefined && faults.every(({ message }) => message.length >= 5);
}

/** A refusal that says which field is at fault and why; null where it is one. */
function notARefusal(answer: TestAnswer, name: string): string | null {
  if (name === "POST /templates/validate" && answer.status === 200 && namesFaults(answer)) return null;
  if (answer.status < 400 || answer.status > 499)
    return `answered ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`;
  const { code, detail, errors } = answer.as<Problem>();
  if (answer.headers.get("content-type") !== "application/problem+json") return "is no problem";
  if (code === "body-too-large" || code === "unsupported-media-type")
    return detail.length > 10 ? null : "says nothing";
  if (errors === undefined || errors.length === 0) return `names no field: ${code} ${detail}`;
  const blank = errors.find(({ path, message }) => typeof path !== "string" || message.length < 5);
  return blank === undefined ? null : `does not say why: ${JSON.stringify(blank)}`;
}

/** As it was found last: nothing here changes it. */
let found: Awaited<ReturnType<typeof fingerprint>> | undefined;

async function unchanged(act: () => Promise<string[]>): Promise<void> {
  const slow = { pool: watch.pool, world };
  const before = (found ??= await fingerprint(slow));
  expect(await act()).toEqual([]);
  found = await fingerprint(slow);
  expect(found).toEqual(before);
}

/** The body of a request that is right. */
function goodBody(name: string): unknown {
  const given = cases[name]?.body ?? {};
  return typeof given === "string" ? JSON.parse(given) : given;
}

describe("a body that is not as expected", () => {
  it("is made of a right one for each endpoint that takes one", () => {
    const unlisted = writing.filter((endpoint) => cases[nameOf(endpoint)] === undefined);
    expect(unlisted.map(nameOf)).toEqual([]);
    const wrong = writing
      .filter(({ body }) => body !== null)
      .filter((endpoint) => {
        const { success } = endpoint.body?.safeParse(goodBody(nameOf(endpoint))) ?? { success: true };
        return !success;
      });
    expect(wrong.map(nameOf)).toEqual([]);
  });

  it.each(writing.map((endpoint) => [nameOf(endpoint), endpoint] as const))(
    "is refused with field and cause, and nothing is written: %s",
    async (name, endpoint) => {
      const d = dice(name.length);
      const good = goodBody(name);
      await unchanged(async () => {
        const wrong: string[] = [];
        for (const { what, body } of badBodies(good, endpoint.body, { d, most: 110 })) {
          const answer = await send(name, { body: JSON.stringify(body) });
          // What the schema takes may be refused for another reason, or be right; it never fails.
          const isTaken =
            endpoint.body === null ? JSON.stringify(body) === "{}" : endpoint.body.safeParse(body).success;
          const fault = isTaken
            ? answer.status >= 500
              ? `answered ${answer.status}`
              : null
            : notARefusal(answer, name);
          if (fault !== null) wrong.push(`${what}: ${fault}`);
        }
        for (const { what, body, type, encoding } of brokenBodies(good)) {
          const headers = {
            "content-type": type ?? "application/json",
            ...(encoding === undefined ? {} : { "content-encoding": encoding }),
          };
          const fault = notARefusal(await send(name, { body, headers }), name);
          if (fault !== null) wrong.push(`${what}: ${fault}`);
        }
        const tooLarge = await send(name, {
          body: `{"a":"${"x".repeat(endpoint.bodyLimit)}"}`,
          headers: cases[name]?.headers ?? {},
        });
        if (tooLarge.status !== 413) wrong.push(`too large: answered ${tooLarge.status}`);
        return wrong;
      });
    },
    180_000,
  );
});

describe("an address or a header that is not as expected", () => {
  const parts = [
    "%00",
    "%ff",
    "%c0%af",
    "%ed%a0%80",
    "x".repeat(5_000),
    "..%2f..%2fetc",
    "%F0%9F%92%A9",
    "a%20b",
    "%27%3B--",
    "-1",
    "null",
  ];

  it("is refused in every place that varies", async () => {
    await unchanged(async () => {
      const wrong: string[] = [];
      for (const endpoint of allEndpoints) {
        const name = nameOf(endpoint);
        const segments = endpoint.path.split("/");
        const good = (cases[name]?.path ?? "").split("?")[0]?.split("/") ?? [];
        for (const [n, segment] of segments.entries()) {
          if (!segment.startsWith("{")) continue;
          for (const part of parts) {
            const path = good.map((own, at) => (at === n ? part : own)).join("/");
            const body = cases[name]?.body;
            const answer = await send(name, {
              path,
              ...(endpoint.method === "GET" || endpoint.method === "DELETE" ? {} : { body }),
            });
            if (answer.status < 400 || answer.status > 499)
              wrong.push(`${name} with ${part.slice(0, 20)}: ${answer.status}`);
          }
        }
      }
      return wrong;
    });
  }, 180_000);

  const cursorOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const cursors = [
    "%00",
    "x",
    "[]",
    cursorOf(null),
    cursorOf("a\u0000b"),
    cursorOf("a\ud800"),
    cursorOf(1e300),
    cursorOf(-1),
    cursorOf(0.5),
    cursorOf(1e18),
    cursorOf(["0000-01-01T00:00:00Z", "00000000-0000-7000-8000-000000000000"]),
    cursorOf(["2026-01-01T00:00:00Z", "\u0000"]),
    cursorOf("00000000-0000-0000-0000-000000000000"),
    cursorOf(["a\u0000", 1]),
    cursorOf({ a: 1 }),
  ];
  const queries = [
    "limit=0",
    "limit=-1",
    "limit=1e9",
    "limit=201",
    "limit=a",
    "limit=1&limit=2",
    "unknown=1",
    "__proto__=1",
    "q=%00",
    "q=%ff",
    `q=${"x".repeat(5_000)}`,
    "at=yesterday",
    "at=0000-01-01T00:00:00Z",
    "at=9999-12-31T23:59:59Z",
    "version=0",
    "version=999999999",
    "version=1e3",
    "after=-1",
    "after=999999999999999",
    "after=9999999999999999",
    "state=gone",
    "team=%00",
    "release=%00",
    "waitingOn=you",
    "name=%00",
    ...cursors.map((cursor) => `cursor=${cursor}`),
  ];

  it("is refused in every query, or answered, and never fails", async () => {
    await unchanged(async () => {
      const wrong: string[] = [];
      for (const endpoint of allEndpoints.filter(
        ({ method, produces }) => method === "GET" && produces === "application/json",
      )) {
        const name = nameOf(endpoint);
        const [path = ""] = (cases[name]?.path ?? "").split("?");
        for (const query of queries) {
          const answer = await send(name, { path: `${path}?${query}` });
          const isKnown = Object.keys(endpoint.query.shape).includes(query.split("=")[0] ?? "");
          if (answer.status >= 500 || (!isKnown && answer.status < 400))
            wrong.push(`${name}?${query.slice(0, 60)}: ${answer.status}`);
        }
      }
      return wrong;
    });
  }, 180_000);

  it("is refused in headers", async () => {
    const name = "POST /releases/{slug}/holds";
    const body = cases[name]?.body;
    const headers: [string, string][] = [
      ["idempotency-key", "x".repeat(201)],
      ["idempotency-key", "a b"],
      ["idempotency-key", "\u00e9"],
      ["authorization", "Basic YTpi"],
      ["authorization", "Bearer csn_x"],
      ["authorization", `Bearer ${"x".repeat(9_000)}`],
      ["host", "evil.example"],
      ["content-type", "application/json; charset=utf-16"],
    ];
    for (const [header, value] of headers)
      expect(
        (
          await send(name, {
            body,
            headers: { [header]: value },
            ...(header === "authorization" ? { token: undefined } : {}),
          })
        ).status,
        `${header}: ${value.slice(0, 20)}`,
      ).toBeLessThan(500);
    const ifMatch = await send("PUT /rights", {
      body: cases["PUT /rights"]?.body,
      headers: { "if-match": "W/x" },
    });
    expect(ifMatch.as<Problem>().errors?.[0]?.path).toBe("If-Match");
  });
});
