import type { Page } from "@playwright/test";
import { champion, type ExposedRelease, exposedRelease, lead } from "./exposed-release";
import { expectAccessible } from "./fixtures/accessible";
import { type Call, callAs } from "./fixtures/api";
import { expect, signInAs, test } from "./fixtures/demo";
import { press } from "./fixtures/keyboard";

const asked = "Did somebody read twenty answers before more users got them?";

test(
  "what went wrong is written up without blame, becomes an action and a change of the template, and is published by another",
  { tag: "@once" },
  async ({ page, signIn, demo, request }) => {
    const call = callAs(request, demo);
    const release = await exposedRelease(call, { watched: "rollback" });
    await goneBack(call, release);

    await signIn(champion);
    await page.goto(`/releases/${release.slug}/learning`);
    await page
      .getByRole("list", { name: "Post-mortems" })
      .getByRole("link", { name: `Rollback of ${release.title}` })
      .press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: `Rollback of ${release.title}` })).toBeVisible();
    const timeline = page.getByRole("list", { name: "Timeline" });
    await expect(timeline.getByRole("listitem")).not.toHaveCount(0);
    await expect(timeline).toContainText("authorised the rollback");
    const seen = page.getByRole("region", { name: "What the criteria saw" });
    const chart = seen.getByRole("figure", { name: /^Wrong answers/ });
    await expect(chart.getByRole("application", { name: /^max of wrong_answers/ })).toBeVisible();
    await expect(chart).toContainText("the criterion is met above 5 answers");

    await answer(page, "What happened?", "Mira forgot to read the answers.");
    const hint = page.getByRole("region", { name: "What is to be learned" });
    await expect(hint.getByText("“Mira forgot to read the answers.”")).toBeVisible();
    await answer(page, "What happened?", "Nothing asked for the answers to be read.");
    await expect(page.getByText("This may read as blame")).toBeHidden();
    await addAction(page);
    await expectAccessible(page);
    const postMortem = page.url();

    await propose(page, release);
    const difference = page.getByRole("region", { name: "What it changes of the current version" });
    await expect(difference).toContainText("1 change: 1 tightening, 0 loosening.");
    await expect(difference).toContainText(asked);
    const publish = page.getByRole("button", { name: "Publish it" });
    await expect(publish).toHaveAttribute("aria-disabled", "true");
    await expect(publish).toHaveAccessibleDescription(/Grace Mwangi/);
    await expectAccessible(page);
    const proposal = page.url();

    await signInAs(page.context(), lead);
    await page.goto(proposal);
    await press(page, publish);
    await press(page, page.getByRole("link", { name: "version 2", exact: true }));
    await expect(page.getByRole("heading", { level: 1, name: release.title })).toBeVisible();
    await press(page, page.getByRole("link", { name: `the post-mortem of ${release.title}` }));
    await expect(page).toHaveURL(postMortem);
    const action = page.getByRole("list", { name: "Actions" }).getByRole("listitem");
    await expect(action).toContainText("Published as version 2");
    await expect(action).toContainText("Lena Hoffmann");

    await press(page, page.getByRole("button", { name: "Hand in for review" }));
    await press(page, page.getByRole("button", { name: "Publish…" }));
    await press(page, page.getByRole("dialog").getByRole("button", { name: "Publish" }));
    await expect(page.getByText("Published", { exact: true })).toBeVisible();
    await press(page, page.getByRole("link", { name: release.title, exact: true }));
    await expect(page.getByRole("list", { name: "Post-mortems" })).toContainText("1 of 5 questions answered");
    await expect(page.getByRole("list", { name: "Post-mortems" })).toContainText("Published");
  },
);

/** Its breach proposes a rollback; it is authorised, carried out by hand and endorsed. */
async function goneBack(call: Call, { slug, goWrong }: ExposedRelease): Promise<void> {
  await goWrong();
  const standing = async (): Promise<{ id: string; state: string } | undefined> => {
    const { items } = (await call(lead, "GET", `/releases/${slug}/rollbacks`)) as {
      items: { id: string; state: string }[];
    };
    return items[0];
  };
  await expect.poll(standing).toMatchObject({ state: "proposed" });
  const id = (await standing())?.id ?? "";
  await call(lead, "POST", `/rollbacks/${id}/authorise`, {});
  for (const step of ["stop", "put-back"]) {
    const done = { outcome: "done", note: "I looked at the router." };
    // Each step is begun by the worker, after what comes before it.
    await expect(() => call(lead, "POST", `/rollbacks/${id}/steps/${step}/complete`, done)).toPass();
  }
  await expect.poll(standing).toMatchObject({ state: "stable" });
  await call(champion, "POST", `/rollbacks/${id}/endorse`, {});
}

async function answer(page: Page, question: string, text: string): Promise<void> {
  await press(page, page.getByRole("button", { name: new RegExp(`: ${question.replace("?", "\\?")}$`) }));
  const dialog = page.getByRole("dialog", { name: question });
  await expect(dialog.getByLabel("Answer, in Markdown")).toBeFocused();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(text);
  await press(page, dialog.getByRole("button", { name: "Save" }));
  await expect(dialog).toBeHidden();
}

async function addAction(page: Page): Promise<void> {
  await press(page, page.getByRole("button", { name: "Add an action" }));
  const dialog = page.getByRole("dialog", { name: "Add an action" });
  await expect(dialog.getByLabel("What is to be done")).toBeFocused();
  await page.keyboard.type("Have answers read");
  await page.keyboard.press("Tab");
  await expect(dialog.getByLabel("Owner")).toBeFocused();
  await page.keyboard.type("Lena H");
  await page.keyboard.press("Tab");
  await dialog.getByLabel("Until").fill(new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10));
  await press(page, dialog.getByRole("button", { name: "Add it" }));
  const actions = page.getByRole("list", { name: "Actions" });
  await expect(actions.getByRole("listitem")).toContainText("Have answers read");
  await expect(actions.getByRole("listitem")).toContainText("Lena Hoffmann");
}

/** From the action, by naming what the next release is to be asked. */
async function propose(page: Page, { title }: ExposedRelease): Promise<void> {
  await press(page, page.getByRole("link", { name: "Propose a template change: Have answers read" }));
  // Each template once, however many versions it has, and that of the release first.
  const templates = page.getByRole("list", { name: "Templates" });
  await expect(templates.getByRole("listitem").filter({ hasText: "Data pipeline change" })).toHaveCount(1);
  await expect(templates.getByRole("listitem").first()).toContainText("by which the release went");
  await press(page, templates.getByRole("link", { name: `Change ${title}` }));
  const form = page.getByRole("region", { name: `Add a requirement to ${title}` });
  await expect(form.getByLabel("Gate")).toBeVisible();
  await form.getByLabel("What is asked").focus();
  await page.keyboard.type(asked);
  await page.keyboard.press("Tab");
  await page.keyboard.type("answers-read");
  await form.getByLabel("Signed by").selectOption("product");
  await form.getByLabel("Why").focus();
  await page.keyboard.type("No gate asks whether answers make sense.");
  await press(page, form.getByRole("button", { name: "Propose it" }));
  await expect(page.getByRole("heading", { level: 1, name: /^Proposed change of/ })).toBeVisible();
}
