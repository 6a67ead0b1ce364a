import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { POST as demoSignIn } from "@/app/demo/sign-in/route";
import { POST as signOut } from "@/app/sign-out/route";
import { accountPassword, accountsIn } from "@/lib/testing/accounts";
import { type TestApi, testApi, testSite } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { makeEntries, problemOf } from "@/lib/testing/entries";
import { makeWorld, type World } from "@/lib/testing/world";
import { useKernel } from "@/lib/platform/app";
import { useSite } from "@/lib/platform/site";
import { disablePerson } from "./disable-person";
import { enablePerson } from "./enable-person";
import { findActor } from "./find-actor";
import { openSession, sealSession, sessionCookie } from "./session-cookie";
import { absoluteMs, idleMs } from "./session-limits";
import { endSession } from "./sessions";

let world: World;
let api: TestApi;
const { attempt, cookieOf, give, person } = accountsIn(() => world);

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.person("ada", "admin");
  await world.person("mia");
  api = testApi(world.kernel);
  useKernel(world.kernel);
  for (const name of ["ada", "mia"]) await give(name);
});
afterAll(() => world.close());

const me = async (cookie: string) => (await api.request("GET", "/me", { cookie })).status;
const form = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  new Request(`http://localhost:3000${path}`, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { host: "localhost:3000", ...headers },
  });

describe("signing in", () => {
  test("starts a session of its own each time, whatever cookie came along", async () => {
    const [first, second] = [await attempt("mia"), await attempt("MIA")];
    expect(first).not.toBe(second);
    expect(await me(await cookieOf(first))).toBe(200);
    expect(await me(await cookieOf(second))).toBe(200);
  });

  test("reads the same for a wrong password, an unknown address, a disabled person and nonsense", async () => {
    await person("dis");
    await disablePerson.execute(
      world.kernel,
      { person: "dis@example.org" },
      world.call(await world.actor("ada")),
    );
    const told = await Promise.all(
      [
        attempt("mia", "wrong"),
        attempt("nobody"),
        attempt("dis"),
        attempt("\u0000"),
        attempt("x".repeat(300)),
        attempt("ada", "p".repeat(1000)),
      ].map((one) =>
        one.then(String, (error: { code: string; message: string }) => `${error.code} ${error.message}`),
      ),
    );
    expect(new Set(told)).toEqual(new Set(["wrong-credentials E-mail address and password do not match."]));
  });
});

