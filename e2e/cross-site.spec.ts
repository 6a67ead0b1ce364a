import type { Page, Response } from "@playwright/test";
import { expect, test } from "./fixtures/demo";

// Another site, also to cookies: another host name than the one that the demo is opened by.
const foreign = "http://127.0.0.1:8099/";

/** A page of another site that holds this. */
async function lure(page: Page, body: string): Promise<void> {
  await page.route(`${foreign}**`, (route) =>
    route.fulfill({ contentType: "text/html", body: `<!doctype html><title>Prizes</title>${body}` }),
  );
  await page.goto(foreign);
}

/** Sends the only form of the page, as its own script would. */
async function send(page: Page, to: string): Promise<Response> {
  const answered = page.waitForResponse((response) => response.url() === to);
  await page.evaluate(() => document.forms[0]?.submit());
  // What is asked for next would else be in the way of the answer.
  await page.waitForURL(to);
  return answered;
}

const form = (action: string, fields: Record<string, string>, enctype = "") =>
  `<form method="post" action="${action}" enctype="${enctype}">${Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value='${value.replaceAll("'", "&#39;")}'>`)
    .join("")}</form>`;

for (const [what, path, fields, enctype] of [
  ["sign-out", "/sign-out", {}, ""],
  ["the beginning of a sign-in at the provider", "/sign-in/provider", { purpose: "link", password: "x" }, ""],
  ["the demo's sign-in", "/demo/sign-in", { email: "ada@example.org" }, ""],
  // What a form can say that reads as JSON: {"groups":[],"x":"="}
  ["a call of the API in a form's clothes", "/api/v1/me/views", { '{"x":"': '"}' }, "text/plain"],
] as const)
  test(`a form on another site's page does not reach ${what}`, async ({ page, signIn, baseURL }) => {
    await signIn("yuki@example.org");
    const to = `${baseURL}${path}`;
    await lure(page, form(to, fields, enctype));
    const answer = await send(page, to);
    expect(answer.status()).toBeGreaterThanOrEqual(400);
    expect(answer.status()).toBeLessThan(500);
    await page.goto("/settings/account");
    await expect(page.getByText("yuki@example.org").first()).toBeVisible();
  });

test("an act of a page, copied into another site's form, is refused there and works here", async ({
  page,
  signIn,
  baseURL,
}) => {
  await signIn("yuki@example.org");
  await page.goto("/settings/account");
  const act = page.locator("form", { has: page.getByRole("button", { name: "Sign out everywhere" }) });
  const fields = await act.evaluate((element) =>
    element instanceof HTMLFormElement
      ? Object.fromEntries(
          [...new FormData(element)].map(([name, value]) => [name, typeof value === "string" ? value : ""]),
        )
      : {},
  );
  expect(Object.keys(fields).some((name) => name.startsWith("$ACTION"))).toBe(true);
  const to = `${baseURL}/settings/account`;
  await lure(page, form(to, fields, "multipart/form-data"));
  const answer = await send(page, to);
  expect(answer.status()).toBe(403);
  expect(await answer.json()).toMatchObject({ code: "cross-site" });
  await page.goto("/settings/account");
  await page.getByRole("button", { name: "Sign out everywhere" }).press("Enter");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("a script on another site reads nothing and changes nothing by the reader's cookie", async ({
  page,
  signIn,
  baseURL,
}) => {
  await signIn("yuki@example.org");
  await lure(page, "");
  const read = await page.evaluate(
    (to) =>
      fetch(to, { credentials: "include" }).then(
        (answer) => answer.text(),
        () => "kept from it",
      ),
    `${baseURL}/api/v1/me`,
  );
  expect(read).toBe("kept from it");
  const ended = await page.evaluate(
    (to) =>
      fetch(to, { method: "DELETE", credentials: "include" }).then(
        (answer) => String(answer.status),
        () => "kept from it",
      ),
    `${baseURL}/api/v1/me/sessions`,
  );
  expect(ended).toBe("kept from it");
  await page.goto("/settings/account");
  await expect(page.getByText("yuki@example.org").first()).toBeVisible();
});

test("no page of this site shows inside another site's frame", async ({ page, signIn, baseURL }) => {
  await signIn("yuki@example.org");
  await lure(page, `<iframe title="prize" src="${baseURL}/settings/account"></iframe>`);
  const frame = page.frameLocator("iframe");
  await expect(frame.getByText("Your account")).toHaveCount(0);
  const framed = page.frames().find((one) => one !== page.mainFrame());
  expect(framed?.url()).not.toContain("/settings/account");
});
