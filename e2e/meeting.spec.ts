import type { APIRequestContext } from "@playwright/test";
import { expectAccessible } from "./fixtures/accessible";
import { callAs } from "./fixtures/api";
import { type Demo, expect, signInAs, test } from "./fixtures/demo";
import { ownRelease } from "./own-release";

test("a review is held in the meeting: what one shows two see, and each signs on their own device", async ({
  page,
  signIn,
  browser,
  demo,
  request,
}) => {
  const release = await ownRelease(request, demo);
  const review = await called(request, demo, release);
  await signIn(release.champion);
  await page.goto(`/reviews/${review}`);
  await page.getByRole("button", { name: /^Set a time: Plan is sound/ }).press("Enter");
  await page.getByRole("spinbutton", { name: "Minutes" }).fill("12");
  await page.getByRole("button", { name: "Save" }).press("Enter");
  await expect(page.getByRole("button", { name: /^12 min planned: Plan is sound/ })).toBeVisible();
  await page.getByRole("link", { name: "Open the meeting" }).press("Enter");
  const context = await browser.newContext({ baseURL: demo.url });
  await signInAs(context, release.lead);
  const other = await context.newPage();
  await other.goto(`/reviews/${review}/present`);
  await expect(other.getByText("Nobody presents")).toBeVisible();

  await page.getByRole("button", { name: "Present" }).press("Enter");
  const own = page.getByRole("region", { name: "What is spoken about" });
  const theirs = other.getByRole("region", { name: "What is spoken about" });
  await expect(theirs.getByRole("heading", { name: "Who is here" })).toBeVisible();
  await page.getByRole("checkbox", { name: "Tomás Rivera" }).press("Space");
  await expect(theirs.getByRole("checkbox", { name: "Tomás Rivera" })).toBeChecked();

  // On by key; a sign-off given elsewhere arrives by itself.
  await page.locator("#content").focus();
  await page.keyboard.press("ArrowRight");
  await expect(theirs.getByRole("heading", { name: "Plan is sound" })).toBeVisible();
  await expect(page.getByText("of 12:00").first()).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("What was said").fill("Tomás reads it now.");
  await page.getByRole("button", { name: "Write it down" }).press("Enter");
  await expect(other.getByText("Tomás reads it now.")).toBeVisible();
  await signed(request, demo, release);
  await expect(own.getByRole("heading", { name: "This is settled" })).toBeVisible();

  await page.locator("#content").focus();
  await page.keyboard.press("PageDown");
  await expect(theirs.getByRole("heading", { name: "How does it end?" })).toBeVisible();
  await expect(theirs.getByText("Nothing stands open.")).toBeVisible();

  // Presenting changes hands; where it was it goes on.
  await other.getByRole("button", { name: "Take over" }).press("Enter");
  await expect(other.getByRole("button", { name: "Next" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Take over" })).toBeVisible();
  await other.locator("#content").focus();
  await other.keyboard.press("ArrowRight");
  await expect(own.getByRole("heading", { name: "Minutes", level: 2 }).first()).toBeVisible();
  await own.getByRole("button", { name: "Write minutes…" }).press("Enter");
  await expect(page.getByRole("textbox", { name: "Text, in Markdown" })).toHaveValue(/Tomás reads it now\./);
  await context.close();
});

type Own = Awaited<ReturnType<typeof ownRelease>>;

async function called(
  request: APIRequestContext,
  demo: Demo,
  { slug, champion, lead }: Own,
): Promise<string> {
  const data = {
    title: `Meeting ${slug}`,
    start: new Date(Date.now() - 60_000).toISOString().slice(0, 16),
    zone: "UTC",
    covers: { releases: [slug] },
    invited: { people: [lead] },
  };
  const made = await callAs(request, demo)(champion, "POST", "/reviews", data);
  return (made as { review: string }).review;
}

async function signed(request: APIRequestContext, demo: Demo, { slug, lead: email }: Own): Promise<void> {
  const call = callAs(request, demo);
  const path = `/releases/${slug}/gates/sound-plan`;
  const gate = (await call(email, "GET", path)) as {
    requirements: { subjectDigest: string }[];
  };
  const data = {
    requirement: "objective-clear",
    role: "technical-lead",
    vote: "approve",
    subjectDigest: gate.requirements[0]?.subjectDigest,
  };
  await call(email, "POST", `${path}/votes`, data);
}
