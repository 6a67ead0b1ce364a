import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { useKernel } from "@/lib/platform/app";
import { useSite } from "@/lib/platform/site";
import { type TestApi, testApi, testSite } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { type FakeProvider, startFakeProvider, type Tweak } from "@/lib/testing/fake-provider";
import { type SignInBrowser, signInBrowser } from "@/lib/testing/sign-in-browser";
import { makeWorld, type World } from "@/lib/testing/world";

let world: World;
let api: TestApi;
let provider: FakeProvider;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  provider = await startFakeProvider();
  await world.person("ada", "admin");
  await world.person("pat");
  api = testApi(world.kernel);
  useKernel(world.kernel);
});
beforeEach(() => useSite({ ...testSite, provider: provider.settings() }));
afterEach(() => {
  provider.trouble("none");
  provider.describe({});
});
afterAll(async () => {
  await provider.close();
  await world.close();
});

const pat = { sub: "pat-1", email: "pat@example.org", email_verified: true, name: "Pat" };
const me = async (browser: SignInBrowser) =>
  (await api.request("GET", "/me", { cookie: browser.cookieHeader() })).status;

/** A sign-in as pat whose answer is made wrong; answers where the browser is led. */
async function wrong(tweak: Tweak, browser = signInBrowser()): Promise<string> {
  const to = await browser.begin({ next: "/inbox" });
  const led = await browser.come(provider.signIn(to, pat, tweak));
  expect(await me(browser)).toBe(led === "/inbox" ? 200 : 401);
  return led;
}

const refused = (fault: string) => `/sign-in?error=${fault}&next=%2Finbox`;

