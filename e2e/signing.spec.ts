import type { Browser, Page } from "@playwright/test";
import { expect, signInAs, test } from "./fixtures/demo";
import { ownRelease } from "./own-release";

const approve = "Approve: The objective is clear";
const signed = "Sign as technical lead";

test("the release says what is blocking and who can unblock it", async ({ page, signIn, demo, request }) => {
  const release = await ownRelease(request, demo);
  await signIn(release.champion);
  await page.goto(`/releases/${release.slug}`);
  const blocking = page.getByRole("region", { name: "What is blocking, and who can unblock it" });
  await expect(blocking.getByText("Plan is sound")).toBeInViewport();
  await expect(blocking.getByText("1 act by Tomás Rivera")).toBeInViewport();
  await expect(blocking.getByText(/waits for 1 approval by technical-lead/)).toBeInViewport();
  await expect(page.getByRole("button", { name: "Advance to Ship" })).toBeDisabled();
});

test("the lead signs from the inbox in two clicks, the champion sees it live and advances", async ({
  page,
  browser,
  signIn,
  demo,
  request,
}) => {
  const release = await ownRelease(request, demo);
  await signIn(release.lead);
  const champion = await pageAs(browser, release.champion);
  await champion.goto(`/releases/${release.slug}`);
  await expect(champion.getByText("live", { exact: true })).toBeVisible();

  await page.goto("/inbox");
  const own = page.getByRole("region", { name: release.title });
  await own.getByRole("button", { name: approve }).click();
  await expect(page.getByRole("dialog").getByText("“I read the objective and agree with it”")).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: signed }).click();
  await expect(page.getByRole("status").getByText(/Recorded: you approved as technical lead/)).toBeVisible();
  await expect(own).toBeHidden();

  const advance = champion.getByRole("button", { name: "Advance to Ship" });
  await expect(advance.first()).toBeEnabled();
  await advance.first().click();
  await champion.getByRole("dialog").getByRole("button", { name: "Advance to Ship" }).click();
  await expect(champion.getByRole("list", { name: "Stages" }).getByRole("listitem").first()).toContainText(
    "passed",
  );
  await champion.context().close();
});

test("whoever signs where each signature asks anew who signs gives their password in the same sheet, by keyboard", async ({
  page,
  signIn,
  demo,
  request,
}) => {
  const release = await ownRelease(request, demo, { reauthenticate: true });
  const password = demo.people.find(({ email }) => email === release.lead)?.password ?? "";
  await signIn(release.lead);
  await page.goto("/inbox");
  await page
    .getByRole("region", { name: release.title })
    .getByRole("button", { name: approve })
    .press("Enter");
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("button", { name: signed }).press("Enter");
  const field = sheet.getByLabel("Your password");
  await expect(field).toBeFocused();
  await page.keyboard.type("not this one");
  await page.keyboard.press("Enter");
  await expect(sheet.getByRole("alert")).toContainText(/password/i);
  await field.fill(password);
  await field.press("Enter");
  await expect(page.getByRole("status").getByText(/Recorded: you approved as technical lead/)).toBeVisible();
});

test("who may not advance reads who may", { tag: "@once" }, async ({ page, signIn, demo, request }) => {
  const release = await ownRelease(request, demo);
  await signIn(release.product);
  await page.goto(`/releases/${release.slug}`);
  const advance = page.getByRole("button", { name: "Advance to Ship" });
  await expect(advance).toBeDisabled();
  await expect(advance).toHaveAccessibleDescription(/Mira Lindqvist may/);
});

