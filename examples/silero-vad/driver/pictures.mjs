// Pictures of what the run shows, where a browser is at hand and
// CANARY_PICTURES names a folder for them. The run does not depend on them.
import { createRequire } from "node:module";
import { join } from "node:path";
import { exampleFolder } from "../lib/manifest.mjs";
import { say } from "./transcript.mjs";

const folder = process.env.CANARY_PICTURES;
let opened = null;

/** Opens the browser beforehand, so that the people in the story do not wait for it. */
export function openPictures(url, email) {
  if (folder) opened = open(url, email);
}

async function open(url, email) {
  const { chromium } = createRequire(join(exampleFolder, "../../package.json"))("@playwright/test");
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM });
  const page = await browser.newPage({
    baseURL: url,
    viewport: { width: 1280, height: 900 },
    reducedMotion: "reduce",
  });
  // The demo's sign-in by one click.
  await page.context().request.post("/demo/sign-in", { form: { email }, headers: { origin: url } });
  return { browser, page };
}

/** @param {string} [part] selector of what is shown; absent: the window */
export async function takePicture(name, path, part) {
  if (opened === null) return;
  const { page } = await opened;
  await page.goto(path, { waitUntil: "networkidle" });
  const shown = part === undefined ? page : page.locator(part);
  await shown.screenshot({ path: join(folder, `${name}.png`) });
  say(`picture: ${name}.png`);
}

export async function closePictures() {
  if (opened !== null) await (await opened).browser.close();
}