describe("a sign-in by the provider", () => {
  test("begins with state, nonce and a challenge, and ends in a session and where it was meant to", async () => {
    const browser = signInBrowser();
    const to = new URL(await browser.begin({ next: "/inbox" }));
    expect(to.origin + to.pathname).toBe(`${provider.issuer}/authorize`);
    expect(Object.fromEntries(to.searchParams)).toMatchObject({
      client_id: "countersign",
      response_type: "code",
      scope: "openid email profile",
      redirect_uri: "http://localhost:3000/api/auth/callback/sso",
      code_challenge_method: "S256",
      state: expect.stringMatching(/.{20,}/),
      nonce: expect.stringMatching(/.{20,}/),
    });
    expect(await browser.come(provider.signIn(to.href, pat))).toBe("/inbox");
    expect(await me(browser)).toBe(200);
    expect([...browser.cookies.keys()]).toEqual(["countersign-session"]);
  });

  test("fixes nobody to a session from before: that one ends, and its cookie is worth nothing", async () => {
    const browser = signInBrowser();
    await browser.come(provider.signIn(await browser.begin(), pat));
    const before = browser.cookieHeader();
    await browser.come(provider.signIn(await browser.begin(), pat));
    expect(browser.cookieHeader()).not.toBe(before);
    expect((await api.request("GET", "/me", { cookie: before })).status).toBe(401);
    expect(await me(browser)).toBe(200);
  });

  test("takes an answer once, also where the provider would take its code again", async () => {
    const browser = signInBrowser();
    const back = provider.signIn(await browser.begin({ next: "/inbox" }), pat, { careless: true });
    const copy = new Map(browser.cookies);
    expect(await browser.come(back)).toBe("/inbox");
    const requests = provider.tokenRequests();
    const thief = signInBrowser();
    for (const [name, value] of copy) thief.cookies.set(name, value);
    expect(await thief.come(back)).toBe(refused("sign-in-expired"));
    expect(await me(thief)).toBe(401);
    expect(provider.tokenRequests()).toBe(requests);
  });

  test("takes no answer in a browser that did not begin it, or that began another", async () => {
    const [mine, other] = [signInBrowser(), signInBrowser()];
    const back = provider.signIn(await mine.begin(), pat);
    expect(await other.come(back)).toBe("/sign-in?error=sign-in-expired&next=%2F");
    await other.begin();
    expect(await other.come(back)).toBe("/sign-in?error=sign-in-expired&next=%2F");
    expect(await me(other)).toBe(401);
  });

  test("takes no code that was given for another sign-in of the same browser", async () => {
    const browser = signInBrowser();
    const first = new URL(provider.signIn(await browser.begin(), pat));
    const second = new URL(provider.signIn(await browser.begin({ next: "/inbox" }), pat));
    second.searchParams.set("code", first.searchParams.get("code") ?? "");
    expect(await browser.come(second.href)).toBe(refused("sign-in-expired"));
  });

  test("says it in words where the person or the provider said no", async () => {
    const browser = signInBrowser();
    const back = new URL(provider.signIn(await browser.begin({ next: "/inbox" }), pat));
    back.searchParams.delete("code");
    back.searchParams.set("error", "access_denied");
    expect(await browser.come(back.href)).toBe(refused("provider-refused"));
  });

  const now = () => Math.floor(Date.now() / 1000);
  test.each<[string, () => Tweak, string]>([
    ["another nonce", () => ({ claims: { nonce: "of another sign-in" } }), "provider-wrong"],
    ["no nonce", () => ({ claims: { nonce: undefined } }), "provider-wrong"],
    ["another issuer", () => ({ claims: { iss: "https://evil.example" } }), "provider-wrong"],
    ["another audience", () => ({ claims: { aud: "another application" } }), "provider-wrong"],
    ["several audiences and no azp", () => ({ claims: { aud: ["countersign", "x"] } }), "provider-wrong"],
    ["an end that is past", () => ({ claims: { iat: now() - 900, exp: now() - 600 } }), "provider-clock"],
    ["a time to come", () => ({ claims: { iat: now() + 600, exp: now() + 900 } }), "provider-clock"],
    ["no signature (alg none)", () => ({ sign: "none" }), "provider-wrong"],
    ["another key's signature", () => ({ sign: "with another key" }), "provider-wrong"],
    ["a signature by the shared secret", () => ({ sign: "with the client's secret" }), "provider-wrong"],
    ["no subject", () => ({ claims: { sub: undefined } }), "provider-wrong"],
    ["an empty subject", () => ({ claims: { sub: "" } }), "provider-wrong"],
    ["a subject of 300 characters", () => ({ claims: { sub: "x".repeat(300) } }), "provider-wrong"],
    ["a subject with NUL", () => ({ claims: { sub: "pat\u0000" } }), "provider-wrong"],
  ])("is refused with %s", async (_what, tweak, fault) => {
    expect(await wrong(tweak())).toBe(refused(fault));
  });

  test("bears clocks that differ by some seconds", async () => {
    expect(await wrong({ claims: { iat: now() + 5 } })).toBe("/inbox");
    expect(await wrong({ claims: { exp: now() - 5 } })).toBe("/inbox");
  });

  test("is refused where another issuer answers beside the code, or none where one is promised", async () => {
    for (const iss of ["https://evil.example", null]) {
      const browser = signInBrowser();
      const back = new URL(provider.signIn(await browser.begin({ next: "/inbox" }), pat));
      if (iss === null) back.searchParams.delete("iss");
      else back.searchParams.set("iss", iss);
      expect(await browser.come(back.href)).toBe(refused("provider-wrong"));
    }
  });

  test.each([
    ["calls itself another issuer", { issuer: "https://evil.example" }],
    ["would send the code over http", { token_endpoint: "http://evil.example/token" }],
    ["has its keys at an address that is none", { jwks_uri: "javascript:0" }],
  ])("does not begin at a provider that %s", async (_what, change) => {
    provider.describe(change);
    expect(await signInBrowser().begin({ next: "/inbox" })).toBe(refused("provider-wrong"));
  });

  test.each(["down", "broken"] as const)("says that the provider is %s, at both ends", async (kind) => {
    const browser = signInBrowser();
    const back = provider.signIn(await browser.begin({ next: "/inbox" }), pat);
    provider.trouble(kind);
    expect(await browser.come(back)).toBe(refused("provider-down"));
    expect(await browser.begin({ next: "/inbox" })).toBe(refused("provider-down"));
  });

  test("does not wait for a provider that is slow", async () => {
    provider.trouble("slow");
    const since = Date.now();
    expect(await signInBrowser().begin({ next: "/inbox" })).toBe(refused("provider-down"));
    expect(Date.now() - since).toBeLessThan(15_000);
  });

  test.each([
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "http://localhost:3000@evil.example/",
    "/\u0000evil",
    "/a\r\nset-cookie: x=y",
    " /inbox",
    "",
  ])("leads on within this site only: next=%j", async (next) => {
    const browser = signInBrowser();
    expect(await browser.come(provider.signIn(await browser.begin({ next }), pat))).toBe("/");
  });

  test("leads on to a path of this site, with what a header cannot hold in percent encoding", async () => {
    for (const [next, led] of [
      ["/releases/x?tab=plan#a", "/releases/x?tab=plan#a"],
      ["/%5cevil.example", "/%5cevil.example"],
      ["/ü日", "/%C3%BC%E6%97%A5"],
    ] as const) {
      const browser = signInBrowser();
      expect(await browser.come(provider.signIn(await browser.begin({ next }), pat))).toBe(led);
    }
  });

  test("takes no callbackUrl of a request for where to go", async () => {
    const browser = signInBrowser();
    const back = provider.signIn(await browser.begin({ callbackUrl: "https://evil.example" }), pat);
    expect(await browser.come(`${back}&callbackUrl=https%3A%2F%2Fevil.example`)).toBe("/");
  });

  test("is not begun by another site's page, nor under another host name", async () => {
    const { begin } = signInBrowser();
    expect(await begin({}, { origin: "https://evil.example" })).toBe("403");
    expect(await begin({}, { origin: "null", "sec-fetch-site": "cross-site" })).toBe("403");
    expect(await begin({}, { host: "evil.example" })).toBe("403");
  });

  test("is not begun more often than a person would", async () => {
    const browser = signInBrowser();
    for (let n = 0; n < 60; n++) await browser.begin();
    expect(await browser.begin({ next: "/inbox" })).toMatch(
      /^\/sign-in\?error=too-many-attempts&wait=\d+&next=/,
    );
  });

  test("is not there where no provider is configured", async () => {
    useSite(testSite);
    const browser = signInBrowser();
    expect(await browser.begin()).toBe("404");
    expect(await browser.come("http://localhost:3000/api/auth/callback/sso?code=x&state=y")).toBe("404");
  });

  test("is refused for a disabled person, and a session from before ends with them", async () => {
    await world.person("dis");
    const dis = { sub: "dis-1", email: "dis@example.org", email_verified: true };
    const browser = signInBrowser();
    await browser.come(provider.signIn(await browser.begin(), dis));
    expect(await me(browser)).toBe(200);
    await api.request("POST", "/people/dis@example.org/disable", { token: await world.tokenOf("ada") });
    expect(await me(browser)).toBe(401);
    expect(await browser.come(provider.signIn(await browser.begin(), dis))).toBe(
      "/sign-in?error=disabled&next=%2F",
    );
  });
});
