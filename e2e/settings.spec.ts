import { randomBytes } from "node:crypto";
import type { APIRequestContext, Page } from "@playwright/test";
import { expect, test, type Demo } from "./fixtures/demo";
import { ownRelease } from "./own-release";

const admin = "ada@example.org";
const lead = "viktor@example.org";
const member = "marcus@example.org";
const fresh = () => randomBytes(4).toString("hex");

async function as(
  request: APIRequestContext,
  demo: Demo,
  { email, method, path, data }: { email: string; method: string; path: string; data?: unknown },
) {
  const token = demo.people.find((person) => person.email === email)?.token ?? "";
  const answer = await request.fetch(`/api/v1${path}`, {
    method,
    ...(data === undefined ? {} : { data }),
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
  return answer;
}

/** What is off says who could press it, and stays where the keyboard reaches it. */
async function expectOff(page: Page, name: string, who: string): Promise<void> {
  const button = page.getByRole("button", { name, exact: true });
  await expect(button).toHaveAttribute("aria-disabled", "true");
  await expect(button).toHaveAccessibleDescription(new RegExp(who));
}

test(
  "an admin erases a person by typing who it is",
  { tag: "@once" },
  async ({ page, signIn, request, demo }) => {
    const email = `gone-${fresh()}@example.org`;
    await as(request, demo, {
      email: admin,
      method: "POST",
      path: "/people",
      data: { name: "Gone Soon", email },
    });
    await signIn(admin);
    await page.goto(`/settings/people/${encodeURIComponent(email)}`);
    await page.getByRole("link", { name: "Erase…" }).click();
    await expect(page.getByRole("region", { name: "What is erased" })).toContainText(
      "their name and address",
    );
    await page.getByLabel("Why").fill("They asked for it.");
    const typed = page.getByLabel(`Type ${email} to confirm`);
    await typed.fill("somebody@example.org");
    await page.getByRole("button", { name: "Erase Gone Soon" }).click();
    await expect(page.getByText(`Type ${email} to confirm that it is they who are erased.`)).toBeVisible();
    await typed.fill(email);
    await page.getByRole("button", { name: "Erase Gone Soon" }).click();
    await expect(page.getByRole("heading", { level: 1, name: /^Erased person [0-9a-f]{4}$/ })).toBeVisible();
    await expect(page.getByText(email)).toHaveCount(0);
    await expect(page.getByRole("link", { name: "Erase…" })).toHaveCount(0);
  },
);

test(
  "an admin adds a person by the keyboard, then a team, and disables the person with what follows shown",
  { tag: "@once" },
  async ({ page, signIn }) => {
    const id = fresh();
    const email = `kim-${id}@example.org`;
    await signIn(admin);
    await page.goto("/settings/people");
    await page.getByRole("button", { name: "Add somebody" }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Add somebody" });
    await expect(dialog.getByText("npm run invite -- EMAIL")).toBeVisible();
    await dialog.getByLabel("Name").fill(`Kim ${id}`);
    await dialog.getByLabel("E-mail address").fill(email);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("status").getByText(`${email} is added`)).toBeVisible();

    await page.goto(`/settings/people?q=${id}`);
    const row = page.getByRole("list", { name: "People" }).getByRole("listitem");
    await expect(row).toHaveCount(1);
    await expect(row).toContainText("Never signed in");

    await page.goto("/settings/teams");
    await page.getByRole("button", { name: "Add a team" }).click();
    const adding = page.getByRole("dialog", { name: "Add a team" });
    await adding.getByLabel("Title").fill(`Team ${id}`);
    await adding.getByLabel("Key").fill(`team-${id}`);
    await adding.getByLabel("First lead").fill(email);
    await adding.getByRole("button", { name: "Add it" }).click();
    await expect(page.getByRole("status").getByText(`The team team-${id} is there.`)).toBeVisible();

    await page.goto(`/settings/people/${encodeURIComponent(email)}`);
    await expect(page.getByRole("link", { name: `Team ${id}` })).toBeVisible();
    await page.getByRole("link", { name: "Disable…" }).click();
    await expect(page.getByText(`The team team-${id} would have no lead.`)).toBeVisible();
    await page.getByRole("button", { name: `Disable Kim ${id}` }).click();
    await expect(page.getByRole("button", { name: "Enable" })).toBeVisible();
  },
);

test(
  "a lead changes the pool of their team's role, and what taking somebody out does is shown before",
  { tag: "@once" },
  async ({ page, signIn, demo, request }) => {
    const role = `reviewers-${fresh()}`;
    const data = { key: role, title: `Reviewers ${role}`, pool: ["team:security"] };
    await as(request, demo, { email: admin, method: "POST", path: "/roles", data });
    await signIn(lead);
    await page.goto(`/settings/roles/${role}`);
    const pool = page.getByRole("list", { name: "Pool" });
    await page.getByLabel("Address of somebody here").fill("noor@example.org");
    await page.getByRole("button", { name: "Add the person" }).click();
    await expect(pool.getByRole("link", { name: "noor@example.org", exact: true })).toBeVisible();
    await expect(page.getByRole("list", { name: "Who can be given it" })).toContainText("Noor van den Berg");

    await page.getByLabel("Address of somebody here").fill(lead);
    await page.getByRole("button", { name: "Add the person" }).click();
    await expect(
      page.getByRole("alert").filter({ hasText: "Nobody adds themselves to a pool" }),
    ).toBeVisible();

    await page.getByRole("link", { name: "Take noor@example.org out of the pool…" }).click();
    await expect(
      page.getByText("No draft and no release in flight that you can see rests on it."),
    ).toBeVisible();
    await page.getByRole("button", { name: "Take noor@example.org out" }).click();
    await expect(pool.getByRole("link", { name: "noor@example.org", exact: true })).toHaveCount(0);
  },
);

test(
  "a machine gets a token, shown once, that reports a check and signs nothing",
  { tag: "@once" },
  async ({ page, signIn, demo, request }) => {
    const key = `ci-${fresh()}`;
    await signIn(admin);
    await page.goto("/settings/machines");
    await page.getByRole("button", { name: "Register a machine" }).click();
    const dialog = page.getByRole("dialog", { name: "Register a machine" });
    await dialog.getByLabel("Title").fill(`Pipeline ${key}`);
    await dialog.getByLabel("Key").fill(key);
    await dialog.getByLabel("Owner").selectOption("operations");
    await dialog.getByRole("button", { name: "Register it" }).click();
    await expect(dialog).toBeHidden();

    await page.goto(`/settings/machines/${key}`);
    await page.getByLabel("Name").fill("nightly");
    await page.getByLabel("Or report only these checks").fill("latency");
    await page.getByRole("button", { name: "Make a token" }).click();
    const token = (await page.getByLabel("Token", { exact: true }).textContent())?.trim() ?? "";
    expect(token).toMatch(/^csn_/);
    await expect(page.getByRole("list", { name: "Tokens" })).toContainText("Report the check latency");

    const { slug } = await ownRelease(request, demo);
    const component = "reply-drafts";
    const artifact = { kind: "code", name: "code", sha256: randomBytes(32).toString("hex"), size: 1 };
    const registered = await as(request, demo, {
      email: admin,
      method: "POST",
      path: `/components/${component}/bundles`,
      data: { format: 1, component, version: key, artifacts: [artifact] },
    });
    const { digest } = (await registered.json()) as { digest: string };
    const report = (name: string) =>
      request.post(`/api/v1/releases/${slug}/checks`, {
        data: { name, bundleDigest: digest, status: "passed" },
        headers: { authorization: `Bearer ${token}` },
      });
    expect((await report("latency")).status()).toBe(200);
    expect((await report("fairness")).status()).toBe(403);

    await page.reload();
    await expect(page.getByLabel("Token", { exact: true })).toHaveCount(0);
    await expect(page.locator("body")).not.toContainText(token);
    await page.getByRole("button", { name: "Revoke nightly" }).click();
    await expect(page.getByRole("list", { name: "Tokens" })).toContainText("revoked");
    expect((await report("latency")).status()).toBe(401);
  },
);

test(
  "whoever may change the rights sees what a change loosens before it is in force",
  { tag: "@once" },
  async ({ page, signIn }) => {
    await signIn(lead);
    await page.goto("/settings/rights");
    await expect(page.getByRole("heading", { name: "Decision rights" })).toBeVisible();
    await page.getByRole("link", { name: "Change the table" }).click();
    const row = page.getByRole("group", { name: "Register a component" });
    await row.getByRole("button", { name: "Support", exact: true }).click();
    await page.getByRole("button", { name: "Look at what it changes" }).click();
    const changes = page.getByRole("list", { name: "Changes" });
    await expect(changes).toContainText("Loosens");
    await expect(changes).toContainText("Register a component");
    await expect(page.getByRole("button", { name: "Put it in force" })).toBeVisible();
    const forced = page.getByRole("checkbox", { name: "Hold for running releases, too" });
    await expect(forced).toBeDisabled();
    await expect(forced).toHaveAccessibleDescription(/this loosens “Register a component”/);
  },
);

test("a member sees everything off, with who could", { tag: "@once" }, async ({ page, signIn }) => {
  await signIn(member);
  await page.goto("/settings/people");
  await expectOff(page, "Add somebody", "Ada Okafor");
  await page.goto("/settings/people/viktor%40example.org");
  await expectOff(page, "Disable…", "Ada Okafor");
  await expectOff(page, "Change access", "Ada Okafor");
  await page.goto("/settings/teams/security");
  await expectOff(page, "Give a place", "Viktor Novák");
  await page.goto("/settings/roles/security");
  await expectOff(page, "Change the pool", "may");
  await page.goto("/settings/machines/ci");
  await expectOff(page, "Make a token", "Ada Okafor");
  await page.goto("/settings/rights");
  await expectOff(page, "Change the table", "may");
  await page.goto("/settings/escalation");
  await expectOff(page, "Change the policy", "may");
  await page.goto("/components/reply-drafts");
  await expectOff(page, "Change", "may");
  await page.goto("/settings/people/viktor%40example.org?ask=disable");
  await expect(page.getByRole("button", { name: /^Disable Viktor/ })).toHaveCount(0);
});
