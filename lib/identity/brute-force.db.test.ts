import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { accountPassword, accountsIn, freshAddress } from "@/lib/testing/accounts";
import { type TestApi, testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { problemOf } from "@/lib/testing/entries";
import { makeWorld, type World } from "@/lib/testing/world";
import { activate } from "./activate";
import { confirmOwnPassword } from "./confirm-password";
import { invitePerson } from "./invite-person";

const perAccount = 10;
const perAddress = 60;
const quarterOfAnHourMs = 15 * 60_000;
const dayMs = 86_400_000;

let world: World;
let api: TestApi;
const { attempt, person, cookieOf } = accountsIn(() => world);
const wrong = { code: "wrong-credentials" };
const tooMany = { code: "too-many-attempts" };

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  api = testApi(world.kernel);
  await person("mia");
});
afterEach(() => void vi.useRealTimers());
afterAll(() => world.close());

async function guess(name: string, times: number): Promise<void> {
  const tries = Array.from({ length: times }, () => attempt(name, "wrong"));
  await Promise.all(tries.map((one) => expect(one).rejects.toMatchObject(wrong)));
}

/** As if this machine's clock were wrong by so much. */
function clockOffBy(ms: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
}

describe("guessing one account's password", () => {
  test("ends after ten wrong ones from ten addresses, also for the right one, and is forgiven later", async () => {
    await person("vic");
    await guess("vic", perAccount);
    await expect(attempt("vic")).rejects.toMatchObject({
      ...tooMany,
      extras: { retryAfterSeconds: expect.any(Number) },
    });
    clockOffBy(quarterOfAnHourMs + 1_000);
    expect(await attempt("vic")).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("counts as one however the address is written", async () => {
    await person("wes");
    await guess("wes", 5);
    await guess("WES", 4);
    await guess("Wes", 1);
    await expect(attempt("wes")).rejects.toMatchObject(tooMany);
  });

  test("many times at once is not let through more often than one after the other", async () => {
    await person("wil");
    const outcomes = await Promise.allSettled(Array.from({ length: 25 }, () => attempt("wil", "wrong")));
    const codes = outcomes.map((one) =>
      one.status === "rejected" ? (one.reason as { code: string }).code : "in",
    );
    expect(codes.filter((code) => code === "wrong-credentials")).toHaveLength(perAccount);
    expect(codes.filter((code) => code === "too-many-attempts")).toHaveLength(15);
  });

  test("is counted together with guesses at the password so far, in a session that was left open", async () => {
    await person("xia");
    const cookie = await cookieOf(await attempt("xia"));
    await guess("xia", 4);
    const change = (current: string) =>
      api.request("PUT", "/people/xia@example.org/password", {
        cookie,
        body: { current, password: "another long password" },
        headers: { origin: "http://localhost:3000" },
      });
    for (let n = 0; n < 3; n++) expect(problemOf(await change("wrong"))).toMatchObject({ status: 401 });
    const confirm = (password: string) =>
      world.actor("xia").then((actor) => confirmOwnPassword(world.kernel, { person: actor, password }));
    for (let n = 0; n < 3; n++) await expect(confirm("wrong")).rejects.toMatchObject(wrong);
    await expect(confirm(accountPassword)).rejects.toMatchObject(tooMany);
    await expect(attempt("xia")).rejects.toMatchObject(tooMany);
    const refused = await change(accountPassword);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    // What was guessed at is locked, not whoever is signed in already.
    expect((await api.request("GET", "/me", { cookie })).status).toBe(200);
  });

  test("is not forgiven by a workspace's shifted clock", async () => {
    await person("yan");
    await guess("yan", perAccount);
    world.clock.shift(dayMs);
    await expect(attempt("yan")).rejects.toMatchObject(tooMany);
    world.clock.shift(-dayMs);
  });

  test("locks nobody out for longer where the machine's clock was ahead and is set back", async () => {
    await person("zac");
    clockOffBy(dayMs);
    await guess("zac", perAccount);
    vi.useRealTimers();
    expect(await attempt("zac")).toMatch(/^[0-9a-f-]{36}$/);
    await guess("zac", perAccount);
    await expect(attempt("zac")).rejects.toMatchObject(tooMany);
  });
});

describe("trying many accounts", () => {
  const anyNames = (() => {
    let count = 0;
    return () => `guess-${(count += 1)}`;
  })();
  async function spray(times: number, from: (n: number) => string): Promise<void> {
    const tries = Array.from({ length: times }, (_none, n) => attempt(anyNames(), "wrong", from(n)));
    await Promise.all(tries.map((one) => expect(one).rejects.toMatchObject(wrong)));
  }

  test("from one address ends after sixty, whatever it writes into X-Forwarded-For", async () => {
    await spray(perAddress, (n) => `10.0.0.${n}, 203.0.113.5`);
    await expect(attempt("mia", accountPassword, "203.0.113.5")).rejects.toMatchObject(tooMany);
    expect(await attempt("mia")).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("from the addresses of one IPv6 network ends after sixty together", async () => {
    await spray(perAddress, (n) => `2001:db8:1:2::${(n + 1).toString(16)}`);
    await expect(attempt("mia", accountPassword, "2001:db8:1:2:ffff::1")).rejects.toMatchObject(tooMany);
  });

  test("is not forgiven by signing in to one's own account in between", async () => {
    const from = freshAddress();
    await spray(perAddress - 1, () => from);
    await attempt("mia", accountPassword, from);
    await spray(1, () => from);
    await expect(attempt("mia", accountPassword, from)).rejects.toMatchObject(tooMany);
  });
});

test("codes that open an account are guessed twenty times from an address, then the right one is refused too", async () => {
  await world.person("ivy");
  const operator = world.call({ kind: "system", job: "operator" });
  const { code } = await invitePerson.execute(world.kernel, { person: "ivy@example.org" }, operator);
  const use = (given: string, address: string) =>
    activate(world.kernel, { code: given, password: accountPassword, address, requestId: "request-1" });
  for (let n = 0; n < 20; n++) await expect(use(`guess-${n}`, "203.0.113.9")).rejects.toMatchObject(wrong);
  await expect(use(code, "203.0.113.9")).rejects.toMatchObject(tooMany);
  expect(await use(code, "203.0.113.10")).toEqual({ email: "ivy@example.org" });
});
