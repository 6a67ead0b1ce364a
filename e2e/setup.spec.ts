import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { freePort } from "@/lib/platform/postgres";
import { type DemoProcess, runStart } from "@/scripts/run-demo";
import { expectAccessible } from "./fixtures/accessible";
import { expect, test } from "./fixtures/demo";
import { screens } from "./fixtures/screens";

// A workspace of its own for each run: nobody is there yet, as after an installation.
let dataDir = "";
let settings: Record<string, string> = {};
let started: DemoProcess | undefined;
let url = "";
test.beforeEach(async () => {
  test.setTimeout(300_000);
  dataDir = await mkdtemp(join(tmpdir(), "countersign-setup-"));
  await chmod(dataDir, 0o711);
  const port = String(await freePort());
  settings = { PORT: port, COUNTERSIGN_DATA_DIR: dataDir, DATABASE_URL: "", COUNTERSIGN_URL: "" };
  started = runStart(settings);
  url = await started.ready;
});
test.afterEach(async () => {
  started?.child.kill("SIGTERM");
  await started?.exited;
  await rm(dataDir, { recursive: true, force: true });
});

const codeInLog = (): string => /with the code (\S+)/.exec(started?.output().stdout ?? "")?.[1] ?? "";

/** The address that the operator prints for somebody. */
async function invitation(email: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "scripts/invite.ts", email],
    { env: { ...process.env, ...settings } },
  );
  return stdout.trim();
}

async function open(page: Page, code: string): Promise<void> {
  await page.getByLabel("Code from the server").fill(code);
  await page.getByLabel("Your name").fill("Ada Pioneer");
  await page.getByLabel("Your e-mail address").fill("ada@example.org");
  await page.getByLabel("Password", { exact: true }).fill("correct horse battery staple");
  await page.getByLabel("The same once more").fill("correct horse battery staple");
  await page.getByRole("button", { name: "Begin" }).press("Enter");
}

/** At the width of a desk and of a phone: the journey is walked once, and starts a workspace of its own. */
async function expectAccessibleAtBothWidths(page: Page): Promise<void> {
  for (const { viewport } of [screens.phone, screens.desktop]) {
    await page.setViewportSize(viewport);
    await expectAccessible(page);
  }
}

