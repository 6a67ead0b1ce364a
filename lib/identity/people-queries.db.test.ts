import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestApi, testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { problemOf } from "@/lib/testing/entries";
import { makeWorld, type World } from "@/lib/testing/world";
import { disablePerson } from "./disable-person";
import { invitePerson } from "./invite-person";
import type { PersonAnswer } from "./schemas";
import { startSession } from "./sessions";

let world: World;
let api: TestApi;
let token: string;

/** ada administers; lea leads security, in which sam is; bob is in the pool by name; cy was invited, dan disabled. */
beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  api = testApi(world.kernel);
  await world.person("ada", "admin");
  for (const name of ["lea", "sam", "bob", "cy", "dan"]) await world.person(name);
  await world.team("security", [{ name: "lea", lead: true }, { name: "sam" }]);
  await world.role("security", ["team:security", "sam", "bob"]);
  const operator = world.call({ kind: "system", job: "operator" });
  await invitePerson.execute(world.kernel, { person: world.emailOf("cy") }, operator);
  const ada = await world.actor("ada");
  await disablePerson.execute(world.kernel, { person: world.emailOf("dan") }, world.call(ada));
  await startSession(world.kernel, { personId: (await world.actor("lea")).id, userAgent: "test" });
  token = await world.tokenOf("ada");
});
afterAll(() => world.close());

async function people(query: string): Promise<PersonAnswer[]> {
  const answer = await api.request("GET", `/people${query}`, { token });
  expect(answer.status).toBe(200);
  return answer.as<{ items: PersonAnswer[] }>().items;
}
const names = async (query: string) => (await people(query)).map(({ name }) => name);

describe("the list of people", () => {
  test("tells apart who is enabled, invited, was never here, and is disabled", async () => {
    const states = new Map((await people("")).map(({ name, state }) => [name, state]));
    expect(Object.fromEntries(states)).toMatchObject({
      lea: "enabled",
      cy: "invited",
      sam: "never-signed-in",
      dan: "disabled",
    });
    expect(await names("?state=disabled")).toEqual(["dan"]);
    expect(await names("?state=invited")).toEqual(["cy"]);
    expect(await names("?access=admin")).toEqual(["ada"]);
  });

  test("says which roles somebody can be given and by what, and finds them by it", async () => {
    const found = new Map((await people("?role=security")).map(({ name, roles }) => [name, roles]));
    expect(Object.fromEntries(found)).toEqual({
      bob: [{ role: "security", by: [null] }],
      lea: [{ role: "security", by: ["security"] }],
      sam: [{ role: "security", by: ["security", null] }],
    });
    expect(await names("?team=security&q=SAM")).toEqual(["sam"]);
  });

  test("says when somebody was seen: by their session, or by their token to an hour", async () => {
    const [lea] = await people("?q=lea");
    const last = Date.parse(lea?.lastSeenAt ?? "");
    expect(Math.abs(last - world.clock.now().getTime())).toBeLessThan(60_000);
    expect((await people("?q=bob"))[0]?.lastSeenAt).toBeNull();
    const byToken = await world.tokenOf("bob");
    const used = async () => {
      await api.request("GET", "/me", { token: byToken });
      return (await people("?q=bob"))[0]?.lastSeenAt ?? null;
    };
    const first = await used();
    expect(first).not.toBeNull();
    world.clock.shift(30 * 60_000);
    expect(await used()).toBe(first);
    world.clock.shift(31 * 60_000);
    expect(await used()).not.toBe(first);
  });

  test("goes on where the page before ended, also with a filter", async () => {
    const answer = await api.request("GET", "/people?limit=2&team=security", { token });
    expect(answer.as<{ nextCursor: string | null }>().nextCursor).toBeNull();
    const first = (await api.request("GET", "/people?limit=4", { token })).as<{
      items: PersonAnswer[];
      nextCursor: string;
    }>();
    const rest = await names(`?cursor=${first.nextCursor}`);
    expect([...first.items.map(({ name }) => name), ...rest]).toEqual([
      "ada",
      "bob",
      "cy",
      "dan",
      "lea",
      "sam",
    ]);
  });

  test("refuses filters that are none", async () => {
    for (const query of ["?state=gone", "?access=root", "?role=Nope!", "?cursor=abc"])
      expect((await api.request("GET", `/people${query}`, { token })).status).toBe(422);
    expect(await names("?q=%25")).toEqual([]);
  });

  test("holds names in any script, and addresses of 200 characters", async () => {
    const email = `${"a".repeat(60)}@${"b".repeat(60)}.${"c".repeat(60)}.example.org`;
    for (const [name, address] of [
      ["שרה לוי 🙂", "rtl@example.org"],
      ["x".repeat(120), email],
    ])
      expect((await api.request("POST", "/people", { token, body: { name, email: address } })).status).toBe(
        201,
      );
    expect((await people("?q=%D7%9C%D7%95%D7%99"))[0]?.email).toBe("rtl@example.org");
    const shown = await api.request("GET", `/people/${encodeURIComponent(email)}`, { token });
    expect(shown.as<PersonAnswer>().name).toHaveLength(120);
    const turned = { name: "a\u202eb", email: "turned@example.org" };
    expect((await api.request("POST", "/people", { token, body: turned })).status).toBe(422);
  });
});

describe("two who change a pool at once", () => {
  test("do not undo each other: who read the pool before the other's change is refused", async () => {
    const byLea = await world.tokenOf("lea");
    const read = async () =>
      (await api.request("GET", "/roles", { token }))
        .as<{ items: { key: string; pool: string[]; poolDigest: string }[] }>()
        .items.find(({ key }) => key === "security");
    const before = await read();
    const put = (added: string) =>
      api.request("PUT", "/roles/security/pool", {
        token: byLea,
        body: { pool: [...(before?.pool ?? []), world.emailOf(added)] },
        headers: { "if-match": `"${before?.poolDigest ?? ""}"` },
      });
    const answers = await Promise.all([put("cy"), put("ada")]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const refused = answers.find(({ status }) => status === 412);
    expect(refused === undefined ? null : problemOf(refused).code).toBe("precondition-failed");
    expect((await read())?.pool).toHaveLength((before?.pool.length ?? 0) + 1);
  });
});
