import { expect, signInAs, test } from "./fixtures/demo";
import { ownRelease } from "./own-release";

const title = "Cancel a release";

test("what takes two is proposed by one and done by the other's approval, by keyboard", async ({
  page,
  signIn,
  demo,
  request,
}) => {
  const release = await ownRelease(request, demo, { together: true });
  await signIn(release.champion);
  await page.goto(`/releases/${release.slug}`);
  await page.getByRole("button", { name: "Cancel the release…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Takes technical lead as well")).toBeVisible();
  await expect(dialog.getByText(/done once Tomás Rivera agrees/)).toBeVisible();
  await dialog.getByLabel("Reason").fill("Nobody asks for it any more.");
  await dialog.getByRole("button", { name: "Cancel the release" }).click();
  await expect(
    page.getByRole("status").getByText("Recorded. It takes technical lead as well: Tomás Rivera may."),
  ).toBeVisible();
  const proposed = page.getByRole("region", { name: "Proposed, and waiting for others" });
  await expect(proposed.getByText("“Nobody asks for it any more.”")).toBeVisible();
  await expect(proposed.getByRole("button", { name: `Take back: ${title}` })).toBeVisible();
  await expect(proposed.getByRole("button", { name: `Approve: ${title}` })).toBeHidden();

  await signInAs(page.context(), release.lead);
  await page.goto("/inbox");
  const item = page.getByRole("listitem").filter({ hasText: release.title });
  await item.getByRole("button", { name: `Approve: ${title}` }).focus();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Approve" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").getByText("Recorded, and with it decided and done.")).toBeVisible();
  await expect(item).toBeHidden();
  await page.goto(`/releases/${release.slug}`);
  await expect(page.getByText("Cancelled", { exact: true })).toBeVisible();
  await page.goto(`/releases/${release.slug}/timeline`);
  await expect(page.getByText("approved the proposal")).toBeVisible();
});

test("a no with its reason ends a proposal", { tag: "@once" }, async ({ page, signIn, demo, request }) => {
  const release = await ownRelease(request, demo, { together: true });
  await signIn(release.lead);
  await page.goto(`/releases/${release.slug}`);
  await page.getByRole("button", { name: "Cancel the release…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("Too costly.");
  await dialog.getByRole("button", { name: "Cancel the release" }).click();
  await signInAs(page.context(), release.champion);
  await page.goto(`/releases/${release.slug}`);
  await page.getByRole("button", { name: `Reject: ${title}` }).click();
  await dialog.getByLabel("Reason").fill("It pays for itself in March.");
  await dialog.getByRole("button", { name: "Reject" }).click();
  await expect(page.getByRole("status").getByText("Recorded: the proposal is rejected.")).toBeVisible();
  await expect(page.getByRole("region", { name: "Proposed, and waiting for others" })).toBeHidden();
  await expect(page.getByText("In flight", { exact: true })).toBeVisible();
});
