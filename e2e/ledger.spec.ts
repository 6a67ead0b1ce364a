import type { Locator, Page } from "@playwright/test";
import { expectAccessible } from "./fixtures/accessible";
import { expect, test } from "./fixtures/demo";

async function press(page: Page, control: Locator): Promise<void> {
  await control.focus();
  await expect(control).toBeFocused();
  await page.keyboard.press("Enter");
}

async function goToLedger(page: Page): Promise<void> {
  await page.goto("/templates");
  await expect(page.getByRole("heading", { name: "Templates", level: 1 })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await expect(page.getByRole("heading", { name: "Ledger", level: 1 })).toBeVisible();
}

test("an entry is found and verified by keyboard, and a kept checkpoint is compared", async ({
  page,
  signIn,
}) => {
  await signIn("nora@example.org");
  await goToLedger(page);
  const filter = page.getByRole("search", { name: "Ledger" });
  await filter.getByLabel("Decision").focus();
  await page.keyboard.type("Place a hold");
  await page.keyboard.press("Enter");
  await press(page, filter.getByRole("button", { name: "Filter" }));
  await expect(page).toHaveURL(/decision=hold\.place/);
  await expect(page.getByRole("link", { name: "What granted “Place a hold” when" })).toBeVisible();
  const entries = page.getByRole("listitem").filter({ hasText: "placed a hold" });
  await press(page, entries.first().getByRole("link", { name: /^entry \d+$/ }));
  await expect(page.getByRole("heading", { name: /^Entry \d+$/, level: 1 })).toBeVisible();

  await press(page, page.getByRole("button", { name: "Verify" }));
  await expect(page.getByText("This entry verifies")).toBeVisible();
  const steps = page.getByRole("list", { name: "Steps" });
  await expect(steps.getByText("Passed")).toHaveCount(7);
  await press(page, steps.locator("summary").last());
  await expectAccessible(page);

  const answer = await page.request.get("/api/v1/ledger/checkpoints?limit=200");
  const { items } = (await answer.json()) as { items: { note: string; size: number }[] };
  const kept = items.at(-1)?.note ?? "";
  await press(page, page.locator("summary").filter({ hasText: "Compare with a checkpoint" }));
  const compare = page.getByRole("button", { name: "Compare" });
  const paste = async (text: string) => {
    await page.getByLabel("A checkpoint that you hold").fill(text);
    await press(page, compare);
  };
  await paste(kept);
  await expect(page.getByText("The log goes on from your checkpoint")).toBeVisible();
  await paste(kept.replace(/\n\d+\n/, "\n1\n"));
  await expect(page.getByText("Your checkpoint was altered")).toBeVisible();
  await paste("Something else");
  await expect(page.getByText("This is no checkpoint")).toBeVisible();
});

test(
  "what leads from an entry to who could, and since when, is a few presses away",
  { tag: "@once" },
  async ({ page, signIn }) => {
    await signIn("nora@example.org");
    await page.goto("/ledger?decision=stage.advance");
    await press(page, page.getByRole("link", { name: /^entry \d+$/ }).first());
    await press(page, page.getByRole("link", { name: "Advance the stage" }));
    await expect(page.getByRole("heading", { name: "Advance the stage", level: 1 })).toBeVisible();
    await expect(page.getByRole("region", { name: "Who could use it now" })).toBeVisible();
    const taken = page.getByRole("region", { name: "Decisions taken by it" });
    await press(page, taken.getByRole("link", { name: "Mira Lindqvist" }).first());
    await expect(page.getByRole("heading", { name: "Mira Lindqvist", level: 1 })).toBeVisible();
    await press(page, page.getByRole("region", { name: "Roles on releases" }).getByRole("link").first());
    await expect(page.getByRole("region", { name: "What it decides now" })).toBeVisible();
  },
);

test(
  "an entry that is not there, or a file of one, answers as such",
  { tag: "@once" },
  async ({ page, signIn }) => {
    await signIn("nora@example.org");
    for (const path of [
      "/ledger/999999",
      "/ledger/x",
      "/ledger/people/nobody",
      "/ledger/roles/none",
      "/ledger/rights/none",
    ])
      expect((await page.goto(path))?.status(), path).toBe(404);
    await page.goto("/ledger/1");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Proof" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("entry-1.tlog-proof");
  },
);
