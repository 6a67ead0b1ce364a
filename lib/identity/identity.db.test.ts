import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestApi, testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { makeWorld, type World } from "@/lib/testing/world";
import type { Kernel } from "@/lib/platform/command";
import { activate } from "./activate";
import { disablePerson } from "./disable-person";
import { invitePerson } from "./invite-person";
import { setAccess } from "./set-access";
import { setPassword } from "./set-password";
import { newToken } from "./tokens";
import { makeEntries, problemOf } from "@/lib/testing/entries";

let world: World;
let api: TestApi;
let entries: ReturnType<typeof makeEntries>;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.person("ada", "admin");
  await world.person("mia");
  await world.person("leo");
  await world.person("aud", "auditor");
  api = testApi(world.kernel);
  entries = makeEntries(world.kernel.db);
});
afterAll(() => world.close());

const operator = { kind: "system", job: "operator" } as const;

describe("adding people", () => {
  test("is an admin's, and leaves an entry with commitments in place of name and address", async () => {
    const token = await world.tokenOf("ada");
    const added = await api.request("POST", "/people", {
      token,
      body: { name: "Bo Example", email: "Bo@Example.org" },
    });
    expect([added.status, added.as<{ email: string; access: string }>()]).toMatchObject([
      201,
      { email: "bo@example.org", access: "member" },
    ]);
    const entry = await entries.last("person.created");
    expect(entry).toMatchObject({ by: { rule: "admin" }, after: "member" });
    expect(Object.keys(entry.commitments).sort()).toEqual(["actor", "email", "name"]);
    expect(JSON.stringify(entry)).not.toContain("bo@");
  });

  test("is refused to everybody else, with who may", async () => {
    const before = await entries.count();
    for (const name of ["mia", "aud"]) {
      const answer = await api.request("POST", "/people", {
        token: await world.tokenOf(name),
        body: { name: "X", email: "x@example.org" },
      });
      expect(problemOf(answer)).toMatchObject({
        status: 403,
        code: "access-level",
        whoMay: [{ email: "ada@example.org" }],
      });
    }
    expect(await entries.count()).toBe(before + 2); // the two tokens
  });

  test("twice under one address, in whatever case, is refused", async () => {
    const answer = await api.request("POST", "/people", {
      token: await world.tokenOf("ada"),
      body: { name: "Mia", email: "MIA@example.org" },
    });
    expect(problemOf(answer)).toMatchObject({ status: 409, code: "already-exists", field: "/email" });
  });
});

describe("access levels", () => {
  const put = async (email: string, access: string) =>
    api.request("PUT", `/people/${email}/access`, { token: await world.tokenOf("ada"), body: { access } });

  test("are changed by an admin, and the change is an entry", async () => {
    expect((await put("leo@example.org", "auditor")).as<{ access: string }>().access).toBe("auditor");
    expect(await entries.last("access.changed")).toMatchObject({ before: "member", after: "auditor" });
    await put("leo@example.org", "member");
    const rows = await world.kernel.db.prisma.accessLevel.findMany({
      where: { person: { email: "leo@example.org" } },
      orderBy: { validFrom: "asc" },
    });
    expect(rows.map(({ level, validTo }) => [level, validTo === null])).toEqual([
      ["member", false],
      ["auditor", false],
      ["member", true],
    ]);
  });

  test("leave an admin: the last one is neither lowered nor disabled", async () => {
    expect(problemOf(await put("ada@example.org", "member"))).toMatchObject({
      status: 409,
      rule: "last-admin",
    });
    const disabled = await api.request("POST", "/people/ada@example.org/disable", {
      token: await world.tokenOf("ada"),
    });
    expect(problemOf(disabled)).toMatchObject({ status: 409, rule: "last-admin" });
  });

  test("leave an admin also where two lower each other at once: the second waits, then sees it is the last", async () => {
    const second = await makeWorld((await testDatabase()).url);
    await second.person("ann", "admin");
    await second.person("bob", "admin");
    const lower = async (kernel: Kernel, by: string, whom: string) =>
      setAccess.execute(
        kernel,
        { person: second.emailOf(whom), access: "member" },
        second.call(await second.actor(by)),
      );
    let other: Promise<unknown> = Promise.resolve();
    const first: Kernel = {
      ...second.kernel,
      // Before the first commits the second runs as far as it can: without the lock, to its end.
      probe: async (point) => {
        if (point !== "before-commit") return;
        other = lower(second.kernel, "bob", "ann").catch((error: unknown) => error);
        await Promise.race([other, sleep(500)]);
      },
    };
    await lower(first, "ann", "bob");
    expect(await other).toMatchObject({ code: "access-level" });
    const admins = await second.kernel.db.prisma.accessLevel.count({
      where: { level: "admin", validTo: null },
    });
    expect(admins).toBe(1);
    await second.close();
  });
});

