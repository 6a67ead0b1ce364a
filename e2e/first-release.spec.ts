import { randomBytes } from "node:crypto";
import type { APIRequestContext, Browser, Page } from "@playwright/test";
import { type Demo, expect, signInAs, test } from "./fixtures/demo";
import { ownRelease } from "./own-release";

const champion = "mira@example.org";
const lead = "tomas@example.org";
const product = "lena@example.org";

test("a champion makes a release from a template, a bundle from files, and starts it; two people sign and it advances", async ({
  page,
  browser,
  signIn,
  demo,
  request,
}) => {
  const { template } = await ownTemplate(request, demo);
  const id = randomBytes(4).toString("hex");
  await signIn(champion);
  await page.goto("/");
  await page.getByRole("link", { name: "New release" }).click();
  await expect(page).toHaveURL("/releases/new");
  await page.goto(`/releases/new?template=${template}`);
  await page.getByLabel("Title", { exact: true }).fill(`First release ${id}`);
  await expect(page.getByLabel("Slug")).toHaveValue(`first-release-${id}`);
  await expect(page.getByText(`Free: the release will be at /releases/first-release-${id}.`)).toBeVisible();
  const candidate = page.getByLabel("Candidate of Reply drafts", { exact: false });
  await expect(candidate).toBeHidden();
  await page.getByRole("checkbox", { name: /Reply drafts/ }).check();
  await expect(candidate).toBeVisible();
  await page.getByLabel("Problem", { exact: true }).fill("Support writes the same answers by hand.");
  await choose(page, "Technical lead", /Tomás Rivera/);
  await choose(page, "Product", /Lena/);
  await expect(page.getByText("the draft can be started")).toBeVisible();
  await page.getByRole("button", { name: "Create the draft" }).click();

  await expect(page).toHaveURL(new RegExp(`/releases/first-release-${id}$`));
  const before = page.getByRole("region", { name: "Before it can start" });
  await before.getByRole("link", { name: "Register a bundle" }).click();
  await page.getByLabel("Version").fill("1.0.0");
  await page.getByLabel(/^Files/).setInputFiles([
    { name: "reply.onnx", mimeType: "application/octet-stream", buffer: Buffer.from(`weights ${id}`) },
    { name: "serve.py", mimeType: "text/x-python", buffer: Buffer.from(`print("${id}")`) },
  ]);
  await expect(page.getByLabel("Kind of artifact 1")).toHaveValue("model-weights");
  await expect(page.getByText("No faults.")).toBeVisible();
  await page.getByRole("button", { name: "Register the bundle" }).click();
  await expect(page.getByRole("heading", { name: /Make 1\.0\.0 the candidate/ })).toBeVisible();
  await expect(page.getByText("every signature keeps counting")).toBeVisible();
  await page.getByRole("button", { name: "Set as candidate" }).click();
  await expect(
    page.getByRole("region", { name: "Registered bundles" }).getByText("candidate", { exact: true }),
  ).toBeVisible();

  await page.getByRole("button", { name: "Start the release" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Start it" }).click();
  await expect(page.getByText("In flight", { exact: true })).toBeVisible();

  await sign(browser, { email: lead, id, item: "The objective is clear", as: "technical lead" });
  await sign(browser, { email: product, id, item: "Users want it", as: "product" });
  await page.goto(`/releases/first-release-${id}`);
  await page.getByRole("button", { name: "Advance to Ship" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Advance to Ship" }).click();
  await expect(page.getByRole("list", { name: "Stages" }).getByRole("listitem").first()).toContainText(
    "passed",
  );
});

test("a draft that lacks people says what its start waits for", async ({ page, signIn, demo, request }) => {
  const { template } = await ownTemplate(request, demo);
  const slug = `lacks-${randomBytes(4).toString("hex")}`;
  await as(request, demo, champion, "/releases", {
    slug,
    title: "Lacks people",
    template: { key: template },
    champion,
    components: [{ key: "reply-drafts" }],
  });
  await signIn(champion);
  await page.goto(`/releases/${slug}`);
  const start = page.getByRole("button", { name: "Start the release" });
  await expect(start).toBeDisabled();
  await expect(start).toHaveAccessibleDescription(/Waits until every role that is asked for is held/);
});

test(
  "a slug that is taken or reserved is told while it is typed, and a refusal keeps what was typed",
  { tag: "@once" },
  async ({ page, signIn, demo, request }) => {
    const other = await ownRelease(request, demo);
    await signIn(champion);
    await page.goto(`/releases/new?template=${other.slug}`);
    await page.getByLabel("Title", { exact: true }).fill("Something else");
    await page.getByLabel("Slug").fill("new");
    await expect(page.getByText(/no word of an address/)).toBeVisible();
    await page.getByLabel("Slug").fill(other.slug);
    await expect(page.getByText("It is taken by another release.")).toBeVisible();
    await page.getByRole("checkbox", { name: /Reply drafts/ }).check();
    await page.getByRole("button", { name: "Create the draft" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "This was not accepted" })).toContainText(
      "is taken",
    );
    await expect(page.getByLabel("Title", { exact: true })).toHaveValue("Something else");
    await expect(page.getByRole("checkbox", { name: /Reply drafts/ })).toBeChecked();
  },
);

test("who may not create releases reads who may", { tag: "@once" }, async ({ page, signIn }) => {
  await signIn("priya@example.org");
  await page.goto("/releases/new");
  await expect(page.getByRole("heading", { name: "Somebody else creates releases here" })).toBeVisible();
  await expect(page.getByText(/Who may: Ada Okafor, .* others/)).toBeVisible();
});

test(
  "an author of the bundle may not sign what depends on it",
  { tag: "@once" },
  async ({ page, signIn, demo, request }) => {
    const release = await ownRelease(request, demo, { dependsOn: ["code"] });
    const digest = await registerAs(request, demo, lead, release.slug);
    await as(request, demo, champion, `/releases/${release.slug}/candidate`, {
      component: "reply-drafts",
      digest,
    });
    await signIn(lead);
    await page.goto(`/releases/${release.slug}/readiness`);
    const approve = page.getByRole("button", { name: "Approve: The objective is clear" });
    await expect(approve).toBeDisabled();
    await expect(approve).toHaveAccessibleDescription(/Authors of what is signed/);
  },
);

test(
  "a plan that somebody else changed meanwhile is shown with the difference, and nothing typed is lost",
  { tag: "@once" },
  async ({ page, signIn, demo, request }) => {
    const release = await ownRelease(request, demo);
    await signIn(champion);
    await page.goto(`/releases/${release.slug}/plan/edit`);
    await page.getByRole("textbox", { name: "User impact" }).fill("Answers come **sooner**.");
    await release.changeObjective();
    await page.getByRole("button", { name: "Write a new version" }).click();
    const told = page.getByRole("alert").filter({ hasText: "changed it since you read it" });
    await expect(told).toContainText("forty answers by hand");
    await expect(page.getByRole("textbox", { name: "User impact" })).toHaveValue("Answers come **sooner**.");
    await page.getByRole("button", { name: "Write mine over theirs" }).click();
    await expect(page).toHaveURL(/\/plan#plan$/);
    await expect(page.getByText("sooner", { exact: true })).toBeVisible();
  },
);

test(
  "a release is cancelled with its reason, once, however often the button is pressed",
  { tag: "@once" },
  async ({ page, signIn, demo, request }) => {
    const release = await ownRelease(request, demo);
    await signIn(champion);
    await page.goto(`/releases/${release.slug}`);
    await page.getByRole("button", { name: "Cancel the release…" }).click();
    await page.getByRole("dialog").getByLabel("Reason").fill("Nobody needs it any more.");
    await page.getByRole("dialog").getByRole("button", { name: "Cancel the release" }).dblclick();
    await expect(page.getByText("Cancelled", { exact: true })).toBeVisible();
  },
);

/** Opens nothing, chooses one of the pool where it is not chosen already. */
async function choose(page: Page, role: string, name: RegExp): Promise<void> {
  await page.getByRole("group", { name: role, exact: true }).getByRole("checkbox", { name }).check();
}

async function sign(
  browser: Browser,
  { email, id, item, as: role }: { email: string; id: string; item: string; as: string },
): Promise<void> {
  const { baseURL } = test.info().project.use;
  const context = await browser.newContext({
    baseURL: process.env["E2E_URL"] ?? baseURL ?? "http://localhost:3000",
  });
  await signInAs(context, email);
  const page = await context.newPage();
  await page.goto(`/releases/first-release-${id}`);
  await page.getByRole("button", { name: `Approve: ${item}` }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: `Sign as ${role}` })
    .click();
  await expect(page.getByText(/Recorded: you approved/)).toBeVisible();
  await context.close();
}

async function ownTemplate(request: APIRequestContext, demo: Demo): Promise<{ template: string }> {
  const release = await ownRelease(request, demo, { second: true });
  return { template: release.slug };
}

async function registerAs(
  request: APIRequestContext,
  demo: Demo,
  email: string,
  slug: string,
): Promise<string> {
  const sha256 = randomBytes(32).toString("hex");
  const body = await as(request, demo, email, `/releases/${slug}/bundles`, {
    format: 1,
    component: "reply-drafts",
    version: slug,
    artifacts: [{ kind: "code", name: "serve.py", sha256, size: 10 }],
  });
  return (body as { digest: string }).digest;
}

async function as(
  request: APIRequestContext,
  demo: Demo,
  email: string,
  path: string,
  data: unknown,
): Promise<unknown> {
  const token = demo.people.find((person) => person.email === email)?.token ?? "";
  const answer = await request.post(`/api/v1${path}`, {
    data,
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
  return answer.json();
}
