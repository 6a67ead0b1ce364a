import { randomBytes } from "node:crypto";
import type { APIRequestContext } from "@playwright/test";
import { expectAccessible } from "./fixtures/accessible";
import { type Demo, expect, test } from "./fixtures/demo";

const champion = "mira@example.org";
const lead = "tomas@example.org";
const product = "lena@example.org";
// Nothing is ever sent there: it is no public address, and the demo names none that may be reached.
const inside = "10.255.255.1";

test("an exposure that its executor could not set is told to who can confirm it, tried again, and confirmed by hand", async ({
  page,
  signIn,
  demo,
  request,
}) => {
  const { slug, title } = await growingRelease(request, demo);
  await signIn(champion);
  await page.goto(`/releases/${slug}/rollout`);
  await page.getByRole("button", { name: "Increase to 5 %" }).press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText(`It is set by the webhook at ${inside}`)).toBeVisible();
  await dialog.getByRole("button", { name: "Increase to 5 %" }).press("Enter");
  await expect(page.getByText(`5 % could not be set by the webhook at ${inside}`)).toBeVisible();
  await expect(page.getByText(`Refused: ${inside} is not a public address`).first()).toBeVisible();
  await expectAccessible(page);

  await page.goto("/inbox");
  const row = page.getByRole("listitem").filter({ hasText: title });
  await expect(row.getByText("Could not be set")).toBeVisible();
  await row.getByRole("link", { name: "To the rollout" }).press("Enter");
  await page.getByRole("button", { name: "Try again" }).press("Enter");
  await dialog.getByRole("button", { name: "Try again" }).press("Enter");
  await expect(page.getByText("2 attempts to set it")).toBeVisible();
  await expect(page.getByText("asked by Mira Lindqvist")).toBeVisible();

  await page.getByRole("button", { name: "Confirm what is set" }).press("Enter");
  await dialog.getByRole("button", { name: "Confirm" }).press("Enter");
  await expect(page.getByText(/^Soaks at 5 % until/)).toBeVisible();
  await page.goto("/inbox");
  await expect(page.getByRole("heading", { level: 1, name: "Inbox" })).toBeVisible();
  await expect(page.getByText(title)).toHaveCount(0);
});

/** A release of its own whose canary's exposure a webhook sets. */
async function growingRelease(
  request: APIRequestContext,
  demo: Demo,
): Promise<{ slug: string; title: string }> {
  const id = randomBytes(4).toString("hex");
  const slug = `growing-${id}`;
  const title = `Growing ${id}`;
  const as = async (email: string, path: string, data: unknown): Promise<unknown> => {
    const token = demo.people.find((person) => person.email === email)?.token ?? "";
    const answer = await request.post(`/api/v1${path}`, {
      data,
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
    return answer.json();
  };
  await as(lead, "/components", { key: slug, title, kind: "model", tier: 3, owner: "speech" });
  await as(lead, "/templates", templateOf(slug));
  await as(champion, "/releases", {
    slug,
    title,
    template: { key: slug },
    champion,
    components: [{ key: slug }],
    objective: { problem: "Support writes the same answers by hand." },
    roles: { "technical-lead": [lead], product: [product] },
  });
  const sha256 = randomBytes(32).toString("hex");
  const { digest } = (await as(lead, `/releases/${slug}/bundles`, {
    format: 1,
    component: slug,
    version: slug,
    artifacts: [{ kind: "code", name: "serve.py", sha256, size: 10 }],
  })) as { digest: string };
  await as(champion, `/releases/${slug}/candidate`, { component: slug, digest });
  await as(champion, `/releases/${slug}/start`, {});
  return { slug, title };
}

function templateOf(key: string): object {
  const decisions = ["release.start", "candidate.set", "exposure.increase", "exposure.pause"];
  return {
    key,
    title: "Growing",
    roles: ["release-champion", "technical-lead", "product"],
    stages: [
      {
        key: "canary",
        title: "Canary",
        exposure: [{ percent: 5, soak: "1h" }],
        executor: { type: "webhook", url: `http://${inside}/exposure` },
        gates: [],
      },
      { key: "production", title: "Production", gates: [] },
    ],
    rights: decisions.map((decision) => ({
      decision,
      slots: [{ roles: ["release-champion"], count: 1, allowAuthor: true }],
    })),
  };
}
