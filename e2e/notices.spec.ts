import { randomBytes, randomInt } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { makeReceiver } from "@/lib/testing/receiver";
import { expectAccessible } from "./fixtures/accessible";
import { callAs } from "./fixtures/api";
import { expect, test } from "./fixtures/demo";
import { press, tabTo } from "./fixtures/keyboard";
import { ownRelease } from "./own-release";

const admin = "ada@example.org";
const member = "elif@example.org";
// Nothing is ever sent there: it is no public address, and no setting names it.
const inside = "http://10.255.255.1/events";

test(
  "a person says what they hear of, by what and when, by keyboard",
  { tag: "@once" },
  async ({ page, signIn }) => {
    await signIn(member);
    await page.goto("/settings/notices");
    const stages = page.getByRole("group", { name: "Stages, by" });
    const chat = stages.getByRole("checkbox", { name: "Chat" });
    await tabTo(page, stages.getByRole("checkbox", { name: "Inbox" }));
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await expect(chat).toBeChecked();
    await page.keyboard.press("Tab");
    await page.keyboard.type("each hour");
    const digest = `07:${String(randomInt(10, 60))}`;
    await page.getByLabel("The day’s digest at").fill(digest);
    await page.getByLabel("Quiet from").fill("22:00");
    await page.getByLabel("Quiet until").fill("06:30");
    const quiet = page.getByRole("group", { name: "Quiet days" });
    await tabTo(page, quiet.getByRole("checkbox", { name: "Sun" }));
    await page.keyboard.press("Space");
    await press(page, page.getByRole("button", { name: "Save the rules" }));
    await expect(page.getByRole("status").getByText("Your rules are saved.")).toBeVisible();

    await page.reload();
    await expect(chat).toBeChecked();
    await expect(page.getByLabel("Stages, when")).toHaveValue("hourly");
    await expect(page.getByLabel("The day’s digest at")).toHaveValue(digest);
    await expect(page.getByLabel("Quiet from")).toHaveValue("22:00");
    await expect(page.getByLabel("Quiet until")).toHaveValue("06:30");
    await expect(quiet.getByRole("checkbox", { name: "Sun" })).toBeChecked();
    await expectAccessible(page);
  },
);

test(
  "an admin adds a webhook, what happens arrives signed, is sent again from the deliveries, and nothing goes inside",
  { tag: "@once" },
  async ({ page, signIn, demo, request }) => {
    const call = callAs(request, demo);
    const receiver = await makeReceiver();
    const title = `Pipeline ${randomBytes(4).toString("hex")}`;
    const release = await ownRelease(request, demo);
    const filter = { kinds: ["content"], releases: [release.slug] };
    await call(admin, "POST", "/webhooks", { title: `Inside of ${title}`, url: inside, filter });

    await signIn(admin);
    await page.goto("/settings/webhooks");
    await press(page, page.getByRole("button", { name: "Add a webhook" }));
    const dialog = page.getByRole("dialog", { name: "Add a webhook" });
    await expect(dialog.getByLabel("Title")).toBeFocused();
    await page.keyboard.type(title);
    await page.keyboard.press("Tab");
    await page.keyboard.type(`${receiver.url}/events`);
    await tabTo(page, dialog.getByRole("checkbox", { name: "Changed content" }));
    await page.keyboard.press("Space");
    await tabTo(page, dialog.getByLabel("Only of these releases"));
    await page.keyboard.type(release.slug);
    await page.keyboard.press("Enter");
    const secret = (await dialog.getByLabel("Secret", { exact: true }).textContent()) ?? "";
    expect(secret).toMatch(/^whsec_/);
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(page.getByText(secret)).toHaveCount(0);

    await release.changeObjective();
    await expect.poll(() => receiver.received.length).toBe(1);
    const [first] = receiver.received;
    const read = (of = first) => new Webhook(secret).verify(of?.body ?? "", headersOf(of)) as object;
    expect(read()).toMatchObject({ type: "plan.changed", data: { release: release.slug } });
    expect(() => new Webhook(secret).verify(`${first?.body} `, headersOf(first))).toThrow();

    const own = page.getByRole("region", { name: title, exact: true });
    await press(page, own.getByRole("link", { name: "see them" }));
    const row = page.getByRole("list", { name: "Deliveries" }).getByRole("listitem");
    await expect(row).toHaveCount(1);
    await expect(row).toContainText("Sent");
    await press(page, row.getByRole("button", { name: "Send it again" }));
    await expect.poll(() => receiver.received.length).toBe(2);
    expect(headersOf(receiver.received[1])["webhook-id"]).toBe(headersOf(first)["webhook-id"]);
    expect(read(receiver.received[1])).toEqual(read());
    // What became of it comes by itself.
    await expect(row).toContainText("2 attempts");
    await expect(row).toContainText("Sent");
    await expectAccessible(page);

    await page.goto("/settings/webhooks");
    const refused = page.getByRole("region", { name: `Inside of ${title}` });
    await expect(refused).toContainText("1 given up");
    await press(page, refused.getByRole("link", { name: "see them" }));
    await expect(row).toContainText("Given up");
    await expect(row).toContainText("Refused: 10.255.255.1 is not a public address");
    await receiver.close();
  },
);

test(
  "whoever may not add webhooks sees who may, and of addresses and messages only what is theirs",
  { tag: "@once" },
  async ({ page, signIn, demo, request }) => {
    const title = `Seen ${randomBytes(4).toString("hex")}`;
    const filter = { releases: ["no-such-release"] };
    const url = "https://events.example.org/hooks/secret-part";
    await callAs(request, demo)(admin, "POST", "/webhooks", { title, url, filter });
    await signIn(member);
    await page.goto("/settings/webhooks");
    const add = page.getByRole("button", { name: "Add a webhook" });
    await expect(add).toHaveAttribute("aria-disabled", "true");
    await expect(add).toHaveAccessibleDescription(/Ada Okafor may/);
    const one = page.getByRole("region", { name: title });
    await expect(one).toContainText("https://events.example.org/…");
    await expect(page.getByText("secret-part")).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Remove it" })).toHaveCount(0);
    await one.getByRole("link", { name: "see them" }).press("Enter");
    await expect(page.getByText("Messages to you:")).toBeVisible();
    await expect(page.getByText("No message is like that")).toBeVisible();
  },
);

function headersOf(received: { headers: object } | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(received?.headers ?? {}).filter((each): each is [string, string] => {
      return typeof each[1] === "string";
    }),
  );
}
