import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testApi, type TestAnswer } from "@/lib/testing/api";
import {
  type Caller,
  type CallerName,
  callerNames,
  denials,
  endOfAnswer,
  makeCallers,
  undoing,
} from "@/lib/testing/callers/callers";
import { type CommandCase, commandCases } from "@/lib/testing/callers/commands";
import { type EndpointCase, endpointCases } from "@/lib/testing/callers/endpoints";
import { makeStage } from "@/lib/testing/callers/stage";
import { testDatabase } from "@/lib/testing/database";
import { sampleTemplate } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";
import { allEndpoints } from "./_endpoints/all";

let world: World;
let callers: Record<CallerName, Caller>;
let commands: Record<string, CommandCase>;
let cases: Record<string, EndpointCase>;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.release({ slug: "first" });
  callers = await makeCallers(world);
  const stage = await makeStage(world, JSON.stringify({ ...sampleTemplate, key: "another" }));
  commands = commandCases(stage);
  cases = endpointCases(stage, commands);
}, 120_000);
afterAll(() => world.close());

const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
const whoMay = ({ as, may }: EndpointCase): readonly CallerName[] => may ?? commands[as ?? ""]?.may ?? [];
const callersOfApi = callerNames.filter(
  (name) => !["worker", "set-up", "operator", "single-sign-on"].includes(name),
);
const unknown: readonly CallerName[] = ["nobody", "disabled", "revoked token", "expired token"];

let sent = 0;
/** Each from an address of its own, so that refused tokens are not counted together. */
async function request(
  name: string,
  one: EndpointCase,
  { token }: Caller,
  more: Record<string, string> = {},
): Promise<TestAnswer> {
  const [method = ""] = name.split(" ");
  const takesBody = allEndpoints.find((each) => nameOf(each) === name)?.body !== null;
  sent += 1;
  const headers = { "x-forwarded-for": `198.51.${sent >> 8}.${sent & 255}`, ...one.headers, ...more };
  const answer = await testApi(undoing(world.kernel)).request(method, one.path, {
    token: token ?? undefined,
    headers,
    ...(method === "GET" || (method === "DELETE" && !takesBody) ? {} : { body: one.body }),
  });
  if (answer.body instanceof ReadableStream) await answer.body.cancel();
  return answer;
}

describe("every endpoint", () => {
  it("is listed with those who may call it", () => {
    const names = allEndpoints.map(nameOf);
    expect(names.filter((name) => cases[name] === undefined)).toEqual([]);
    expect(Object.keys(cases).filter((name) => !names.includes(name))).toEqual([]);
    expect(
      Object.values(cases).filter(({ as, may }) =>
        as === undefined ? may === undefined : commands[as] === undefined,
      ),
    ).toEqual([]);
  });

  it("lets past exactly those who may, and tells the others 401 or 403", async () => {
    const wrong: string[] = [];
    for (const [name, one] of Object.entries(cases)) {
      for (const caller of callersOfApi) {
        const answer = await request(name, one, callers[caller]);
        const end = endOfAnswer(answer);
        const wanted = one.ends ?? commands[one.as ?? ""]?.ends ?? "done";
        const status = unknown.includes(caller) ? 401 : 403;
        const isRight = whoMay(one).includes(caller)
          ? end === wanted
          : answer.status === status && denials.has(end);
        if (!isRight) wrong.push(`${name}, by ${caller}: ${answer.status} ${end}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 180_000);

  it("that changes something in place refuses to, with 412, where it reads otherwise than its caller has read it", async () => {
    const changing = Object.entries(cases).filter(([name]) => /^(PUT|PATCH) /.test(name));
    expect(changing.length).toBeGreaterThan(10);
    for (const [name, one] of changing) {
      const caller = callers[whoMay(one)[0] ?? "nobody"];
      const overtaken = await request(name, one, caller, { "if-match": '"sha256:of-something-else"' });
      expect({ name, status: overtaken.status }).toEqual({ name, status: 412 });
      const { path } = one;
      const read = await request(`GET ${path}`, { path }, caller);
      const etag = read.headers.get("etag");
      if (etag === null) expect(["PUT /people/{email}/password", "PUT /roles/{key}/pool"]).toContain(name);
      else
        expect({ name, end: endOfAnswer(await request(name, one, caller, { "if-match": etag })) }).toEqual({
          name,
          end: one.ends ?? commands[one.as ?? ""]?.ends ?? "done",
        });
    }
  });

  it("takes no notice of a body's claim to be somebody else", async () => {
    const one = cases["POST /releases/{slug}/gates/{gate}/votes"];
    const body = { ...(one?.body as object), actor: "ed@example.org", actorId: "x" };
    const answer = await testApi(undoing(world.kernel)).request("POST", one?.path ?? "", {
      token: callers.member.token ?? "",
      body,
    });
    expect(answer.status).toBe(422);
    expect(answer.as<{ errors: { path: string }[] }>().errors.map(({ path }) => path)).toEqual([
      "/actor",
      "/actorId",
    ]);
  });
});