describe("tokens", () => {
  const make = (email: string, token: string, body: Record<string, unknown> = {}) =>
    api.request("POST", `/people/${email}/tokens`, {
      token,
      body: { name: "pipeline", scopes: ["read"], ...body },
    });

  test("are made by their own person, told once and kept as a hash", async () => {
    const made = (await make("mia@example.org", await world.tokenOf("mia"))).as<{
      id: string;
      token: string;
    }>();
    expect(
      (await api.request("GET", "/me", { token: made.token })).as<{ scopes: string[] }>().scopes,
    ).toEqual(["read"]);
    const row = await world.kernel.db.prisma.token.findUniqueOrThrow({ where: { id: made.id } });
    expect(JSON.stringify(row)).not.toContain(made.token);
    const entry = await entries.last("token.created");
    expect(entry).toMatchObject({ by: { rule: "own" }, payload: { scopes: ["read"] } });
    expect(JSON.stringify(entry)).not.toContain(made.token);
  });

  test("of another person are made by nobody, an admin included; an admin may list and revoke", async () => {
    const admin = await world.tokenOf("ada");
    expect(problemOf(await make("mia@example.org", admin))).toMatchObject({ status: 403, code: "own-only" });
    const mine = await make("mia@example.org", await world.tokenOf("mia"));
    const { id, token } = mine.as<{ id: string; token: string }>();
    const listed = await api.request("GET", "/people/mia@example.org/tokens", { token: admin });
    expect(listed.status).toBe(200);
    expect(JSON.stringify(listed.body)).not.toContain(token);
    const leo = await world.tokenOf("leo");
    expect(
      problemOf(await api.request("GET", "/people/mia@example.org/tokens", { token: leo })),
    ).toMatchObject({ status: 403 });
    expect(
      problemOf(await api.request("DELETE", `/people/mia@example.org/tokens/${id}`, { token: leo })),
    ).toMatchObject({ status: 403, code: "access-level" });
    expect(
      (await api.request("DELETE", `/people/mia@example.org/tokens/${id}`, { token: admin })).status,
    ).toBe(204);
    expect((await api.request("GET", "/me", { token })).status).toBe(401);
    expect(await entries.last("token.revoked")).toMatchObject({
      subjects: { token: id },
      by: { rule: "admin" },
    });
    expect(
      problemOf(await api.request("DELETE", `/people/mia@example.org/tokens/${id}`, { token: admin })),
    ).toMatchObject({ status: 409 });
    expect(
      problemOf(await api.request("DELETE", `/people/leo@example.org/tokens/${id}`, { token: admin })),
    ).toMatchObject({ status: 404 });
  });

  test("pass on at most their own scopes and their own time", async () => {
    const narrow = await make("mia@example.org", await world.tokenOf("mia"), {
      scopes: ["read", "tokens", "checks:*"],
      expiresAt: in_(3_600_000),
    });
    const { token } = narrow.as<{ token: string }>();
    expect(problemOf(await make("mia@example.org", token, { scopes: ["sign"] }))).toMatchObject({
      status: 403,
      code: "scope-missing",
      field: "/scopes/0",
    });
    expect(problemOf(await make("mia@example.org", token, { scopes: ["read", "*"] }))).toMatchObject({
      status: 403,
      field: "/scopes/1",
    });
    expect(problemOf(await make("mia@example.org", token, { expiresAt: in_(7_200_000) }))).toMatchObject({
      status: 422,
      field: "/expiresAt",
    });
    const child = await make("mia@example.org", token, { scopes: ["checks:latency"] });
    expect(child.as<{ expiresAt: string | null }>().expiresAt).toBe(
      narrow.as<{ expiresAt: string }>().expiresAt,
    );
    const without = await make("mia@example.org", await world.tokenOf("mia"), { scopes: ["read"] });
    expect(problemOf(await make("mia@example.org", without.as<{ token: string }>().token))).toMatchObject({
      status: 403,
      rule: "scope tokens",
    });
  });

  test("with unknown scopes, a past end or none are refused", async () => {
    const token = await world.tokenOf("mia");
    expect(problemOf(await make("mia@example.org", token, { scopes: ["everything"] }))).toMatchObject({
      status: 422,
      field: "/scopes/0",
    });
    expect(problemOf(await make("mia@example.org", token, { scopes: [] }))).toMatchObject({
      status: 422,
      field: "/scopes",
    });
    expect(
      problemOf(await make("mia@example.org", token, { expiresAt: "2001-01-01T00:00:00Z" })),
    ).toMatchObject({ status: 422, field: "/expiresAt" });
  });

  test("work until they end", async () => {
    const made = await make("mia@example.org", await world.tokenOf("mia"), { expiresAt: in_(60_000) });
    const { token } = made.as<{ token: string }>();
    expect((await api.request("GET", "/me", { token })).status).toBe(200);
    world.clock.shift(61_000);
    expect((await api.request("GET", "/me", { token })).status).toBe(401);
    world.clock.shift(-61_000);
  });

  test("that read only do not change anything, and the other way round", async () => {
    const read = await world.tokenOf("ada", ["read"]);
    expect(
      problemOf(await api.request("POST", "/teams", { token: read, body: { key: "t", title: "T" } })),
    ).toMatchObject({ status: 403, code: "scope-missing" });
    const sign = await world.tokenOf("ada", ["sign"]);
    expect(problemOf(await api.request("GET", "/people", { token: sign }))).toMatchObject({
      status: 403,
      rule: "scope read",
    });
  });

  test("mistyped are told from unknown ones without a look at the database", async () => {
    const token = await world.tokenOf("mia");
    const other = token.endsWith("0") ? "1" : "0";
    expect(problemOf(await api.request("GET", "/me", { token: token.slice(0, -1) + other })).detail).toMatch(
      /copied in full/,
    );
    expect(problemOf(await api.request("GET", "/me", { token: newToken() })).detail).toMatch(/not known/);
    expect((await api.request("GET", "/me", { headers: { authorization: "Basic abc" } })).status).toBe(401);
  });

  test("guessed again and again are slowed down by address", async () => {
    const headers = { "x-forwarded-for": "203.0.113.77" };
    const answers: number[] = [];
    for (let n = 0; n < 121; n++)
      answers.push((await api.request("GET", "/me", { token: newToken(), headers })).status);
    expect(answers.slice(0, 120).every((status) => status === 401)).toBe(true);
    expect(answers.at(-1)).toBe(429);
    expect((await api.request("GET", "/me", { token: await world.tokenOf("mia"), headers })).status).toBe(
      200,
    );
  });
});

