import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "@playwright/test";
import { freePort } from "@/lib/platform/postgres";
import { findBrowser } from "@/lib/testing/browser";
import { root } from "./build";
import { type Picture, pictures } from "./picture-list";
import { runDemo } from "./run-demo";

/** Takes the documentation's pictures from a fresh sample workspace; names on the command line choose some of them. */
async function takePictures(names: readonly string[]): Promise<void> {
  const chosen = pictures.filter(({ name }) => names.length === 0 || names.includes(name));
  const dataDir = await mkdtemp(join(tmpdir(), "countersign-pictures-"));
  await chmod(dataDir, 0o711);
  const demo = runDemo({
    PORT: String(await freePort()),
    COUNTERSIGN_DATA_DIR: dataDir,
    DATABASE_URL: "",
  });
  try {
    const url = await demo.ready;
    const { env, ...options } = await findBrowser();
    const browser = await chromium.launch({ ...options, ...(env && { env: { ...process.env, ...env } }) });
    for (const picture of chosen) await take(browser, url, picture);
    await browser.close();
  } finally {
    demo.child.kill("SIGTERM");
    await demo.exited;
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function take(browser: Browser, url: string, picture: Picture): Promise<void> {
  const { name, path, as, size = [1280, 800], ready, before } = picture;
  const [width, height] = size;
  const context = await browser.newContext({
    viewport: { width, height },
    locale: "en-GB",
    timezoneId: "UTC",
    colorScheme: picture.dark === true ? "dark" : "light",
    isMobile: width < 500,
    hasTouch: width < 500,
    reducedMotion: "reduce",
  });
  const answer = await context.request.post(`${url}/demo/sign-in`, { form: { email: as } });
  if (!answer.ok()) throw new Error(`signing in as ${as} was answered with ${answer.status()}`);
  const page = await context.newPage();
  const shown = await page.goto(url + path);
  if (shown?.status() !== 200) throw new Error(`${path} was answered with ${shown?.status()}`);
  await page.getByRole("heading", { level: 1, name: ready }).waitFor();
  await before?.(page);
  // What the page asks for after it stands: its stream of events, a first reading of a text.
  await page.waitForFunction(() => !/connecting|Reading…/.test(document.body.innerText));
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(root, "docs", "pictures", `${name}.png`) });
  await context.close();
  console.log(`${name}.png  ${path}`);
}

await takePictures(process.argv.slice(2));
