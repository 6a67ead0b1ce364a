import { champion, exposedRelease, lead, product } from "./exposed-release";
import { expectAccessible } from "./fixtures/accessible";
import { callAs } from "./fixtures/api";
import { expect, signInAs, test } from "./fixtures/demo";

test("a rollback is proposed, authorised by another, carried out by hand, and endorsed once it is stable", async ({
  page,
  signIn,
  demo,
  request,
}) => {
  const { slug, title } = await exposedRelease(callAs(request, demo));
  await signIn(product);
  await page.goto(`/releases/${slug}/rollbacks`);
  await page.getByRole("button", { name: "Propose a rollback…" }).press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /^sev2/ }).press("Space");
  await dialog.getByLabel("Reason").fill("Every second answer is empty.");
  await dialog.getByRole("button", { name: "Propose it" }).press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: `Rollback of ${title}` })).toBeVisible();
  const authorise = page.getByRole("button", { name: "Authorise the rollback", exact: true });
  await expect(authorise).toBeInViewport();
  await expect(authorise).toHaveAccessibleDescription(/Who may: Tom/);
  await expectAccessible(page);
  const room = page.url();

  await signInAs(page.context(), lead);
  await page.goto("/inbox");
  const first = page.getByRole("main").getByRole("region").first();
  await expect(first.getByRole("heading", { name: "Rollbacks that wait for you" })).toBeVisible();
  await first
    .getByRole("listitem")
    .filter({ hasText: title })
    .getByRole("link", { name: "Decide in the room" })
    .press("Enter");
  await expect(page).toHaveURL(room);
  // Opening the room is seeing it.
  await expect(page.getByText(/^Seen by Tom/)).toBeVisible();
  await authorise.press("Enter");
  await dialog.getByRole("button", { name: "Authorise the rollback" }).press("Enter");
  for (const step of ["1 went: Stop the answers", "2 went: Put the old model back"]) {
    await page.getByRole("button", { name: `Say how step ${step}` }).press("Enter");
    await dialog.getByLabel("What was done, and what was seen").fill("I looked at the router.");
    await dialog.getByRole("button", { name: "Record it" }).press("Enter");
  }
  const endorse = page.getByRole("button", { name: "Endorse that it has gone back" });
  await expect(endorse).toHaveAccessibleDescription(/Who may: Mira/);

  await signInAs(page.context(), champion);
  await page.goto(`/releases/${slug}`);
  await page.getByRole("link", { name: "To the rollback room" }).press("Enter");
  await endorse.press("Enter");
  await dialog.getByRole("button", { name: "Endorse that it has gone back" }).press("Enter");
  await expect(page.getByText("The release has gone back for good.")).toBeVisible();
});

test(
  "whoever starts a drill is told beforehand which criterion would find what is made up",
  {
    tag: "@once",
  },
  async ({ page, signIn }) => {
    await signIn(champion);
    await page.goto("/releases/search-ranking-14/rollbacks");
    await page.getByRole("button", { name: "Start a drill…" }).press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio", { name: /^Dry run/ }).press("Space");
    await dialog.getByLabel("What is made up").selectOption({ label: "Step change" });
    const foreseen = dialog.getByRole("list", { name: "What each criterion would make of it" });
    await expect(foreseen).toContainText(/finds it .* after it begins/);
    await expectAccessible(page);
  },
);