describe("disabling somebody", () => {
  test("ends their tokens, places and access at once, and says so in one entry", async () => {
    await world.person("gil");
    await world.team("gone", [{ name: "gil", lead: true }]);
    await world.role("gone-role", ["gil", "team:gone"]);
    const token = await world.tokenOf("gil");
    const answer = await api.request("POST", "/people/gil@example.org/disable", {
      token: await world.tokenOf("ada"),
    });
    expect(answer.as<{ access: null; teams: [] }>()).toMatchObject({ access: null, teams: [] });
    expect((await api.request("GET", "/me", { token })).status).toBe(401);
    expect(await entries.last("person.disabled")).toMatchObject({
      before: "member",
      after: null,
      payload: { roles: ["gone-role"], tokens: [expect.any(String)] },
    });
    const again = await api.request("POST", "/people/gil@example.org/disable", {
      token: await world.tokenOf("ada"),
    });
    expect(problemOf(again)).toMatchObject({ status: 409 });
  });

  test("and enabling them again brings back neither tokens nor places", async () => {
    const admin = await world.tokenOf("ada");
    expect(
      (await api.request("POST", "/people/gil@example.org/enable", { token: admin, body: {} })).as<{
        access: string;
        teams: [];
      }>(),
    ).toMatchObject({ access: "member", teams: [] });
    expect(
      await world.kernel.db.prisma.token.count({
        where: { person: { email: "gil@example.org" }, revokedAt: null },
      }),
    ).toBe(0);
    expect(await entries.last("person.enabled")).toMatchObject({ after: "member" });
  });

  test("is refused to everybody but admins", async () => {
    for (const name of ["mia", "aud"]) {
      const answer = await api.request("POST", "/people/leo@example.org/disable", {
        token: await world.tokenOf(name),
      });
      expect(problemOf(answer)).toMatchObject({ status: 403, code: "access-level" });
    }
  });

  test("in the middle of their own command stops it before its effect", async () => {
    await world.person("hal", "admin");
    const hal = await world.actor("hal");
    const token = await world.tokenOf("hal");
    let isOut = false;
    const kernel: Kernel = {
      ...world.kernel,
      // The request was let in, and waits for its locks while somebody disables its caller.
      takeLocks: async (tx, plan) => {
        if (!isOut) {
          isOut = true;
          await disablePerson.execute(
            world.kernel,
            { person: hal.email },
            world.call(await world.actor("ada")),
          );
        }
        await world.kernel.takeLocks(tx, plan);
      },
    };
    const answer = await testApi(kernel).request("POST", "/teams", {
      token,
      body: { key: "too-late", title: "Too late" },
    });
    testApi(world.kernel);
    expect(problemOf(answer)).toMatchObject({ status: 401, code: "not-signed-in" });
    expect(await world.kernel.db.prisma.team.count({ where: { key: "too-late" } })).toBe(0);
  });
});

