import type { ConsoleMessage } from "@playwright/test";
import { expectAccessible } from "./fixtures/accessible";
import { expect, test } from "./fixtures/demo";

const paths = [
  "/",
  "/?status=blocked&overdue=yes",
  "/?state=ended",
  "/inbox",
  "/inbox?waiting=others",
  "/inbox/notices",
  "/design",
  "/calendar",
  "/calendar/overlaps",
  "/hand-over",
  "/hand-over?shift=next",
  "/insights",
  "/insights/values?measure=readiness",
  "/insights/waiting",
  "/post-mortems",
  "/rights",
  "/ledger",
  "/ledger?kind=decisions&person=grace%40example.org&role=compliance",
  "/ledger?decision=rights.change&role=nobody",
  "/ledger/1",
  "/ledger/checkpoints",
  "/ledger/people/ben%40example.org",
  "/ledger/roles/on-call",
  "/ledger/rights/hold.place",
  "/reviews",
  "/reviews/new",
  "/templates",
  "/templates/model-release",
  "/templates/model-release/versions/1",
  "/templates/model-release/difference?from=1&to=1",
  "/templates/model-release/edit",
  "/templates/new",
  "/templates/new?shipped=emergency-fix",
  "/components",
  "/components?view=drawing",
  "/components/search-ranking",
  "/settings/account",
  "/settings/notices",
  "/settings/webhooks",
  "/settings/deliveries",
  "/settings/people",
  "/settings/people/viktor%40example.org",
  "/settings/teams/security",
  "/settings/teams/operations",
  "/settings/roles",
  "/settings/roles/security",
  "/settings/rotas",
  "/settings/rotas/operations",
  "/settings/escalation",
  "/settings/escalation/edit",
  "/settings/machines/ci",
  "/settings/rights",
  "/settings/sharing",
  "/status",
  "/wall",
  "/releases/search-ranking-14/sharing",
  "/releases/new",
  "/releases/fraud-scoring-7",
  "/releases/fraud-scoring-7/readiness",
  "/releases/fraud-scoring-7/plan",
  "/releases/fraud-scoring-7/bundle",
  "/releases/fraud-scoring-7/roles",
  "/releases/fraud-scoring-7/checks",
  "/releases/fraud-scoring-7/plan/edit",
  "/releases/fraud-scoring-7/plan/criteria",
  "/releases/fraud-scoring-7/bundle/register",
  "/releases/fraud-scoring-7/move?version=1&rights=current",
  "/releases/fraud-scoring-7/criteria",
  "/releases/search-ranking-14/criteria",
  "/releases/fraud-scoring-7/timeline",
  "/releases/fraud-scoring-7/timeline?kind=content",
  "/releases/search-ranking-14/rollout",
  "/releases/search-ranking-14/rollbacks",
  "/releases/fraud-scoring-7/rollbacks",
  "/releases/query-language-3-5/rollbacks",
  "/releases/query-language-3-5/learning",
  "/releases/fraud-scoring-7/learning",
  "/drills",
  "/releases/reply-drafts-1",
  "/releases/search-ranking-14/criteria?criterion=latency-against-baseline&value=1.3",
];

for (const path of paths) {
  test(`${path} is accessible in light and dark, quiet and no wider than the screen`, async ({ visitor }, {
    project,
  }) => {
    const errors: string[] = [];
    const onConsole = (message: ConsoleMessage) => message.type() === "error" && errors.push(message.text());
    const onError = (error: Error) => errors.push(String(error));
    visitor.on("console", onConsole).on("pageerror", onError);
    const answer = await visitor.goto(path);
    expect(answer?.status()).toBe(200);
    await expect(visitor.getByRole("heading", { level: 1 })).toHaveCount(1);
    // Colours are the same at every width: the dark is asked of one.
    await expectAccessible(visitor, { inDark: project.name === "desktop" });
    visitor.off("console", onConsole).off("pageerror", onError);
    expect(errors).toEqual([]);
  });
}

test("what is not there says so", { tag: "@once" }, async ({ page, signIn }) => {
  await signIn("yuki@example.org");
  for (const path of ["nothing", "nothing/readiness", "fraud-scoring-7/plan/nothing"]) {
    const answer = await page.goto(`/releases/${path}`);
    expect(answer?.status(), path).toBe(404);
    await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  }
});

test("the portfolio is filtered by its address", { tag: "@once" }, async ({ page, signIn }) => {
  await signIn("yuki@example.org");
  await page.goto("/?q=fraud");
  const list = page.getByRole("list", { name: "Releases in flight" });
  await expect(list.getByRole("link")).toHaveText(["Fraud scoring 7, with device signals"]);
  await page.getByRole("searchbox").fill("nothing like this");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page.getByText("No release is like that")).toBeVisible();
});

test(
  "an address with what no column can hold shows the page as without it",
  { tag: "@once" },
  async ({ page, signIn }) => {
    await signIn("yuki@example.org");
    const answer = await page.goto("/?q=%00&team=%00&component=%00");
    expect(answer?.status()).toBe(200);
    await expect(page.getByRole("link", { name: "Search ranking 14" })).toBeVisible();
  },
);
