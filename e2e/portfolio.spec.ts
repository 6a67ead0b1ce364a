import { randomBytes } from "node:crypto";
import { expect, signInAs, test } from "./fixtures/demo";
import { ownRelease } from "./own-release";

test(
  "a view is filtered, saved, shared, opened by its address by somebody else, and removed",
  { tag: "@once" },
  async ({ page, browser, signIn, demo, request }) => {
    const release = await ownRelease(request, demo);
    const name = `View ${randomBytes(3).toString("hex")}`;
    await signIn(release.lead);
    await page.goto("/");
    await page.getByRole("searchbox", { name: "Search releases" }).fill(release.slug);
    await page.getByRole("search", { name: "Releases" }).getByRole("button", { name: "Filter" }).click();
    const list = page.getByRole("list", { name: "Releases in flight" });
    await expect(list.getByRole("listitem").filter({ hasText: release.title })).toHaveCount(1);
    await page.getByRole("button", { name: "Save view" }).click();
    const dialog = page.getByRole("dialog", { name: "Save this view" });
    await dialog.getByRole("textbox", { name: "Name" }).fill(name);
    await dialog.getByRole("switch").click();
    await dialog.getByRole("button", { name: "Save view" }).click();
    const tab = page.getByRole("navigation", { name: "Views" }).getByRole("link", { name });
    await expect(tab).toHaveAttribute("aria-current", "page");

    const context = await browser.newContext({ baseURL: demo.url });
    await signInAs(context, release.product);
    const other = await context.newPage();
    await other.goto("/");
    await other.getByRole("navigation", { name: "Views" }).getByRole("link", { name }).click();
    await expect(other).toHaveURL(new RegExp(`q=${release.slug}`));
    await expect(other.getByRole("link", { name: release.title })).toBeVisible();
    await expect(other.getByRole("button", { name: "My views" })).toHaveCount(0);
    await context.close();

    await page.getByRole("button", { name: "My views" }).click();
    const own = page.getByRole("dialog", { name: "My views" }).getByRole("region", { name });
    await own.getByRole("button", { name: "Remove" }).click();
    await expect(tab).toHaveCount(0);
  },
);

test(
  "a condition is taken away by its own link, and odd parameters are left out and said",
  { tag: "@once" },
  async ({ page, signIn }) => {
    await signIn("yuki@example.org");
    await page.goto("/?status=blocked&state=asleep&cursor=nothing&team=%00");
    await expect(
      page.getByText("Left out, since the address holds nothing that fits: state, team."),
    ).toBeVisible();
    await page.getByRole("link", { name: "Take away: Status: Blocked" }).click();
    await expect(page).toHaveURL(/\/$/);
    await expect(
      page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "In flight" }),
    ).toHaveAttribute("aria-current", "page");
  },
);

test("the calendar turns its pages by keyboard and by links, over the end of the year", async ({
  page,
  signIn,
}) => {
  await signIn("yuki@example.org");
  await page.goto("/calendar?month=2026-12");
  const title = page.getByRole("heading", { level: 2, name: "December 2026" });
  await expect(title).toBeVisible();
  await page.getByRole("link", { name: "Next month" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("heading", { name: "January 2027" })).toBeVisible();
  await page.keyboard.press("ArrowLeft");
  await expect(title).toBeVisible();
  await page.getByRole("link", { name: "Previous month" }).click();
  await expect(page.getByRole("heading", { name: "November 2026" })).toBeVisible();
  await page
    .getByRole("search", { name: "Calendar" })
    .getByRole("combobox", { name: "Whose" })
    .selectOption("yes");
  await page.getByRole("search", { name: "Calendar" }).getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/mine=yes/);
  await expect(page).toHaveURL(/month=2026-11/);
});

test(
  "the timeline is narrowed by kind and person, and says what changed",
  { tag: "@once" },
  async ({ page, signIn, demo, request }) => {
    const release = await ownRelease(request, demo);
    await release.changeObjective();
    await signIn(release.champion);
    await page.goto(`/releases/${release.slug}/timeline`);
    await expect(page.getByRole("list", { name: "Stages with their dates" })).toContainText("Prepare");
    await expect(page.getByText("created the release")).toBeVisible();
    const filter = page.getByRole("search", { name: "Timeline" });
    await filter.getByRole("combobox", { name: "Kind" }).selectOption("content");
    await filter.getByRole("button", { name: "Filter" }).click();
    await expect(page.getByText("created the release")).toHaveCount(0);
    await page.getByText("What changed: 1 value differs").click();
    await expect(page.getByText("Support writes forty answers by hand, all day.")).toBeVisible();
    await page.goto(`/releases/${release.slug}/timeline?person=${release.product}`);
    await expect(page.getByText("No entry is like that")).toBeVisible();
  },
);
