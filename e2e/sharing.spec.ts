import { expectAccessible } from "./fixtures/accessible";
import { expect, test } from "./fixtures/demo";

test(
  "a link to a release opens without account, cookie or script, is counted, and once revoked opens nothing",
  { tag: "@once" },
  async ({ page, signIn, browser, baseURL }) => {
    await signIn("mira@example.org");
    await page.goto("/releases/search-ranking-14");
    await page.getByRole("link", { name: "Share", exact: true }).click();
    await page.getByLabel("It ends after").selectOption("7 days");
    await page.getByRole("button", { name: "Make a share link" }).click();
    const address = (await page.getByLabel("Share link", { exact: true }).textContent()) ?? "";
    expect(address).toMatch(/\/s\/csn_\w{49}$/);

    const stranger = await browser.newContext({ baseURL: baseURL ?? "", javaScriptEnabled: false });
    const reading = await stranger.newPage();
    const answer = await reading.goto(new URL(address).pathname);
    expect(answer?.status()).toBe(200);
    expect(answer?.headers()).toMatchObject({
      "referrer-policy": "no-referrer",
      "x-robots-tag": expect.stringContaining("noindex"),
    });
    expect(answer?.headers()["cache-control"]).toContain("no-store");
    await expect(reading.getByRole("heading", { level: 1, name: "Search ranking 14" })).toBeVisible();
    await expect(reading.getByRole("list", { name: "Stages" })).toContainText("here now");
    const shown = await reading.content();
    for (const hidden of ["example.org", "Mira Lindqvist", "sha256", "search-ranking-14", "Fraud scoring"])
      expect(shown, hidden).not.toContain(hidden);
    expect(await reading.getByRole("link").count()).toBe(0);
    expect(await stranger.cookies()).toEqual([]);

    await page.reload();
    const link = page.getByRole("list", { name: "Share links" }).getByRole("listitem").first();
    await expect(link).toContainText("Opened once");
    await expectAccessible(page);
    await link.getByRole("button", { name: "Revoke" }).click();
    await expect(link).toContainText("Revoked");

    const revoked = await reading.goto(new URL(address).pathname);
    expect(revoked?.status()).toBe(404);
    expect(await stranger.cookies()).toEqual([]);
    await stranger.close();

    // The words under the status take script.
    const other = await browser.newContext({ baseURL: baseURL ?? "" });
    const trying = await other.newPage();
    const closed: string[] = [];
    for (const path of [new URL(address).pathname, "/s/csn_never"]) {
      expect((await trying.goto(path))?.status()).toBe(404);
      await expect(trying.getByRole("heading", { level: 1 })).toHaveText("This link opens nothing");
      closed.push(await trying.locator("main").innerText());
    }
    expect(closed[1]).toBe(closed[0]);
    expect(await other.cookies()).toEqual([]);
    await other.close();
  },
);

test(
  "the wall says of when it is while there is no connection, and goes on once there is",
  { tag: "@once" },
  async ({ page, signIn, context }) => {
    await signIn("mira@example.org");
    await page.goto("/wall");
    const told = page.getByRole("status");
    await expect(told).toHaveText("live");
    await expect(page.getByText("On call", { exact: true })).toBeVisible();
    await context.setOffline(true);
    await expect(told).toContainText("No connection: this is how it stood at");
    await expect(page.getByRole("region", { name: "What is waited for" })).toBeVisible();
    await context.setOffline(false);
    await expect(told).toHaveText("live");
  },
);
