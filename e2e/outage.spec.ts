import { type Outage, startOutage } from "@/lib/testing/outage";
import { expect, test } from "./fixtures/demo";

let outage: Outage;
test.beforeEach(async ({ context }) => {
  outage = await startOutage();
  await context.addCookies([{ ...outage.cookie, url: outage.url }]);
});
test.afterEach(() => outage.close());

test("while the database is away a page says so and comes back by itself; an act says so and keeps what was typed", async ({
  page,
}) => {
  await page.goto(`${outage.url}/releases/${outage.release.slug}`);
  const title = page.getByRole("heading", { level: 1, name: /Release one/ });
  await expect(title).toBeVisible();

  await page
    .getByRole("button", { name: /Place a hold/ })
    .first()
    .click();
  const sheet = page.getByRole("dialog");
  await sheet.getByLabel("Reason").fill("It drops words.");
  await outage.cut();
  await sheet.getByRole("button", { name: "Place a hold" }).click();
  await expect(sheet.getByText("The database cannot be reached; try again soon.")).toBeVisible();
  await expect(sheet.getByLabel("Reason")).toHaveValue("It drops words.");

  await page.reload();
  await expect(
    page.getByRole("heading", { name: "The database cannot be used at the moment" }),
  ).toBeVisible();
  await expect(page.getByRole("link", { name: "Try again" })).toBeVisible();
  await outage.mend();
  await expect(title).toBeVisible();
});
