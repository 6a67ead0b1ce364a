import { expect, test } from "./fixtures/demo";

test("somebody is taken away by keyboard, and the address keeps the question", async ({ page, signIn }) => {
  await signIn("elif@example.org");
  await page.goto("/rights");
  await expect(page.getByRole("region", { name: "What hangs on whom" })).toBeVisible();
  await page.getByLabel("Take away a person, a team or a role").fill("yuki");
  await page.keyboard.press("Enter");
  await page.getByRole("list", { name: "Fits yuki" }).getByRole("link").press("Enter");
  const whatIf = page.getByRole("region", { name: "What if" });
  await expect(whatIf.getByText("without Yuki Tanaka")).toBeVisible();
  await expect(whatIf.getByRole("heading", { name: "Would become impossible" })).toBeVisible();
  await expect(page).toHaveURL(/without=person/);
  await page.reload();
  await whatIf.getByRole("link", { name: "Put Yuki Tanaka back" }).press("Enter");
  await expect(page.getByRole("region", { name: "What hangs on whom" })).toBeVisible();
});
