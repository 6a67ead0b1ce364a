import { expect } from "@playwright/test";
import { added, goOn, press, sessions, signIn } from "./fixtures/provider-people";
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
