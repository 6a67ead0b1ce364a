import { expect, test } from "./fixtures/demo";

test("a sample person signs in with one click and out again", async ({ page }) => {
  await page.goto("/releases/fraud-scoring-7/bundle?component=fraud-scoring");
  await expect(page).toHaveURL(/\/sign-in\?next=%2Freleases%2Ffraud-scoring-7%2Fbundle%3F/);
  await page.getByRole("button", { name: /Yuki Tanaka/ }).click();
  await expect(page).toHaveURL("/releases/fraud-scoring-7/bundle?component=fraud-scoring");
  await page.getByRole("button", { name: "Account of Yuki Tanaka" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in to Countersign" })).toBeVisible();
});

test("a wrong password is refused in words", { tag: "@once" }, async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill("yuki@example.org");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByText("E-mail address and password do not match.")).toBeVisible();
});

test("the chosen appearance stays, from the first paint on", { tag: "@once" }, async ({ page, signIn }) => {
  await signIn("lena@example.org");
  await page.goto("/");
  await page.getByRole("button", { name: "Account of Lena Hoffmann" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test(
  "a password leads within this site alone, and the session from before it ends",
  { tag: "@once" },
  async ({ page, demo, browser, baseURL }) => {
    const { email, password } = demo.people.find((person) => person.email === "marcus@example.org") ?? {};
    const signIn = async (next: string) => {
      await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
      await page.getByLabel("E-mail address").fill(email ?? "");
      await page.getByLabel("Password").fill(password ?? "");
      await page.keyboard.press("Enter");
    };
    await signIn("//evil.example/");
    await expect(page).toHaveURL("/");
    const before = await page.context().cookies();
    await signIn("/inbox");
    await expect(page).toHaveURL("/inbox");
    const thief = await browser.newContext({ ...(baseURL !== undefined && { baseURL }) });
    await thief.addCookies(before);
    const copied = await thief.newPage();
    await copied.goto("/inbox");
    await expect(copied).toHaveURL("/sign-in?next=%2Finbox");
    await thief.close();
  },
);

test(
  "where less motion is asked for, a change of colours is there at once",
  { tag: "@once" },
  async ({ page }) => {
    await page.emulateMedia({ reducedMotion: "reduce", colorScheme: "light" });
    await page.goto("/sign-in");
    const running = await page.evaluate(() => {
      document.documentElement.dataset["theme"] = "dark";
      document.documentElement.getBoundingClientRect();
      return document.getAnimations().length;
    });
    expect(running).toBe(0);
  },
);