describe("machines", () => {
  beforeAll(async () => {
    await world.person("lea");
    await world.team("speech", [{ name: "lea", lead: true }, { name: "mia" }]);
  });

  test("are added by an admin for a team that is there", async () => {
    const token = await world.tokenOf("ada");
    expect(
      (await api.request("POST", "/machines", { token, body: { key: "ci", title: "CI", owner: "speech" } }))
        .status,
    ).toBe(201);
    expect(await entries.last("machine.registered")).toMatchObject({
      payload: { key: "ci", owner: "speech" },
    });
    expect(
      problemOf(
        await api.request("POST", "/machines", { token, body: { key: "ci", title: "CI", owner: "speech" } }),
      ),
    ).toMatchObject({ status: 409 });
    expect(
      problemOf(
        await api.request("POST", "/machines", { token, body: { key: "cj", title: "CI", owner: "nobody" } }),
      ),
    ).toMatchObject({ status: 422, field: "/owner" });
    expect(
      problemOf(
        await api.request("POST", "/machines", {
          token: await world.tokenOf("lea"),
          body: { key: "cj", title: "CI", owner: "speech" },
        }),
      ),
    ).toMatchObject({ status: 403 });
  });

  test("get tokens from an admin or a lead of their team, for reading and reporting alone", async () => {
    const make = async (by: string, scopes: string[]) =>
      api.request("POST", "/machines/ci/tokens", {
        token: await world.tokenOf(by),
        body: { name: "ci", scopes },
      });
    expect((await make("lea", ["read", "bundles", "checks:*"])).status).toBe(201);
    expect((await make("ada", ["checks:latency"])).status).toBe(201);
    expect(problemOf(await make("mia", ["read"]))).toMatchObject({
      status: 403,
      whoMay: [{ email: "ada@example.org" }, { email: "lea@example.org" }],
    });
    for (const scope of ["sign", "*", "organisation", "tokens", "releases", "templates", "components"]) {
      expect(problemOf(await make("lea", [scope]))).toMatchObject({ status: 422, field: "/scopes/0" });
    }
  });

  test("sign and administer nothing, whatever their token says", async () => {
    const made = await api.request("POST", "/machines/ci/tokens", {
      token: await world.tokenOf("lea"),
      body: { name: "ci", scopes: ["read"] },
    });
    const { id, token } = made.as<{ id: string; token: string }>();
    await world.kernel.db.prisma.token.update({ where: { id }, data: { scopes: ["*"] } });
    for (const [method, path, body] of [
      ["POST", "/people", { name: "X", email: "x@example.org" }],
      ["POST", "/teams", { key: "x", title: "X" }],
      ["POST", "/people/ada@example.org/tokens", { name: "x", scopes: ["read"] }],
      ["POST", "/machines/ci/tokens", { name: "x", scopes: ["read"] }],
      ["POST", "/roles", { key: "x", title: "X" }],
      ["PUT", "/rights", { rights: [] }],
    ] as const) {
      expect((await api.request(method, path, { token, body })).status).toBe(403);
    }
    expect((await api.request("GET", "/me", { token })).as<{ kind: string }>().kind).toBe("machine");
  });

  test("disabled lose all their tokens at once", async () => {
    const made = await api.request("POST", "/machines/ci/tokens", {
      token: await world.tokenOf("lea"),
      body: { name: "ci", scopes: ["read"] },
    });
    const { token } = made.as<{ token: string }>();
    expect(
      (await api.request("POST", "/machines/ci/disable", { token: await world.tokenOf("mia") })).status,
    ).toBe(403);
    expect(
      (await api.request("POST", "/machines/ci/disable", { token: await world.tokenOf("lea") })).status,
    ).toBe(200);
    expect((await api.request("GET", "/me", { token })).status).toBe(401);
    expect(await entries.last("machine.disabled")).toMatchObject({ payload: { key: "ci" } });
    expect(
      problemOf(
        await api.request("POST", "/machines/ci/tokens", {
          token: await world.tokenOf("lea"),
          body: { name: "x", scopes: ["read"] },
        }),
      ),
    ).toMatchObject({ status: 409 });
  });
});

