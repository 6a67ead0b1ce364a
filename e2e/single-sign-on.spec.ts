import { randomBytes } from "node:crypto";
import { expect } from "@playwright/test";
import { press, tabTo } from "./fixtures/keyboard";
import { added, goOn, identities, known, sessions, signIn, signInThere } from "./fixtures/provider-people";
import { screens } from "./fixtures/screens";
import { admin, signInByPassword, test } from "./fixtures/workspace";

// In one worker, so that one workspace serves them all.
test.describe.configure({ mode: "default" });

for (const [name, screen] of Object.entries(screens)) {
  test.describe(name, () => {
    test.use(screen);

    test("whom an admin added signs in by the provider, by keyboard, and lands on the page first asked for", async ({
      workspace,
      open,
    }) => {
      const person = await added(workspace);
      const page = await open();
      const errors: string[] = [];
      page.on("console", (message) => {
        const isOwn = message.location().url.startsWith(workspace.url);
        if (isOwn && message.type() === "error") errors.push(message.text());
      });
      await page.goto("/settings/account?from=mail");
      await expect(page).toHaveURL("/sign-in?next=%2Fsettings%2Faccount%3Ffrom%3Dmail");
      await press(page, goOn(page));
      await signInThere(page, person);
      await expect(page).toHaveURL("/settings/account?from=mail");
      await expect(identities(page).getByRole("listitem")).toContainText(person.email);
      await expect(identities(page)).toContainText(workspace.provider.issuer);
      await expect(sessions(page).getByRole("listitem")).toContainText("By Example Login");
      expect(errors).toEqual([]);
    });

    test("another address at the provider is the same person, and their page says so", async ({
      workspace,
      open,
    }) => {
      const person = await added(workspace);
      const page = await open();
      await signIn(page, person);
      // Even that of the admin reaches nobody else.
      person.change({ email: admin.email });
      await page.goto("/sign-in?next=/settings/account");
      await press(page, goOn(page));
      await expect(page).toHaveURL("/settings/account");
      await expect(identities(page)).toContainText(
        `The provider knows you by this address; here you stay ${person.email}.`,
      );
      await expect(sessions(page).getByRole("listitem")).toHaveCount(1);
    });

    test("groups of the provider that an admin names bring into a team, and out of it once the claim goes", async ({
      workspace,
      open,
    }) => {
      const key = `team-${randomBytes(4).toString("hex")}`;
      await workspace.call("POST", "/teams", { key, title: "Ranking" });
      const [ada, page] = [await open(), await open()];
      await ada.goto(`/settings/teams/${key}`);
      await signInByPassword(ada);
      const groups = ada.getByRole("region", { name: "Groups that bring people in" });
      await tabTo(ada, groups.getByLabel("Groups, one a line"));
      await ada.keyboard.type(`${key}-people\nothers`);
      await press(ada, groups.getByRole("button", { name: "Save groups" }));
      await expect(groups.getByRole("listitem")).toHaveText(["others", `${key}-people`].toSorted());

      const person = await added(workspace, { groups: [`${key}-people`] });
      await signIn(page, person, `/settings/teams/${key}`);
      const members = page.getByRole("list", { name: "Members" }).getByRole("listitem");
      await expect(members.filter({ hasText: person.email })).toContainText("by a group");
      // Whoever is in the team by a group does not say which groups.
      const off = page.getByRole("button", { name: "Save groups" });
      await expect(off).toHaveAttribute("aria-disabled", "true");
      await expect(off).toHaveAccessibleDescription(/Ada Pioneer/);

      person.change({ groups: [] });
      await page.goto(`/sign-in?next=/settings/teams/${key}`);
      await press(page, goOn(page));
      await expect(page).toHaveURL(`/settings/teams/${key}`);
      await expect(page.getByText("Nobody is in it yet.")).toBeVisible();
    });

    test("groups named before a team was in a pool wait for its leads, who alone may say them then", async ({
      workspace,
      open,
    }) => {
      const key = `pool-${randomBytes(4).toString("hex")}`;
      const lead = await added(workspace);
      await workspace.call("POST", "/teams", {
        key,
        title: "Guards",
        members: [{ email: lead.email, lead: true }],
      });
      await workspace.call("PUT", `/teams/${key}/groups`, { groups: ["guards"] });
      await workspace.call("POST", "/roles", { key, title: "Guard", pool: [`team:${key}`] });
      const [ada, page] = [await open(), await open()];
      await ada.goto(`/settings/teams/${key}`);
      await signInByPassword(ada);
      await expect(ada.getByRole("button", { name: "Save groups" })).toHaveAttribute("aria-disabled", "true");
      await expect(ada.getByText("waits for the leads")).toBeVisible();

      await signIn(page, lead, `/settings/teams/${key}`);
      await page.getByRole("button", { name: "Save groups" }).press("Enter");
      await expect(page.getByText("waits for the leads")).toHaveCount(0);
      await expect(page.getByText("The groups are saved.").first()).toBeVisible();
    });

    for (const [who, claims, words] of [
      ["nobody added", {}, "Nobody has added you here yet. Ask an admin to add you"],
      [
        "the provider does not call verified",
        { email_verified: false },
        "does not say that your e-mail address",
      ],
      ["has a password here", { email: admin.email }, "Somebody here has your e-mail address"],
    ] as const)
      test(`whom ${who} is refused in a sentence`, async ({ workspace, open }) => {
        const page = await open();
        await page.goto("/inbox");
        await press(page, goOn(page));
        await signInThere(page, known(workspace, claims));
        await expect(page.getByRole("alert").getByText(words)).toBeVisible();
        await page.goto("/inbox");
        await expect(page).toHaveURL("/sign-in?next=%2Finbox");
      });

    test("somebody new of a domain that the operator named gets an account, in no team", async ({
      workspace,
      open,
    }) => {
      const page = await open();
      await signIn(page, known(workspace, { email: `new-${randomBytes(4).toString("hex")}@new.example` }));
      const facts = page.getByRole("region", { name: "You" });
      await expect(facts.getByText("member", { exact: true })).toBeVisible();
      await expect(facts.getByText("none", { exact: true })).toBeVisible();
    });

    test("a no at the provider is said in a sentence, and a password still leads to the page asked for", async ({
      open,
    }) => {
      const page = await open();
      await page.goto("/settings/people");
      await press(page, goOn(page));
      await press(page, page.getByRole("link", { name: "Cancel" }));
      await expect(page.getByRole("alert").getByText("Example Login did not sign you in.")).toBeVisible();
      await signInByPassword(page);
      await expect(page).toHaveURL("/settings/people");
    });

    test("somebody with a password links who they are at the provider, and signs in so from then on", async ({
      workspace,
      open,
    }) => {
      const email = `${randomBytes(4).toString("hex")}@elsewhere.example`;
      const atProvider = known(workspace, { email, email_verified: false });
      const page = await open();
      await page.goto("/settings/account");
      await signInByPassword(page);
      await expect(page.getByText("Not linked to your account.")).toBeVisible();
      await page.getByLabel("Your password").fill(admin.password);
      await press(page, page.getByRole("button", { name: "Link Example Login" }));
      await signInThere(page, atProvider);
      await expect(page.getByText("You can sign in with Example Login from now on.")).toBeVisible();
      const other = await open();
      await signIn(other, atProvider);
      await expect(other.getByText(admin.email).first()).toBeVisible();
      await press(page, page.getByRole("button", { name: "Unlink" }));
      await expect(page.getByText("Not linked to your account.")).toBeVisible();
    });
  });
}
