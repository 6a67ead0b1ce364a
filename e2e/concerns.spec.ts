import { expectAccessible } from "./fixtures/accessible";
import { expect, signInAs, test } from "./fixtures/demo";
import { ownRelease } from "./own-release";

const fear = "Nobody has tried it with a slow connection.";

test("a concern is raised without any right, read by whoever signs, and answered", async ({
  page,
  signIn,
  demo,
  request,
}) => {
  const release = await ownRelease(request, demo);
  await signIn("elif@example.org");
  await page.goto(`/releases/${release.slug}`);
  await page.getByRole("button", { name: "Raise a concern…" }).press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What do you fear?").fill(fear);
  await dialog.getByRole("button", { name: "Raise it" }).press("Enter");
  const concerns = page.getByRole("region", { name: "Concerns" });
  await expect(concerns.getByText(fear)).toBeVisible();
  await expect(concerns.getByRole("button", { name: "Take it back…" })).toBeVisible();

  // By that they take part, and hear of it until they mute it.
  await page.reload();
  await page.getByRole("button", { name: "Notices on" }).press("Enter");
  const hearing = page.getByRole("dialog", { name: "What you hear of this release" });
  await expect(hearing.getByText("Because you acted on it.")).toBeVisible();
  await expectAccessible(page);
  await hearing.getByRole("button", { name: "Mute" }).press("Enter");
  // It closes, and gives the focus back.
  await expect(page.getByRole("button", { name: "Muted" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(hearing.getByText("Muted by you")).toBeVisible();
  await page.keyboard.press("Escape");

  await signInAs(page.context(), release.lead);
  await page.goto("/inbox");
  const own = page.getByRole("region", { name: release.title });
  await own.getByRole("button", { name: "Approve: The objective is clear" }).click();
  await expect(dialog.getByText("A concern is open")).toBeVisible();
  await expect(dialog.getByText(`“${fear}”`)).toBeVisible();
  await page.keyboard.press("Escape");

  await page.goto(`/releases/${release.slug}`);
  await concerns.getByRole("button", { name: "Answer…" }).click();
  await dialog.getByLabel("Answer").fill("It is measured at 200 kbit/s, see the report.");
  await dialog.getByRole("button", { name: "Answer" }).click();
  await expect(concerns.getByText("all answered")).toBeVisible();
  await expect(concerns.getByText("It is measured at 200 kbit/s, see the report.")).toBeVisible();
});
