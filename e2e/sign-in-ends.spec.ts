import { expect, type Page } from "@playwright/test";
import { expectAccessible } from "./fixtures/accessible";
import { press } from "./fixtures/keyboard";
import { added, goOn, identities, nameOneselfThere, sessions, signIn } from "./fixtures/provider-people";
import { test } from "./fixtures/workspace";

// In one worker, so that one workspace serves them all.
test.describe.configure({ mode: "default" });

const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
const safari =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

test("sessions are listed by device, and signed out one by one or everywhere, by the keyboard", async ({
  workspace,
  open,
}) => {
  const person = await added(workspace);
  const [desk, phone, third] = [
    await open({ userAgent: firefox }),
    await open({ userAgent: safari }),
    await open(),
  ];
  for (const page of [phone, third, desk]) await signIn(page, person);
  const listed = sessions(desk).getByRole("listitem");
  await expect(listed).toHaveCount(3);
  await expect(listed.filter({ hasText: "Firefox on Windows" })).toContainText("This one");
  const row = listed.filter({ hasText: "Safari on iPhone" });
  await press(desk, row.getByRole("button", { name: "Sign out" }));
  await expect(listed).toHaveCount(2);
  await phone.goto("/inbox");
  await expect(phone).toHaveURL("/sign-in?next=%2Finbox");

  await third.goto("/inbox");
  await expect(third).toHaveURL("/inbox");
  await press(desk, desk.getByRole("button", { name: "Sign out everywhere" }));
  await expect(desk).toHaveURL(/\/sign-in/);
  await third.reload();
  await expect(third).toHaveURL("/sign-in?next=%2Finbox");
});

test("signing out at the provider ends the session it began, by its own call, and no other", async ({
  workspace,
  open,
}) => {
  const person = await added(workspace);
  const [page, elsewhere] = [await open(), await open()];
  await signIn(page, person);
  await signIn(elsewhere, person);
  await page.goto("/sign-out/provider");
  await press(page, page.getByRole("button", { name: "Yes, sign me out" }));
  await expect(page).toHaveURL("/sign-in");
  await page.goto("/inbox");
  await expect(page).toHaveURL("/sign-in?next=%2Finbox");
  await elsewhere.goto("/inbox");
  await expect(elsewhere).toHaveURL("/inbox");
});

test("whoever signs out here is offered to sign out at the provider too, which asks anew then", async ({
  workspace,
  open,
}) => {
  const person = await added(workspace);
  const page = await open();
  await signIn(page, person);
  await press(page, page.getByRole("button", { name: /^Account of/ }));
  await page.getByRole("menuitem", { name: "Sign out" }).press("Enter");
  await expect(page.getByText("You are signed out here.")).toBeVisible();
  await press(page, page.getByRole("link", { name: "sign out there too" }));
  await press(page, page.getByRole("button", { name: "Yes, sign me out" }));
  await expect(page).toHaveURL("/sign-in");
  await press(page, goOn(page));
  await expect(page.getByPlaceholder("Enter any login")).toBeVisible();
});

test("nobody is led to another site after signing in, with script or without", async ({
  workspace,
  open,
}) => {
  for (const [next, javaScriptEnabled] of [
    ["//127.0.0.1:1/", true],
    ["https://evil.example/", false],
    ["/\\evil.example", false],
  ] as const) {
    const page = await open({ javaScriptEnabled });
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await goOn(page).press("Enter");
    const person = await added(workspace);
    await page.getByPlaceholder("Enter any login").fill(person.login);
    await page.getByPlaceholder("and password").fill("any");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Continue" }).press("Enter");
    await expect(page).toHaveURL("/");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  }
});

/** What the provider sends a browser back with, before that browser comes back with it. */
async function answerOf(page: Page): Promise<string> {
  const goOnThere = page.locator("form", { has: page.getByRole("button", { name: "Continue" }) });
  const [action, fields] = await goOnThere.evaluate((form) =>
    form instanceof HTMLFormElement
      ? [
          form.action,
          Object.fromEntries(
            [...new FormData(form)].map(([name, value]) => [name, typeof value === "string" ? value : ""]),
          ),
        ]
      : ["", {}],
  );
  let answer = await page.request.post(action, { form: fields, maxRedirects: 0 });
  for (;;) {
    const { location } = answer.headers();
    if (location === undefined) throw new Error(`the provider led nowhere: ${answer.status()}`);
    const to = new URL(location, answer.url()).href;
    if (to.includes("/api/auth/callback/sso?")) return to;
    answer = await page.request.get(to, { maxRedirects: 0 });
  }
}

test("the answer to a sign-in that somebody else began signs nobody in as them, nor the same one twice", async ({
  workspace,
  open,
}) => {
  const [attacker, victim] = [await added(workspace), await added(workspace)];
  const [theirs, mine] = [await open(), await open()];
  await theirs.goto("/sign-in");
  await press(theirs, goOn(theirs));
  await nameOneselfThere(theirs, attacker);
  const planted = await answerOf(theirs);
  await mine.goto(planted);
  await expect(mine.getByText("That sign-in took too long, was used already")).toBeVisible();

  await signIn(mine, victim);
  await mine.goto(planted);
  await mine.goto("/settings/account");
  await expect(identities(mine)).toContainText(victim.email);

  await theirs.goto(planted);
  await expect(theirs).toHaveURL("/");
  await theirs.goto(planted);
  await expect(theirs.getByText("That sign-in took too long, was used already")).toBeVisible();
});

test("a cookie from before signing in, or from the sign-in before, is worth nothing after", async ({
  workspace,
  open,
}) => {
  const person = await added(workspace);
  const page = await open();
  await signIn(page, person);
  const before = await page.context().cookies();
  await page.goto("/sign-in?next=/settings/account");
  await press(page, goOn(page));
  await expect(page).toHaveURL("/settings/account");
  const thief = await open();
  await thief.context().addCookies(before);
  await thief.goto("/inbox");
  await expect(thief).toHaveURL("/sign-in?next=%2Finbox");
});

test("sign-in with a provider, its refusals and the account page pass axe in light and dark", async ({
  workspace,
  open,
}) => {
  const page = await open();
  await signIn(page, await added(workspace));
  for (const path of [
    "/settings/account",
    "/sign-in",
    "/sign-in?error=provider-down",
    "/sign-in?done=signed-out",
  ]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectAccessible(page);
  }
});
