import { randomBytes } from "node:crypto";
import type { APIRequestContext } from "@playwright/test";
import { expectAccessible } from "./fixtures/accessible";
import { type Demo, expect, signInAs, test } from "./fixtures/demo";

const champion = "mira@example.org";
const lead = "tomas@example.org";
const product = "lena@example.org";

test("a rollback is proposed, authorised by another, carried out by hand, and endorsed once it is stable", async ({
  page,
  signIn,
  demo,
  request,
}) => {
  const { slug, title } = await exposedRelease(request, demo);
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

/** A release of its own of which users see 5 %, with a plan of two steps by hand. */
async function exposedRelease(
  request: APIRequestContext,
  demo: Demo,
): Promise<{ slug: string; title: string }> {
  const id = randomBytes(4).toString("hex");
  const slug = `going-back-${id}`;
  const title = `Going back ${id}`;
  const as = async (email: string, path: string, data: unknown): Promise<unknown> => {
    const token = demo.people.find((person) => person.email === email)?.token ?? "";
    const answer = await request.post(`/api/v1${path}`, {
      data,
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
    return answer.json();
  };
  // One release at a time exposes a component.
  const component = slug;
  await as(lead, "/components", { key: component, title, kind: "model", tier: 3, owner: "speech" });
  await as(lead, "/templates", templateOf(slug));
  await as(champion, "/releases", {
    slug,
    title,
    template: { key: slug },
    champion,
    components: [{ key: component }],
    objective: { problem: "Support writes the same answers by hand." },
    roles: { "technical-lead": [lead], product: [product] },
  });
  const sha256 = randomBytes(32).toString("hex");
  const { digest } = (await as(lead, `/releases/${slug}/bundles`, {
    format: 1,
    component,
    version: slug,
    artifacts: [{ kind: "code", name: "serve.py", sha256, size: 10 }],
  })) as { digest: string };
  await as(champion, `/releases/${slug}/candidate`, { component, digest });
  await as(champion, `/releases/${slug}/start`, {});
  await as(champion, `/releases/${slug}/exposure`, { percent: 5 });
  await as(champion, `/releases/${slug}/exposure/confirm`, { percent: 5, bundleDigest: digest });
  return { slug, title };
}

function templateOf(key: string): object {
  const right = (role: string, ...decisions: string[]) =>
    decisions.map((decision) => ({ decision, slots: [{ roles: [role], count: 1, allowAuthor: true }] }));
  const severity = (decideWithin: string) => ({
    means: "Answers are wrong",
    decideWithin,
    onSilence: "escalate",
  });
  const step = (stepKey: string, title: string, kind: string) => ({
    key: stepKey,
    title,
    kind,
    executor: { type: "manual" },
    timeLimit: "5m",
    verify: { person: "No answer comes from the candidate" },
    onFailure: "take-over",
    reversible: true,
  });
  return {
    key,
    title: "Going back",
    roles: ["release-champion", "technical-lead", "product"],
    stages: [
      { key: "canary", title: "Canary", exposure: [{ percent: 5, soak: "1h" }], gates: [] },
      { key: "production", title: "Production", gates: [] },
    ],
    rollbackPlan: {
      key: "go-back",
      target: { bundle: "baseline" },
      severities: {
        sev1: severity("10m"),
        sev2: severity("30m"),
        sev3: severity("4h"),
        sev4: severity("2d"),
      },
      objectives: { detect: "5m", decide: "10m", execute: "15m", stable: "30m" },
      steps: [
        step("stop", "Stop the answers", "traffic-shift"),
        { ...step("put-back", "Put the old model back", "model-replacement"), group: 2 },
      ],
      stable: { criteria: [], for: "1s" },
    },
    rights: [
      ...right(
        "release-champion",
        "release.start",
        "candidate.set",
        "exposure.increase",
        "rollback.endorse",
        "rollback.cancel",
      ),
      ...right("product", "rollback.propose"),
      ...right(
        "technical-lead",
        "rollback.authorise",
        "rollback.execute",
        "rollback.take-over",
        "rollback.decline",
      ),
    ],
  };
}