test("a veto is lifted by whoever raised it, and others read who may", async ({
  page,
  browser,
  signIn,
  demo,
  request,
}) => {
  const release = await ownRelease(request, demo, { veto: true });
  await release.object("reject", "It names no user.");

  const product = await pageAs(browser, release.product);
  await product.goto(`/releases/${release.slug}/readiness`);
  const refused = product.getByRole("button", { name: "Lift the veto of Tomás Rivera" });
  await expect(refused).toBeDisabled();
  await expect(refused).toHaveAccessibleDescription(/Mira Lindqvist may/);
  await product.context().close();

  await signIn(release.lead);
  await page.goto(`/releases/${release.slug}/readiness`);
  await page.getByRole("button", { name: "Lift the veto…" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Lift the veto of Tomás Rivera" });
  await dialog.getByLabel("Reason").fill("The user is named now.");
  await dialog.getByRole("button", { name: "Lift the veto" }).press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Lift the veto…" })).toHaveCount(0);
});

test(
  "a request for work is dismissed with a reason by whoever may",
  { tag: "@once" },
  async ({ page, signIn, demo, request }) => {
    const release = await ownRelease(request, demo, { veto: true });
    await release.object("needs-work", "Name the user.");
    await signIn(release.product);
    await page.goto(`/releases/${release.slug}/readiness`);
    await page.getByRole("button", { name: "Dismiss the request…" }).click();
    const dialog = page.getByRole("dialog", { name: "Dismiss the request for work of Tomás Rivera" });
    await dialog.getByLabel("Reason").fill("It is in the second paragraph.");
    await dialog.getByRole("button", { name: "Dismiss the request" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("button", { name: "Dismiss the request…" })).toHaveCount(0);
    await page.goto(`/releases/${release.slug}/timeline`);
    await expect(page.getByText("dismissed a request for work")).toBeVisible();
  },
);

test(
  "a signature for content that changed meanwhile is refused in words, and nothing is lost",
  { tag: "@once" },
  async ({ page, signIn, demo, request }) => {
    const release = await ownRelease(request, demo);
    await signIn(release.lead);
    await page.goto(`/releases/${release.slug}`);
    await page.getByRole("button", { name: approve }).click();
    await release.changeObjective();
    await page.getByRole("dialog").getByRole("button", { name: signed }).click();
    await expect(page.getByRole("dialog").getByRole("alert")).toContainText(
      "The content has changed since it was shown",
    );
  },
);

test(
  "what changes while a sheet's script is on its way is not signed unseen",
  { tag: "@once" },
  async ({ page, signIn, demo, request }) => {
    const release = await ownRelease(request, demo);
    await signIn(release.lead);
    await page.clock.install();
    await page.goto(`/releases/${release.slug}`);
    await expect(page.getByRole("status").getByText("live")).toBeVisible();
    let come = (): void => undefined;
    const late = new Promise<void>((done) => (come = done));
    await page.route("**/_next/static/**/*.js", async (route) => {
      await late;
      await route.continue();
    });
    const told = page.evaluate(
      (slug) =>
        new Promise<void>((done) => {
          new EventSource("/api/v1/events").addEventListener("entry", ({ data }) => {
            if (String(data).includes(slug)) done();
          });
        }),
      release.slug,
    );
    await page.getByRole("button", { name: approve }).click();
    await release.changeObjective();
    await told;
    // Longer than a page waits for more news before it reads itself again.
    await page.clock.runFor(5_000);
    come();
    await page.getByRole("dialog").getByRole("button", { name: signed }).click();
    await expect(page.getByRole("dialog").getByRole("alert")).toContainText(
      "The content has changed since it was shown",
    );
  },
);

test("what was signed comes back with what changed since", async ({ page, signIn, demo, request }) => {
  const release = await ownRelease(request, demo);
  await signIn(release.lead);
  await page.goto(`/releases/${release.slug}`);
  await page.getByRole("button", { name: approve }).click();
  await page.getByRole("dialog").getByRole("button", { name: signed }).click();
  await expect(page.getByText("Nothing is blocking")).toBeVisible();
  await release.changeObjective();
  await page.goto("/inbox");
  const own = page.getByRole("region", { name: release.title });
  await expect(own.getByText("changed since").and(page.locator(":visible"))).toBeVisible();
  await expect(own.getByText("plan: objective").and(page.locator(":visible"))).toBeVisible();
});

test("the lead signs with the keyboard alone", { tag: "@once" }, async ({ page, signIn, demo, request }) => {
  const release = await ownRelease(request, demo);
  await signIn(release.lead);
  await page.goto(`/releases/${release.slug}`);
  const button = page.getByRole("button", { name: approve });
  await tabTo(page, approve);
  await expect(button).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await tabTo(page, signed);
  await page.keyboard.press("Enter");
  await expect(page.getByText("Nothing is blocking")).toBeVisible();
});

/** Presses Tab until the focus is on what is named so. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(
      () => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "",
    );
    if (focused.trim() === name) return;
  }
  throw new Error(`the keyboard does not reach "${name}"`);
}

async function pageAs(browser: Browser, email: string): Promise<Page> {
  const { baseURL } = test.info().project.use;
  const context = await browser.newContext({
    baseURL: process.env["E2E_URL"] ?? baseURL ?? "http://localhost:3000",
  });
  await signInAs(context, email);
  return context.newPage();
}

test("what comes later is closed, and open for whoever is led there", async ({ page, signIn }) => {
  await signIn("nora@example.org");
  await page.goto("/releases/fraud-scoring-7/readiness");
  const now = page.getByRole("region", { name: "Evaluation quality" });
  await expect(now.getByRole("heading", { name: "Evaluation meets the agreed limits" })).toBeVisible();
  const stage = page.getByRole("region", { name: "Settle" });
  const later = stage.getByRole("region").first();
  const asked = later.getByRole("heading", { level: 4 }).first();
  await expect(later.getByText(/^\d+ requirements$/)).toBeVisible();
  await expect(asked).toHaveCount(0);
  const id = await later.getAttribute("id");
  await page.evaluate((hash) => location.assign(hash), `#${id}`);
  await expect(asked).toBeVisible();
  await page.reload();
  await expect(asked).toBeInViewport();
});

test(
  "a gate stays open under whoever is at it when its stage is left",
  { tag: "@once" },
  async ({ page, signIn, demo, request }) => {
    const release = await ownRelease(request, demo);
    const headersOf = (of: string) => {
      const token = demo.people.find(({ email }) => email === of)?.token ?? "";
      return { authorization: `Bearer ${token}` };
    };
    const path = `/api/v1/releases/${release.slug}`;
    const headers = headersOf(release.lead);
    const gate = (await (await request.get(`${path}/gates/sound-plan`, { headers })).json()) as {
      requirements: { subjectDigest: string }[];
    };
    await signIn(release.lead);
    await page.goto(`/releases/${release.slug}/readiness`);
    await expect(page.getByRole("status").getByText("live")).toBeVisible();
    await page.getByRole("button", { name: "Object or comment: The objective is clear" }).click();
    const reason = page.getByRole("dialog").getByLabel("Reason");
    await reason.fill("It names no user.");
    const vote = {
      requirement: "objective-clear",
      role: "technical-lead",
      vote: "approve",
      subjectDigest: gate.requirements[0]?.subjectDigest,
    };
    expect((await request.post(`${path}/gates/sound-plan/votes`, { headers, data: vote })).ok()).toBe(true);
    const left = await request.post(`${path}/stages/prepare/advance`, {
      headers: headersOf(release.champion),
      data: {},
    });
    expect(left.ok(), await left.text()).toBe(true);
    await expect(reason).toHaveValue("It names no user.");
    await page.keyboard.press("Escape");
    await expect(page.locator("#stage-prepare")).toContainText("passed");
    await expect(page.getByRole("heading", { name: "The objective is clear" })).toBeVisible();
    await page.reload();
    await expect(page.getByText("1 requirement, 1 met")).toBeVisible();
  },
);
