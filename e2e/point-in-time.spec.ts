import { expectAccessible } from "./fixtures/accessible";
import { expect, test } from "./fixtures/demo";
import { ownRelease } from "./own-release";

test("a release is stepped through what was recorded by keyboard, and nothing there acts", async ({
  page,
  signIn,
  demo,
  request,
}) => {
  const release = await ownRelease(request, demo);
  await release.object("reject", "The problem is not named.");
  await signIn(release.lead);
  await page.goto(`/releases/${release.slug}/readiness`);
  await page.getByRole("link", { name: "Look back" }).click();
  const bar = page.getByRole("region", { name: "As of a past moment" });
  const said = page.getByText("The problem is not named.").filter({ visible: true });
  const slider = bar.getByRole("slider", { name: "Moment" });
  await expect(bar.getByText("read only")).toBeVisible();
  await expect(said).not.toHaveCount(0);

  await slider.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(said).toHaveCount(0);
  await expect(slider).toBeFocused();
  await expect(slider).toHaveAttribute("aria-valuetext", /started/);
  await expect(page.getByRole("main").getByText("In flight")).toBeVisible();
  await page.keyboard.press("Home");
  await expect(page.getByRole("main").getByText("Draft", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Earlier entry" })).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("End");
  await expect(said).not.toHaveCount(0);
  await expect(slider).toBeFocused();

  await expect(page.getByRole("main").locator("form")).toHaveCount(0);
  for (const act of ["Sign", "Approve", "Hold", "Cancel"])
    await expect(page.getByRole("main").getByRole("button", { name: act })).toHaveCount(0);
  await expectAccessible(page);

  const tabs = page.getByRole("navigation", { name: "Release" });
  await tabs.getByRole("link", { name: "Who decides" }).click();
  await expect(page.getByText("Advance the stage")).toBeVisible();
  await expect(bar).toBeVisible();
  // Another tab has another title, which comes after what it shows.
  await expect(page).toHaveTitle(/^Who decides · /);
  await expectAccessible(page);
  await tabs.getByRole("link", { name: "Roles" }).click();
  await expect(page.getByRole("heading", { name: "Who held what" })).toBeVisible();
  await bar.getByRole("link", { name: "Back to now" }).click();
  await expect(page).toHaveURL(new RegExp(`/releases/${release.slug}/roles$`));
  await expect(bar).toHaveCount(0);
});

test(
  "a moment that cannot be shown says why, and a release that is not there is not found",
  { tag: "@once" },
  async ({ page, signIn }) => {
    await signIn("yuki@example.org");
    const said = {
      yesterday: /no time such as/,
      "2001-01-01T00:00:00Z": /was created at/,
      "2999-01-01T00:00:00Z": /has not come yet/,
    };
    for (const [at, reason] of Object.entries(said)) {
      await page.goto(`/releases/fraud-scoring-7?at=${at}`);
      await expect(page.getByText("There is nothing to show of this moment")).toBeVisible();
      await expect(page.getByText(reason)).toBeVisible();
    }
    for (const path of [
      "nothing/at/2026-11-12T12:00:00Z",
      "fraud-scoring-7/at/2026-11-12T12:00:00Z/nothing",
    ]) {
      const answer = await page.goto(`/releases/${path}`);
      expect(answer?.status(), path).toBe(404);
    }
  },
);
