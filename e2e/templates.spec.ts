import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures/demo";

const textOf = (key: string, title: string, extra = "") => `key: ${key}
title: ${title}
description: |
  For tests. <img src=x onerror="document.title='run'">
roles: [technical-lead]
stages:
  - key: review
    title: Review
    gates:
      - key: reviewed
        title: Looked at
        objective: Somebody who did not make it has looked at it.
        requirements:
          - key: seen
            kind: item
            title: The change was looked at
            guidance: Look at the change.
            slots: [{ roles: [technical-lead], count: 1, meaning: "I looked at it" }]
${extra}`;

const area = (page: Page) => page.getByRole("textbox", { name: "Template as YAML" });
/** What the editor says of the text; beside it a notice may say that the key is taken. */
const status = (page: Page) =>
  page.locator("#content").getByRole("status").filter({ hasNotText: "There is a template" }).first();

/** Lines on which the caret stands, from 1. */
const caretLine = (page: Page) =>
  area(page).evaluate(
    (element: HTMLTextAreaElement) => element.value.slice(0, element.selectionStart).split("\n").length,
  );

async function write(page: Page, text: string): Promise<void> {
  await area(page).fill(text);
}

async function showPreview(page: Page): Promise<void> {
  const toggle = page.getByRole("radio", { name: "Preview" });
  if (await toggle.isVisible()) await toggle.click();
}

async function publish(page: Page, version: number): Promise<void> {
  await page.getByRole("button", { name: "Publish…" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: `Publish version ${version}` })
    .click();
}

test(
  "a template is written, its fault found at its line, mended, previewed, published and compared",
  { tag: "@once" },
  async ({ page, signIn }, { project }) => {
    const key = `written-${project.name}`;
    await signIn("grace@example.org");
    await page.goto("/templates/new?shipped=none");
    await write(page, textOf(key, "Written here", "            validFor: soon\n"));
    const fault = page.getByRole("list", { name: "Faults" }).getByRole("button");
    await expect(fault).toContainText("line 19");
    await expect(page.getByRole("button", { name: "Publish…" })).toHaveAttribute("aria-disabled", "true");
    await fault.click();
    expect(await caretLine(page)).toBe(19);

    await write(page, textOf(key, "Written here", "            validFor: 30d\n"));
    await expect(status(page)).toContainText("No faults");
    await showPreview(page);
    await expect(page.getByRole("heading", { name: "Looked at" })).toBeVisible();
    await expect(page.getByText("<img src=x")).toBeVisible();
    await page.getByRole("tab", { name: "Rights" }).click();
    await expect(page.getByText("the organisation's table decides")).toBeVisible();
    await publish(page, 1);
    await expect(page).toHaveURL(new RegExp(`/templates/${key}$`));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Written here");

    await page.getByRole("link", { name: "Edit", exact: true }).click();
    await write(page, textOf(key, "Written here", "            validFor: 60d\n"));
    await page.getByRole("button", { name: "Publish…" }).click();
    await expect(page.getByRole("dialog")).toContainText("validFor is longer");
    await page.getByRole("dialog").getByRole("button", { name: "Publish version 2" }).click();
    await expect(page).toHaveURL(new RegExp(`/templates/${key}$`));
    await page.getByRole("link", { name: "What version 2 differs in" }).click();
    await expect(page.getByText("1 change: 0 tightening, 1 loosening.").first()).toBeVisible();
    await expect(page.locator("#content").getByText("validFor is longer")).toBeVisible();
    expect(await page.title()).not.toBe("run");
  },
);

test(
  "the editor is left by Escape and Tab, indents with Tab and publishes with Ctrl S",
  { tag: "@once" },
  async ({ page, signIn }, { project }) => {
    await signIn("grace@example.org");
    await page.goto("/templates/new?shipped=none");
    await write(page, textOf(`typed-${project.name}`, "Typed"));
    await expect(status(page)).toContainText("No faults");
    await area(page).press("ControlOrMeta+Home");
    await area(page).press("Tab");
    expect(await area(page).inputValue()).toMatch(/^ {2}key:/);
    await area(page).press("Shift+Tab");
    expect(await area(page).inputValue()).toMatch(/^key:/);
    await area(page).press("End");
    await area(page).press("Enter");
    await area(page).pressSequentially("colour: red");
    await expect(page.getByRole("list", { name: "Faults" }).getByRole("button")).toContainText("line 2");
    await area(page).press("ControlOrMeta+Home");
    await area(page).press("F8");
    expect(await caretLine(page)).toBe(2);
    await area(page).press("ControlOrMeta+a");
    await page.keyboard.insertText(textOf(`typed-${project.name}`, "Typed"));
    await expect(status(page)).toContainText("No faults");
    await expect(page.getByRole("button", { name: "Publish…" })).not.toHaveAttribute("aria-disabled");
    await area(page).press("ControlOrMeta+s");
    await expect(page.getByRole("dialog")).toContainText("first version of typed-");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await area(page).focus();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    await expect(area(page)).not.toBeFocused();
  },
);

test(
  "text that was not published is offered again after a reload",
  { tag: "@once" },
  async ({ page, signIn }) => {
    await signIn("grace@example.org");
    await page.goto("/templates/new?shipped=emergency-fix");
    await expect(status(page)).toContainText("No faults");
    await area(page).press("ControlOrMeta+Home");
    await page.keyboard.insertText("# mine\n");
    await expect
      .poll(() =>
        page.evaluate(() => Object.values(localStorage).some((kept: string) => kept.includes("# mine"))),
      )
      .toBe(true);
    page.on("dialog", (dialog) => void dialog.accept());
    await page.reload();
    await expect(page.getByText("There is text here that was not published")).toBeVisible();
    expect(await area(page).inputValue()).not.toContain("# mine");
    await page.getByRole("button", { name: "Restore it" }).click();
    expect(await area(page).inputValue()).toContain("# mine");
  },
);

test(
  "who may not publish is told who may, and what somebody else published meanwhile is shown",
  { tag: "@once" },
  async ({ page, signIn, demo }, { project }) => {
    const key = `raced-${project.name}`;
    const grace = demo.people.find(({ email }) => email === "grace@example.org");
    const send = async (title: string): Promise<void> => {
      const answer = await page.request.post("/api/v1/templates", {
        headers: { authorization: `Bearer ${grace?.token}`, "content-type": "application/yaml" },
        data: textOf(key, title),
      });
      expect(answer.status()).toBe(201);
    };
    await send("First");
    await signIn("marcus@example.org");
    await page.goto(`/templates/${key}`);
    await expect(page.getByRole("button", { name: "Edit" })).toHaveAttribute("aria-disabled", "true");
    await page.goto(`/templates/${key}/edit`);
    await expect(page.getByRole("button", { name: "Publish…" })).toHaveAttribute("aria-disabled", "true");

    await signIn("tomas@example.org");
    await page.goto(`/templates/${key}/edit`);
    await expect(status(page)).toContainText("No faults");
    await send("Second");
    await write(page, textOf(key, "Mine"));
    await expect(
      page.getByText("Version 2 by Grace Mwangi was published since version 1").first(),
    ).toBeVisible();
    await publish(page, 3);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Mine");
  },
);
