import { exposedRelease, lead } from "./exposed-release";
import { expectAccessible } from "./fixtures/accessible";
import { callAs } from "./fixtures/api";
import { expect, test } from "./fixtures/demo";

test(
  "a breach is said at once on an open page, read out, reached by a key, put away or followed",
  { tag: "@once" },
  async ({ page, signIn, demo, request }) => {
    const call = callAs(request, demo);
    const [held, goingBack] = [
      await exposedRelease(call, { watched: "hold" }),
      await exposedRelease(call, { watched: "rollback" }),
    ];
    await signIn(lead);
    // What is to be read out goes into what was there before.
    const alarms = page.getByRole("alert", { name: "Alarms" });
    const live = page.getByRole("main").getByRole("status").filter({ hasText: "live" });

    await page.goto(`/releases/${held.slug}/plan`);
    await expect(live).toBeVisible();
    await expect(alarms).toBeEmpty();
    const tab = page.getByRole("navigation", { name: "Release" }).getByRole("link", { name: "Criteria" });
    await tab.focus();
    await held.goWrong();
    await expect(alarms).toContainText(`Breach found on ${held.slug}.`);
    await expectAccessible(page);
    await expect(tab).toBeFocused();
    await page.keyboard.press("F8");
    await expect(alarms.getByRole("link", { name: "See it" })).toBeFocused();
    await page.keyboard.press("Tab");
    await expect(alarms.getByRole("button", { name: "Dismiss" })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(alarms).toBeEmpty();
    await expect(tab).toBeFocused();

    await page.goto(`/releases/${goingBack.slug}`);
    await expect(live).toBeVisible();
    await goingBack.goWrong();
    await expect(alarms).toContainText(`A rollback of ${goingBack.slug} is proposed.`);
    await page.keyboard.press("F8");
    await page.keyboard.press("Enter");
    await expect(
      page.getByRole("heading", { level: 1, name: `Rollback of ${goingBack.title}` }),
    ).toBeVisible();
    await expect(alarms).toBeEmpty();
    await expect(page.getByRole("button", { name: "Authorise the rollback", exact: true })).toBeInViewport();
  },
);
