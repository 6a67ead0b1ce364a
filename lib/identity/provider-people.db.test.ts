import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useKernel } from "@/lib/platform/app";
import { useSite } from "@/lib/platform/site";
import { accountPassword, accountsIn } from "@/lib/testing/accounts";
import { type TestApi, testApi, testSite } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { makeEntries, problemOf } from "@/lib/testing/entries";
import { type FakeProvider, startFakeProvider } from "@/lib/testing/fake-provider";
import { type SignInBrowser, signInBrowser } from "@/lib/testing/sign-in-browser";
import { makeWorld, type World } from "@/lib/testing/world";
import { sealSession, sessionCookie } from "./session-cookie";

let world: World;
let api: TestApi;
let provider: FakeProvider;
let entries: ReturnType<typeof makeEntries>;
const { attempt, give } = accountsIn(() => world);
const password = accountPassword;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  provider = await startFakeProvider();
  entries = makeEntries(world.kernel.db);
  await world.person("ada", "admin");
  api = testApi(world.kernel);
  useKernel(world.kernel);
  useSite({ ...testSite, provider: provider.settings({ createFor: ["new.example"] }) });
});
afterAll(async () => {
  await provider.close();
  await world.close();
});

const claimsOf = (name: string, more: Record<string, unknown> = {}) => ({
  sub: `${name}-1`,
  email: `${name}@example.org`,
  email_verified: true,
  name,
  ...more,
});

async function signIn(claims: Record<string, unknown>): Promise<{ browser: SignInBrowser; led: string }> {
  const browser = signInBrowser();
  return {
    browser,
    led: await browser.come(provider.signIn(await browser.begin({ next: "/inbox" }), claims)),
  };
}

async function whoIs(browser: SignInBrowser): Promise<string | undefined> {
  const answer = await api.request("GET", "/me", { cookie: browser.cookieHeader() });
  return answer.status === 200 ? answer.as<{ email: string }>().email : undefined;
}

/** Signed in as somebody by password, in a browser that goes on to link. */
async function byPassword(name: string): Promise<SignInBrowser> {
  const browser = signInBrowser();
  browser.cookies.set(sessionCookie().name, await sealSession(await attempt(name)));
  return browser;
}

describe("an address", () => {
  test("links whom an admin added and who never signed in, with its entry", async () => {
    await world.person("una");
    const { browser } = await signIn(claimsOf("una"));
    expect(await whoIs(browser)).toBe("una@example.org");
    expect(await entries.last("identity.linked")).toMatchObject({
      actor: { kind: "system" },
      payload: { issuer: provider.issuer, by: "address" },
    });
  });

  test("that is not verified finds nobody", async () => {
    await world.person("ver");
    const { led } = await signIn(claimsOf("ver", { email_verified: false }));
    expect(led).toBe("/sign-in?error=address-unverified&next=%2Finbox");
  });

  test("of somebody with a password finds nobody, until they link it themselves with that password", async () => {
    await world.person("pia");
    await give("pia");
    expect((await signIn(claimsOf("pia"))).led).toBe("/sign-in?error=link-first&next=%2Finbox");
    const browser = await byPassword("pia");
    expect(await browser.begin({ purpose: "link", password: "wrong" })).toBe(
      "/settings/account?error=wrong-credentials",
    );
    const back = provider.signIn(await browser.begin({ purpose: "link", password }), claimsOf("pia"));
    expect(await browser.come(back)).toBe("/settings/account?done=linked");
    expect(await entries.last("identity.linked")).toMatchObject({
      actor: { kind: "person" },
      payload: { by: "own" },
    });
    expect(await whoIs((await signIn(claimsOf("pia"))).browser)).toBe("pia@example.org");
  });

  test("changed at the provider to another person's reaches nobody else, and is noted", async () => {
    await world.person("chi");
    await world.person("boss", "admin");
    await signIn(claimsOf("chi"));
    const { browser } = await signIn(claimsOf("chi", { email: "boss@example.org" }));
    expect(await whoIs(browser)).toBe("chi@example.org");
    expect((await entries.last("identity.address-changed")).payload).toMatchObject({ verified: true });
    const known = await api.request("GET", "/me/identities", { cookie: browser.cookieHeader() });
    expect(known.as<{ items: { email: string }[] }>().items.map(({ email }) => email)).toEqual([
      "boss@example.org",
    ]);
  });

  test("given to somebody new at the provider does not give them the account", async () => {
    await world.person("old");
    await signIn(claimsOf("old"));
    expect((await signIn(claimsOf("old", { sub: "another" }))).led).toMatch(/error=link-first/);
  });

  test("of a domain that is named makes a member, in no team", async () => {
    const { browser } = await signIn(claimsOf("zoe", { email: "Zoe@New.example" }));
    expect(await whoIs(browser)).toBe("zoe@new.example");
    const answer = await api.request("GET", "/people/zoe@new.example", { token: await world.tokenOf("ada") });
    expect(answer.body).toMatchObject({ access: "member", teams: [] });
    expect((await signIn(claimsOf("nobody"))).led).toMatch(/error=not-added/);
  });

  test("that two sign-ins bring at once makes one person", async () => {
    const claims = claimsOf("two", { email: "two@new.example" });
    const both = await Promise.all([signIn(claims), signIn(claims)]);
    expect(await Promise.all(both.map(({ browser }) => whoIs(browser)))).toEqual([
      "two@new.example",
      "two@new.example",
    ]);
  });
});