test(
  "an empty workspace is set up with the code from the log, and by nobody else, to its first release",
  { tag: "@once" },
  async ({ page, browser }) => {
    await expect.poll(codeInLog).not.toBe("");
    // A page of another site opens nothing, even if it knows the code.
    const foreign = await page.request.post(`${url}/setup`, {
      headers: { origin: "https://evil.example" },
      form: { code: codeInLog(), name: "Eve", email: "eve@example.org" },
    });
    expect(foreign.status()).toBe(403);
    const step = await page.request.get(`${url}/api/v1/setup`);
    expect(await step.json()).toEqual({ step: "first-admin", isFinished: false });

    await page.goto(`${url}/inbox`);
    await expect(page).toHaveURL(`${url}/setup`);
    await open(page, "0000-0000-0000-0000-0000");
    await expect(page.getByText(/not the code that the server printed last/)).toBeVisible();
    await expectAccessibleAtBothWidths(page);
    await open(page, codeInLog());
    await expect(page).toHaveURL(`${url}/setup/organisation`);

    // Whatever is asked for, an unfinished workspace leads back to where set-up stands.
    await page.goto(`${url}/`);
    await expect(page).toHaveURL(`${url}/setup/organisation`);
    for (const role of ["Release champion", "Technical lead", "Compliance"])
      await page.getByLabel(`I decide in it: ${role}`).check();
    await page.getByRole("button", { name: "Save roles" }).press("Enter");
    await expect(page.getByRole("link", { name: "Go on to decision rights" })).toBeVisible();
    await page.getByLabel("Name of the team").fill("Search & Ranking");
    await page.getByRole("button", { name: "Add team" }).press("Enter");
    await expect(page.getByText("Add somebody to Search & Ranking")).toBeVisible();
    const pools = page.getByRole("region", { name: "Who can be given which role" });
    await pools.getByLabel("Role").selectOption("security");
    await pools.getByLabel("Name").fill("Sid Guard");
    await pools.getByLabel("E-mail address").fill("sid@example.org");
    await pools.getByRole("button", { name: "Add to the pool" }).press("Enter");
    await expect(pools.getByText("Sid Guard")).toBeVisible();
    await expectAccessibleAtBothWidths(page);

    // A break: the other browser has nothing but the password.
    const later = await (await browser.newContext({ baseURL: url })).newPage();
    await later.goto("/setup");
    await later.getByLabel("E-mail address").fill("ada@example.org");
    await later.getByLabel("Password").fill("correct horse battery staple");
    await later.getByRole("button", { name: "Sign in" }).press("Enter");
    await expect(later).toHaveURL(`${url}/setup/rights`);
    await expect(later.getByText("Begin a release from a template")).toBeVisible();
    await expectAccessibleAtBothWidths(later);
    await later.getByRole("button", { name: "Agree to these rights" }).press("Enter");
    await expect(later).toHaveURL(`${url}/setup/template`);
    await expectAccessibleAtBothWidths(later);
    await later.getByRole("button", { name: "Publish “Model release”" }).press("Enter");
    await expect(later.getByRole("heading", { name: "This workspace is ready" })).toBeVisible();
    await expectAccessibleAtBothWidths(later);

    const headers = { origin: url };
    const component = {
      key: "ranker",
      title: "Ranker",
      kind: "model",
      tier: 2,
      owner: "search-ranking",
      dependsOn: [],
    };
    const registered = await later.request.post("/api/v1/components", { data: component, headers });
    expect(registered.status()).toBe(201);
    const release = {
      slug: "first",
      title: "First",
      template: { key: "model-release" },
      champion: "ada@example.org",
    };
    const made = await later.request.post("/api/v1/releases", {
      data: { ...release, components: [{ key: "ranker" }] },
      headers,
    });
    expect(made.status()).toBe(201);
    await later.goto("/releases/first");
    await expect(later.getByRole("heading", { level: 1 })).toContainText("First");

    // It is over: the code, the page and a post from elsewhere do nothing any more.
    await later.goto("/setup");
    await expect(later).toHaveURL(`${url}/`);
    const body = {
      code: codeInLog(),
      name: "Eve",
      email: "eve@example.org",
      password: "a very long password",
    };
    const again = await later.request.post("/api/v1/setup", { data: body, headers });
    expect(again.status()).toBe(409);

    // Whom the operator invites sets their own password, once.
    const address = await invitation("sid@example.org");
    await page.context().clearCookies();
    await page.goto(address);
    await page.getByLabel("Password", { exact: true }).fill("four quiet harbour seals");
    await page.getByLabel("The same once more").fill("four quiet harbour sails");
    await page.getByRole("button", { name: "Set password" }).press("Enter");
    await expect(page.getByText("The two passwords are not the same.")).toBeVisible();
    await expectAccessibleAtBothWidths(page);
    await page.getByLabel("Password", { exact: true }).fill("four quiet harbour seals");
    await page.getByLabel("The same once more").fill("four quiet harbour seals");
    await page.getByRole("button", { name: "Set password" }).press("Enter");
    await expect(page.getByText("Your password is set")).toBeVisible();
    await page.getByLabel("E-mail address").fill("sid@example.org");
    await page.getByLabel("Password").fill("four quiet harbour seals");
    await page.getByRole("button", { name: "Sign in", exact: true }).press("Enter");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.goto(address);
    await page.getByLabel("Password", { exact: true }).fill("another four quiet seals");
    await page.getByLabel("The same once more").fill("another four quiet seals");
    await page.getByRole("button", { name: "Set password" }).press("Enter");
    await expect(page.getByText("This address was used already")).toBeVisible();
  },
);
