import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures/demo";
import { screens } from "./fixtures/screens";
import { ownRelease } from "./own-release";

const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    return (element?.getAttribute("aria-label") ?? element?.textContent ?? "").trim();
  });

test("the palette finds a release by what is typed and goes there", async ({ page, signIn }) => {
  await signIn("yuki@example.org");
  await page.goto("/templates");
  await page.getByRole("button", { name: "Search" }).click();
  const palette = page.getByRole("dialog", { name: "Search and commands" });
  await expect(palette.getByRole("combobox")).toBeFocused();
  await palette.getByRole("combobox").fill("device fraud");
  await expect(palette.getByRole("option", { name: /Fraud scoring 7/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/releases/fraud-scoring-7");
  await expect(palette).toBeHidden();
});

test(
  "the palette says when nothing is called so, and gives the focus back",
  { tag: "@once" },
  async ({ page, signIn }) => {
    await signIn("yuki@example.org");
    await page.goto("/templates");
    const button = page.getByRole("button", { name: "Search" });
    await button.focus();
    await page.keyboard.press("Control+k");
    const palette = page.getByRole("dialog", { name: "Search and commands" });
    await palette.getByRole("combobox").fill("no such thing %_'");
    await expect(palette.getByText("Nothing that you may see is called that.")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(palette).toBeHidden();
    await expect(button).toBeFocused();
  },
);

test("the palette does what the page offers", async ({ page, signIn, demo, request }) => {
  const release = await ownRelease(request, demo);
  await signIn(release.lead);
  await page.goto(`/releases/${release.slug}`);
  await expect(page.getByRole("button", { name: "Approve: The objective is clear" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("approve objective");
  await page.getByRole("option", { name: "Approve: The objective is clear" }).click();
  await expect(page.getByRole("dialog", { name: "Approve: The objective is clear" })).toBeVisible();
});

test(
  "keys go to places, are explained, and can be turned off",
  { tag: "@once" },
  async ({ page, signIn }) => {
    await signIn("yuki@example.org");
    await page.goto("/templates");
    await expect(page.getByRole("heading", { name: "Templates", level: 1 })).toBeVisible();
    await page.keyboard.press("g");
    await page.keyboard.press("i");
    await expect(page.getByRole("heading", { name: "Inbox", level: 1 })).toBeVisible();
    await page.keyboard.press("?");
    const help = page.getByRole("dialog", { name: "Keyboard" });
    await expect(help.getByText("Find and do")).toBeVisible();
    await help.getByRole("switch", { name: "Single keys" }).click();
    await expect(help.getByRole("switch", { name: "Single keys" })).not.toBeChecked();
    await page.keyboard.press("Escape");
    await expect(help).toBeHidden();
    await page.keyboard.press("?");
    await page.keyboard.press("g");
    await page.keyboard.press("t");
    await expect(help).toBeHidden();
    await expect(page).toHaveURL("/inbox");
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("combobox")).toBeFocused();
  },
);

test("letters typed in a field do nothing else", { tag: "@once" }, async ({ page, signIn }) => {
  await signIn("yuki@example.org");
  await page.goto("/");
  await page.keyboard.press("/");
  const search = page.getByRole("searchbox").first();
  await expect(search).toBeFocused();
  await page.keyboard.type("gi?jk/");
  await expect(search).toHaveValue("gi?jk/");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("a sheet holds the focus and gives it back, with what was typed", async ({
  page,
  signIn,
  demo,
  request,
}) => {
  const release = await ownRelease(request, demo);
  await signIn(release.lead);
  await page.goto("/inbox");
  const own = page.getByRole("region", { name: release.title });
  const object = own.getByRole("button", { name: /^Object or comment/ }).first();
  await object.focus();
  await page.keyboard.press("Enter");
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByLabel("What do you say?")).toBeFocused();
  for (let presses = 0; presses < 8; presses += 1) {
    await page.keyboard.press("Tab");
    expect(await sheet.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  }
  await sheet.getByLabel("Reason").fill("half a sentence");
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await expect(object).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(sheet.getByLabel("Reason")).toHaveValue("half a sentence");
});

test("signing from the inbox by keyboard leaves the focus in the page", async ({
  page,
  signIn,
  demo,
  request,
}) => {
  const release = await ownRelease(request, demo);
  await signIn(release.lead);
  await page.goto("/inbox");
  const own = page.getByRole("region", { name: release.title });
  await own.getByRole("button", { name: "Approve: The objective is clear" }).focus();
  await page.keyboard.press("Enter");
  const sign = page.getByRole("dialog").getByRole("button", { name: "Sign as technical lead" });
  await expect(sign).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(own).toBeHidden();
  await expect
    .poll(() => page.evaluate(() => document.querySelector("#content")?.contains(document.activeElement)))
    .toBe(true);
});

test("density stays, from the first paint on", { tag: "@once" }, async ({ page, signIn }) => {
  await signIn("lena@example.org");
  await page.goto("/");
  await page.getByRole("button", { name: "Account of Lena Hoffmann" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Compact" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-density", "compact");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-density", "compact");
  await page.getByRole("button", { name: "Account of Lena Hoffmann" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Compact" }).click();
  await expect(page.locator("html")).not.toHaveAttribute("data-density", "compact");
});

test("the account's menu is walked by keyboard and gives the focus back", async ({ page, signIn }) => {
  await signIn("lena@example.org");
  await page.goto("/inbox");
  const account = page.getByRole("button", { name: "Account of Lena Hoffmann" });
  await account.focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menu")).toBeVisible();
  await page.keyboard.press("ArrowDown");
  expect(await focused(page)).not.toBe("");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toBeHidden();
  await expect(account).toBeFocused();
});

test("the first stop of the keyboard leads past the navigation", async ({ page, signIn }) => {
  await signIn("lena@example.org");
  await page.goto("/inbox");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#content")).toBeFocused();
});

test(
  "a button or a key pressed before the page's script has come does what it does once it has",
  { tag: "@once" },
  async ({ page, signIn }) => {
    await signIn("lena@example.org");
    let come = (): void => undefined;
    let late = new Promise<void>((done) => (come = done));
    await page.route("**/_next/static/**/*.js", async (route) => {
      await late;
      await route.continue();
    });
    await page.goto("/", { waitUntil: "commit" });
    await page.getByRole("button", { name: "Account of Lena Hoffmann" }).click();
    come();
    await expect(page.getByRole("menuitem", { name: "Sign out" })).toBeVisible();

    late = new Promise<void>((done) => (come = done));
    await page.goto("/", { waitUntil: "commit" });
    await expect(page.getByRole("searchbox").first()).toBeVisible();
    await page.keyboard.press("/");
    come();
    await expect(page.getByRole("searchbox").first()).toBeFocused();
  },
);

test("the current one of a row of tabs is in sight", async ({ page, signIn }) => {
  await signIn("yuki@example.org");
  for (const [path, row, current] of [
    ["/settings/rights", "Settings", "Rights"],
    ["/releases/fraud-scoring-7/timeline", "Release", "Timeline"],
  ] as const) {
    await page.goto(path);
    const tab = page.getByRole("navigation", { name: row }).getByRole("link", { name: current });
    await expect(tab).toBeInViewport({ ratio: 1 });
    expect(await page.evaluate(() => globalThis.scrollY)).toBe(0);
  }
});

test(
  "what the keyboard reaches on a narrow screen stands clear of the bars over the page",
  { tag: "@once" },
  async ({ page, signIn }) => {
    await page.setViewportSize(screens.phone.viewport);
    await signIn("yuki@example.org");
    await page.goto("/settings/notices");
    await page.locator("#content").focus();
    const under: string[] = [];
    for (let stops = 0; stops < 60; stops += 1) {
      await page.keyboard.press("Tab");
      const hidden = await page.evaluate(() => {
        const reached = document.querySelector("main :focus");
        const bar = document.querySelector("header nav");
        if (reached === null || bar === null) return null;
        const isUnder = reached.getBoundingClientRect().bottom > bar.getBoundingClientRect().top;
        return isUnder ? reached.outerHTML.slice(0, 120) : null;
      });
      if (hidden !== null) under.push(hidden);
    }
    expect(under).toEqual([]);
  },
);
