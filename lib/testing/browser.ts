import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";
import { hasPackagedBrowser, packagedBrowser } from "./packaged-browser";

export interface Browser {
  /** Absent: Playwright's own. */
  executablePath?: string;
  args: string[];
  env?: Record<string, string>;
}

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/** What keeps a browser of the machine quiet: no calls home, no graphics card, no crash reports. */
const quiet = [
  // A page of a test lives for seconds: optimising its script takes a fifth more CPU than it saves.
  "--js-flags=--no-opt --no-maglev",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The browser for tests: CHROMIUM_PATH's, Playwright's, the one inside an npm package, or one on the PATH. */
export async function findBrowser(): Promise<Browser> {
  // As root Chromium refuses its sandbox; tests open nothing but our own pages.
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const named = process.env["CHROMIUM_PATH"];
  if (named !== undefined && named !== "") return { executablePath: named, args: [...sandbox, ...quiet] };
  if (existsSync(chromium.executablePath())) return { args: sandbox };
  // Before the machine's own: one version everywhere, and less CPU with no window to draw.
  if (hasPackagedBrowser) return { ...(await packagedBrowser()), args: ["--no-sandbox", ...quiet] };
  const found = onPath();
  if (found !== undefined) return { executablePath: found, args: [...sandbox, ...quiet] };
  throw new Error("No browser was found: run `npx playwright install chromium`, or set CHROMIUM_PATH.");
}

function onPath(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
}