describe("an identity", () => {
  test("of somebody else's is not linked, nor in another session than the one that asked", async () => {
    await world.person("lin");
    await give("lin");
    await signIn(claimsOf("una"));
    const browser = await byPassword("lin");
    const taken = provider.signIn(await browser.begin({ purpose: "link", password }), claimsOf("una"));
    expect(await browser.come(taken)).toBe("/settings/account?error=linked-to-another");
    const back = provider.signIn(await browser.begin({ purpose: "link", password }), claimsOf("lin"));
    const other = await byPassword("lin");
    for (const [name, value] of other.cookies) browser.cookies.set(name, value);
    expect(await browser.come(back)).toBe("/settings/account?error=signed-out");
  });

  test("that an admin unlinks signs nobody in, ends its sessions, and is not linked by its address again", async () => {
    await world.person("ulf");
    const { browser } = await signIn(claimsOf("ulf"));
    const cookie = browser.cookieHeader();
    const [one] = (await api.request("GET", "/me/identities", { cookie })).as<{ items: { id: string }[] }>()
      .items;
    const headers = { origin: "http://localhost:3000" };
    const only = await api.request("DELETE", `/me/identities/${one?.id}`, { cookie, headers });
    expect(problemOf(only)).toMatchObject({ status: 409, code: "conflict" });
    const token = await world.tokenOf("ada");
    const answer = await api.request("DELETE", `/people/ulf@example.org/identities/${one?.id}`, { token });
    expect(answer.status).toBe(204);
    expect(await whoIs(browser)).toBeUndefined();
    expect((await signIn(claimsOf("ulf"))).led).toMatch(/error=link-first/);
  });
});

describe("groups", () => {
  const teamsOf = async (name: string) => {
    const answer = await api.request("GET", `/people/${name}@example.org`, {
      token: await world.tokenOf("ada"),
    });
    return answer.as<{ teams: { key: string }[] }>().teams.map(({ key }) => key);
  };
  const put = async (team: string, groups: string[], by: string) =>
    (await api.request("PUT", `/teams/${team}/groups`, { token: await world.tokenOf(by), body: { groups } }))
      .status;

  test("bring into a team and out of it again, with entries, and leave what was given by hand", async () => {
    await world.person("gus");
    await world.team("plain", []);
    await world.team("byhand", [{ name: "gus" }]);
    expect(await put("plain", ["ml"], "ada")).toBe(200);
    expect(await put("byhand", ["ml"], "ada")).toBe(200);
    await signIn(claimsOf("gus", { groups: ["ml", "other"] }));
    expect(await teamsOf("gus")).toEqual(["byhand", "plain"]);
    expect((await entries.last("team.member-added")).payload).toMatchObject({
      source: "provider",
      group: "ml",
    });
    await signIn(claimsOf("gus", { groups: [] }));
    expect(await teamsOf("gus")).toEqual(["byhand"]);
    expect((await entries.last("team.member-removed")).payload).toMatchObject({ source: "provider" });
  });

  test("bring nobody into a pool by an admin's word from before; by its leads' they do", async () => {
    for (const name of ["lea", "eva"]) await world.person(name);
    await world.team("pooled", [{ name: "lea", lead: true }]);
    expect(await put("pooled", ["sec"], "ada")).toBe(200);
    await world.role("reviewer", ["team:pooled"]);
    await signIn(claimsOf("eva", { groups: ["sec"] }));
    expect(await teamsOf("eva")).toEqual([]);
    expect(await put("pooled", ["sec", "more"], "ada")).toBe(403);
    expect(await put("pooled", ["sec"], "lea")).toBe(200);
    await signIn(claimsOf("eva", { groups: ["sec"] }));
    expect(await teamsOf("eva")).toEqual(["pooled"]);
  });

  test("do not bring back whom a lead took out by hand", async () => {
    const token = await world.tokenOf("lea");
    expect((await api.request("DELETE", "/teams/pooled/members/eva@example.org", { token })).status).toBe(
      204,
    );
    await signIn(claimsOf("eva", { groups: ["sec"] }));
    expect(await teamsOf("eva")).toEqual([]);
  });
});

describe("signing out everywhere", () => {
  test("ends every session at once, the live stream with it, and says so in the ledger", async () => {
    await world.person("sam");
    const [here, there] = [(await signIn(claimsOf("sam"))).browser, (await signIn(claimsOf("sam"))).browser];
    const stream = await api.request("GET", "/events", { cookie: there.cookieHeader() });
    const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    const headers = { origin: "http://localhost:3000" };
    const answer = await api.request("DELETE", "/me/sessions", { cookie: here.cookieHeader(), headers });
    expect(answer.body).toEqual({ ended: 1 });
    expect([await whoIs(here), await whoIs(there)]).toEqual(["sam@example.org", undefined]);
    expect((await entries.last("sessions.ended")).payload).toEqual({ by: "own", which: "others", count: 1 });
    // Within the stream's own heartbeat, also where nothing is numbered meanwhile.
    for (let ended = false; !ended;) ended = (await reader.read()).done;
    const admin = await api.request("DELETE", "/people/sam@example.org/sessions", {
      token: await world.tokenOf("ada"),
    });
    expect(admin.body).toEqual({ ended: 1 });
    expect(await whoIs(here)).toBeUndefined();
  });
});