describe("an invitation", () => {
  const invite = (person: string) => invitePerson.execute(world.kernel, { person }, world.call(operator));
  const use = (code: string, password: string) =>
    activate(world.kernel, { code, password, address: "192.0.2.9", requestId: "request-1" });

  test("is made by the server's operator, not by an admin", async () => {
    const asAdmin = invitePerson.execute(
      world.kernel,
      { person: "mia@example.org" },
      world.call(await world.actor("ada")),
    );
    await expect(asAdmin).rejects.toMatchObject({ code: "own-only" });
  });

  test("lets its person set a password, once", async () => {
    const { code } = await invite("mia@example.org");
    expect(await use(code, "correct horse battery")).toEqual({ email: "mia@example.org" });
    const entry = await entries.last("password.set");
    expect(entry).toMatchObject({
      actor: { kind: "person" },
      by: { rule: "own" },
      payload: { by: "activation" },
    });
    await expect(use(code, "another long password")).rejects.toMatchObject({ code: "wrong-credentials" });
  });

  test("ends with the next one, after its time, and with its person", async () => {
    const first = await invite("leo@example.org");
    const second = await invite("leo@example.org");
    await expect(use(first.code, "correct horse battery")).rejects.toMatchObject({
      code: "wrong-credentials",
    });
    world.clock.shift(4 * 24 * 3_600_000);
    await expect(use(second.code, "correct horse battery")).rejects.toMatchObject({
      code: "wrong-credentials",
    });
    world.clock.shift(-4 * 24 * 3_600_000);
    await world.person("ivo");
    const third = await invite("ivo@example.org");
    await disablePerson.execute(
      world.kernel,
      { person: "ivo@example.org" },
      world.call(await world.actor("ada")),
    );
    await expect(use(third.code, "correct horse battery")).rejects.toMatchObject({
      code: "wrong-credentials",
    });
    await expect(use("nonsense", "correct horse battery")).rejects.toMatchObject({
      code: "wrong-credentials",
    });
  });

  test("does not let another person use it, nor take a weak password", async () => {
    const { code } = await invite("leo@example.org");
    const byOther = setPassword.execute(
      world.kernel,
      { code, password: "correct horse battery" },
      world.call(await world.actor("mia")),
    );
    await expect(byOther).rejects.toMatchObject({ code: "own-only" });
    for (const password of ["short", "aaaaaaaaaaaaaaaa", "leo@example.org!"]) {
      await expect(use(code, password)).rejects.toMatchObject({ code: "invalid-input" });
    }
    expect(await use(code, "correct horse battery")).toEqual({ email: "leo@example.org" });
  });
});

function in_(ms: number): string {
  return new Date(world.clock.now().getTime() + ms).toISOString();
}
