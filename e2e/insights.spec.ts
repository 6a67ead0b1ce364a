import { readFile } from "node:fs/promises";
import type { Download, Locator, Page } from "@playwright/test";
import { expectAccessible } from "./fixtures/accessible";
import { type Call, callAs } from "./fixtures/api";
import { expect, test } from "./fixtures/demo";
import { press } from "./fixtures/keyboard";
import { type OwnRelease, ownRelease } from "./own-release";

test(
  "figures are narrowed down, opened to the releases behind them, and downloaded with the same numbers, by keyboard",
  { tag: "@once" },
  async ({ page, signIn, demo, request }) => {
    const call = callAs(request, demo);
    const release = await ownRelease(request, demo);
    await sign(call, release);
    await release.changeObjective();
    await sign(call, release);
    await told(call, release);

    await signIn(release.champion);
    await page.goto("/insights");
    const filter = page.getByRole("search", { name: "Insights" });
    await filter.getByLabel("Template").selectOption(release.slug);
    await press(page, filter.getByRole("button", { name: "Filter" }));
    await expect(page).toHaveURL(new RegExp(`template=${release.slug}`));
    const signOffs = page.getByRole("region", { name: "Sign-offs, waivers and break-glass" });
    await expect(signOffs.getByRole("link", { name: "Sign-offs, from 2 sign-offs" })).toHaveText("2");
    await expect(signOffs).toContainText("50 % of those given");
    await expect(page.getByRole("region", { name: "Going back" })).toContainText("none yet");
    await expectAccessible(page);
    const figures = await csvOf(page, page.getByRole("link", { name: "Download as CSV", exact: true }));
    // What is no wait has nothing that waits still.
    const noWait = ["", "", ""];
    expect(figures).toContainEqual(["approval", "", "", "2", "0", "", "", ...noWait]);
    const [median, most] = [expect.any(String), expect.any(String)];
    expect(figures).toContainEqual(["stale-vote", "", "", "1", "0", median, most, ...noWait]);

    await press(page, signOffs.getByRole("link", { name: "Sign-offs, from 2 sign-offs" }));
    await expect(page.getByRole("heading", { level: 1, name: "Sign-offs" })).toBeVisible();
    const values = page.getByRole("region", { name: "Values by release" });
    const behind = values.getByRole("link", { name: release.title });
    await expect(behind).toHaveCount(2);
    await expectAccessible(page);
    const [, ...rows] = await csvOf(page, page.getByRole("link", { name: "Download as CSV" }));
    expect(rows.map(([slug, title]) => [slug, title])).toEqual([
      [release.slug, release.title],
      [release.slug, release.title],
    ]);
    await press(page, behind.first());
    await expect(page).toHaveURL(`/releases/${release.slug}`);

    // By the browser's way back the question stands as it was asked.
    await page.goBack();
    await press(page, page.getByRole("link", { name: "Back to the figures" }));
    await expect(filter.getByLabel("Template")).toHaveValue(release.slug);
    await filter.getByLabel("From").fill("2020-01");
    await filter.getByLabel("To").fill("2020-03");
    await press(page, filter.getByRole("button", { name: "Filter" }));
    await expect(page.getByText("Nothing to tell of this period")).toBeVisible();
    await press(page, page.getByRole("link", { name: "Show the last twelve months" }));
    await expect(filter.getByLabel("Template")).toHaveValue("");
    await expect(
      page.getByRole("link", { name: /^Releases that reached users, from \d+ releases$/ }),
    ).toBeVisible();
  },
);

async function sign(call: Call, { slug, lead }: OwnRelease): Promise<void> {
  const path = `/releases/${slug}/gates/sound-plan`;
  const gate = (await call(lead, "GET", path)) as { requirements: { subjectDigest: string }[] };
  const subjectDigest = gate.requirements[0]?.subjectDigest;
  const vote = { requirement: "objective-clear", role: "technical-lead", vote: "approve", subjectDigest };
  await call(lead, "POST", `${path}/votes`, vote);
}

/** Until what was recorded is computed: figures follow within seconds. */
async function told(call: Call, { slug, lead }: OwnRelease): Promise<void> {
  const approvals = async (): Promise<number | undefined> => {
    const { figures } = (await call(lead, "GET", `/insights/process-health?template=${slug}`)) as {
      figures: { measure: string; subject: string; count: number }[];
    };
    return figures.find(({ measure, subject }) => measure === "approval" && subject === "")?.count;
  };
  await expect.poll(approvals).toBe(2);
}

async function csvOf(page: Page, link: Locator): Promise<string[][]> {
  const coming = page.waitForEvent("download");
  await press(page, link);
  const download: Download = await coming;
  const text = await readFile(await download.path(), "utf8");
  return text
    .trimEnd()
    .split("\r\n")
    .map((line) => line.split(","));
}
