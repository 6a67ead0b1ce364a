import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { POST as backChannel } from "@/app/api/auth/back-channel-logout/route";
import { GET as providerSignOut } from "@/app/sign-out/provider/route";
import { useKernel } from "@/lib/platform/app";
import { useSite } from "@/lib/platform/site";
import { type TestApi, testApi, testSite } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { type FakeProvider, startFakeProvider } from "@/lib/testing/fake-provider";
import { type SignInBrowser, signInBrowser } from "@/lib/testing/sign-in-browser";
import { makeWorld, type World } from "@/lib/testing/world";

let world: World;
let api: TestApi;
let provider: FakeProvider;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  provider = await startFakeProvider();
  await world.person("pat");
  api = testApi(world.kernel);
  useKernel(world.kernel);
  useSite({ ...testSite, provider: provider.settings() });
});
afterAll(async () => {
  await provider.close();
  await world.close();
});

const pat = { sub: "pat-1", email: "pat@example.org", email_verified: true, name: "Pat" };
const nowSeconds = () => Math.floor(Date.now() / 1000);
const me = async (browser: SignInBrowser) =>
  (await api.request("GET", "/me", { cookie: browser.cookieHeader() })).status;

describe("signing out at the provider", () => {
  test("leads to its own address, whatever the request says", async () => {
    const request = new Request(
      "http://localhost:3000/sign-out/provider?post_logout_redirect_uri=https://evil.example",
      {
        headers: { host: "localhost:3000" },
      },
    );
    const to = new URL((await providerSignOut(request)).headers.get("location") ?? "");
    expect(to.origin + to.pathname).toBe(`${provider.issuer}/logout`);
    expect(to.searchParams.get("post_logout_redirect_uri")).toBe("http://localhost:3000/sign-in");
  });

  const send = async (token: string) =>
    (
      await backChannel(
        new Request("http://localhost:3000/api/auth/back-channel-logout", {
          method: "POST",
          body: new URLSearchParams({ logout_token: token }),
          headers: { host: "localhost:3000" },
        }),
      )
    ).status;
  const signedIn = async (sid: string) => {
    const browser = signInBrowser();
    await browser.come(provider.signIn(await browser.begin(), { ...pat, sid }));
    return browser;
  };

  test("ends the session that it began, by sid, and all of the subject's, by sub", async () => {
    const [one, two, three] = [await signedIn("s1"), await signedIn("s2"), await signedIn("s3")];
    expect(await send(await provider.logoutToken({ sid: "s1" }))).toBe(200);
    expect([await me(one), await me(two), await me(three)]).toEqual([401, 200, 200]);
    expect(await send(await provider.logoutToken({ sub: "pat-1" }))).toBe(200);
    expect([await me(two), await me(three)]).toEqual([401, 401]);
    expect(await send(await provider.logoutToken({ sub: "nobody" }))).toBe(200);
  });

  test("counts a logout token once", async () => {
    const token = await provider.logoutToken({ sub: "pat-1" });
    expect(await send(token)).toBe(200);
    const browser = await signedIn("s4");
    expect(await send(token)).toBe(422);
    expect(await me(browser)).toBe(200);
  });

  test("believes no token that is not the provider's logout token for this application", async () => {
    const browser = await signedIn("s5");
    const old = { iat: nowSeconds() - 900, exp: nowSeconds() + 60 };
    const claims = { sub: "pat-1" };
    const tokens = await Promise.all([
      provider.logoutToken(claims, "none"),
      provider.logoutToken(claims, "with another key"),
      provider.logoutToken(claims, "with the client's secret"),
      provider.logoutToken({ ...claims, iss: "https://evil.example" }),
      provider.logoutToken({ ...claims, aud: "another application" }),
      provider.logoutToken({ ...claims, ...old }),
      provider.logoutToken({ ...claims, nonce: "an id token's" }),
      provider.logoutToken({ ...claims, events: {} }),
      provider.logoutToken({ ...claims, jti: undefined }),
      provider.logoutToken({}),
    ]);
    for (const token of [...tokens, "", "x.y.z", "x".repeat(10_000)]) expect(await send(token)).toBe(422);
    expect(await me(browser)).toBe(200);
  });
});