describe("a session", () => {
  test("ends at sign-out for good: a copy of the cookie is worth nothing", async () => {
    const cookie = await cookieOf(await attempt("mia"));
    const answer = await signOut(form("/sign-out", {}, { cookie, origin: "http://localhost:3000" }));
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/sign-in"]);
    expect(answer.headers.get("set-cookie")).toMatch(/Max-Age=0; HttpOnly; SameSite=Lax/);
    expect(await me(cookie)).toBe(401);
  });

  test("is not ended by another site", async () => {
    const cookie = await cookieOf(await attempt("mia"));
    expect((await signOut(form("/sign-out", {}, { cookie, origin: "https://evil.example" }))).status).toBe(
      403,
    );
    expect(await me(cookie)).toBe(200);
  });

  test("ends when it was not used for a while, and is kept by use", async () => {
    const cookie = await cookieOf(await attempt("mia"));
    world.clock.shift(idleMs - 60_000);
    expect(await me(cookie)).toBe(200);
    world.clock.shift(idleMs - 60_000);
    expect(await me(cookie)).toBe(200);
    world.clock.shift(idleMs + 60_000);
    expect(await me(cookie)).toBe(401);
    world.clock.shift(-3 * idleMs + 60_000);
  });

  test("ends in the end, however much it is used", async () => {
    const cookie = await cookieOf(await attempt("mia"));
    const step = idleMs / 2;
    let used = 0;
    while (used + step < absoluteMs) {
      world.clock.shift(step);
      used += step;
      expect(await me(cookie)).toBe(200);
    }
    world.clock.shift(step + 1);
    expect(await me(cookie)).toBe(401);
    world.clock.shift(-used - step - 1);
  });

  test("ends with its person, and does not come back with them", async () => {
    await person("tom");
    const cookie = await cookieOf(await attempt("tom"));
    const admin = world.call(await world.actor("ada"));
    await disablePerson.execute(world.kernel, { person: "tom@example.org" }, admin);
    expect(await me(cookie)).toBe(401);
    await enablePerson.execute(world.kernel, { person: "tom@example.org" }, admin);
    expect(await me(cookie)).toBe(401);
    expect(await me(await cookieOf(await attempt("tom")))).toBe(200);
  });

  test("ends when the password is set anew; a change leaves the one that made it", async () => {
    await person("una");
    const [here, there] = [await cookieOf(await attempt("una")), await cookieOf(await attempt("una"))];
    const put = (body: Record<string, string>) =>
      api.request("PUT", "/people/una@example.org/password", {
        cookie: here,
        body,
        headers: { origin: "http://localhost:3000" },
      });
    expect(problemOf(await put({ current: "wrong", password: "another long password" }))).toMatchObject({
      status: 401,
      code: "wrong-credentials",
    });
    expect((await put({ current: accountPassword, password: "another long password" })).status).toBe(204);
    expect([await me(here), await me(there)]).toEqual([200, 401]);
    expect(await makeEntries(world.kernel.db).last("password.set")).toMatchObject({
      payload: { by: "change", sessionsEnded: 1 },
    });
    await give("una");
    expect(await me(here)).toBe(401);
  });

  test("is refused an admin's hand on another person's password", async () => {
    const answer = await api.request("PUT", "/people/mia@example.org/password", {
      token: await world.tokenOf("ada"),
      body: { current: accountPassword, password: "another long password" },
    });
    expect(problemOf(answer)).toMatchObject({ status: 403, code: "own-only" });
  });

  test("cannot be made up, nor opened with another secret", async () => {
    const session = await attempt("mia");
    const sealed = await sealSession(session);
    useSite({ ...testSite, secret: "another secret of at least thirty-two letters" });
    expect(await openSession(sealed)).toBeNull();
    useSite(testSite);
    for (const cookie of [session, "x", `${sealed}x`, ""])
      expect(await me(`${sessionCookie().name}=${cookie}`)).toBe(401);
    const other = { authorization: null, session: await sealSession("not-an-id"), address: "x" };
    expect(await findActor(world.kernel, other)).toBeNull();
  });

  test("goes over https alone, under a name other hosts cannot set, where the site is served so", () => {
    useSite({ ...testSite, url: "https://countersign.example.org" });
    expect(sessionCookie()).toEqual({
      name: "__Host-countersign-session",
      options: { httpOnly: true, sameSite: "lax", path: "/", secure: true },
    });
    useSite(testSite);
  });

  test("that was ended cannot be used by a command that is under way", async () => {
    const session = await attempt("ada");
    const cookie = await cookieOf(session);
    const stopped = testApi({
      ...world.kernel,
      takeLocks: async (tx, plan) => {
        await endSession(world.kernel, session);
        await world.kernel.takeLocks(tx, plan);
      },
    });
    const answer = await stopped.request("POST", "/teams", { cookie, body: { key: "late", title: "Late" } });
    expect(problemOf(answer)).toMatchObject({ status: 401, code: "not-signed-in" });
  });
});

describe("the demo's sign-in", () => {
  const demo = { ...testSite, demo: true };

  test("is not there outside of the demo", async () => {
    useSite(testSite);
    expect((await demoSignIn(form("/demo/sign-in", { email: "mia@example.org" }))).status).toBe(404);
  });

  test("signs in any enabled person and leads on within this site only", async () => {
    useSite(demo);
    const ways: [string, string][] = [
      ["/releases/x?tab=plan", "/releases/x?tab=plan"],
      ["https://evil.example", "/"],
      ["//evil.example", "/"],
      ["/\\evil.example", "/"],
      ["javascript:alert(1)", "/"],
      ["", "/"],
    ];
    for (const [next, leadsTo] of ways) {
      const answer = await demoSignIn(
        form("/demo/sign-in", { email: "mia@example.org", next }, { origin: "http://localhost:3000" }),
      );
      expect([answer.status, answer.headers.get("location")]).toEqual([303, leadsTo]);
      const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
      expect(await me(cookie)).toBe(200);
    }
    useSite(testSite);
  });

  test("is refused for others, from elsewhere and in another form", async () => {
    useSite(demo);
    const status = async (request: Request) => (await demoSignIn(request)).status;
    expect(await status(form("/demo/sign-in", { email: "nobody@example.org" }))).toBe(422);
    expect(await status(form("/demo/sign-in", { email: "dis@example.org" }))).toBe(422);
    expect(await status(form("/demo/sign-in", {}))).toBe(422);
    expect(
      await status(form("/demo/sign-in", { email: "mia@example.org" }, { origin: "https://evil.example" })),
    ).toBe(403);
    expect(
      await status(form("/demo/sign-in", { email: "mia@example.org" }, { "sec-fetch-site": "cross-site" })),
    ).toBe(403);
    expect(await status(form("/demo/sign-in", { email: "mia@example.org" }, { host: "evil.example" }))).toBe(
      403,
    );
    const json = new Request("http://localhost:3000/demo/sign-in", {
      method: "POST",
      body: "{}",
      headers: { host: "localhost:3000", "content-type": "application/json" },
    });
    expect(await status(json)).toBe(415);
    expect(await status(form("/demo/sign-in", { email: "x".repeat(20_000) }))).toBe(413);
    useSite(testSite);
  });
});
