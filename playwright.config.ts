import { defineConfig, devices } from "@playwright/test";
import { findBrowser } from "@/lib/testing/browser";
import { screens } from "./e2e/fixtures/screens";

const { env, ...browser } = await findBrowser();
const launchOptions = { ...browser, ...(env === undefined ? {} : { env: { ...process.env, ...env } }) };

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/e2e",
  // One demo serves all tests; those that change it make a release of their own.
  fullyParallel: true,
  // On two cores a third fills the time in which pages and servers wait: they were busy for three fifths of it.
  workers: 3,
  forbidOnly: true,
  retries: 0,
  // Limits are for what hangs: axe reads a long page for half a minute where both cores are busy.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [["list"], ["json", { outputFile: "test-results/e2e.json" }]],
  globalSetup: "./e2e/fixtures/start-demo.ts",
  // A trace costs as much CPU as the test itself: `npx playwright test --trace on e2e/x.spec.ts` makes one.
  use: { trace: "off", screenshot: "only-on-failure", locale: "en-GB", timezoneId: "UTC", launchOptions },
  projects: [
    { name: "desktop", use: { ...devices["Desktop Chrome"], ...screens.desktop } },
    {
      name: "phone",
      // What these try does not depend on the width of a screen, or they choose it themselves, to share a workspace.
      grepInvert: /@once/,
      testIgnore: ["cross-site", "sign-in-ends", "outage", "single-sign-on"].map(
        (name) => `**/${name}.spec.ts`,
      ),
      use: { ...devices["Desktop Chrome"], ...screens.phone },
    },
  ],
});
