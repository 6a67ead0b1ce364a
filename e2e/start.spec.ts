import { expect, test } from "./fixtures/demo";

test("the demo answers on its address", { tag: "@once" }, async ({ page }) => {
  const answer = await page.goto("/");
  expect(answer?.status() ?? 500).toBeLessThan(500);
  await expect(page.locator("body")).not.toBeEmpty();
});
