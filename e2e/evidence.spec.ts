import { readFile, rm, writeFile } from "node:fs/promises";
import { sourceOf, verifyArchive } from "@/lib/audit/verify-archive";
import { expect, signInAs, test } from "./fixtures/demo";

test(
  "the evidence of a release is saved without script, verified, and its report opens from disk",
  { tag: "@once" },
  async ({ browser, baseURL }, info) => {
    const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL && { baseURL }) });
    await signInAs(context, "grace@example.org");
    const page = await context.newPage();
    await page.goto("/releases/search-ranking-14");
    const saving = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export evidence" }).click();
    const saved = await saving;
    expect(saved.suggestedFilename()).toMatch(/^countersign-search-ranking-14-\d+\.tar$/);
    const archive = await readFile(await saved.path());
    expect(verifyArchive(sourceOf(archive))).toMatchObject({ isSound: true, what: "release" });

    const path = info.outputPath("report.html");
    await writeFile(path, reportIn(archive));
    await page.goto(`file://${path}`);
    await expect(page.getByRole("heading", { level: 1, name: "Search ranking 14" })).toBeVisible();
    const signatures = page.getByRole("region", { name: "Signatures" });
    await expect(signatures.getByRole("row", { name: /Yuki Tanaka.*approved/ }).first()).toBeVisible();
    await rm(path);
    await context.close();
  },
);

function reportIn(archive: Buffer): Buffer {
  const at = archive.indexOf("report.html\0");
  const size = Number.parseInt(archive.toString("latin1", at + 124, at + 135), 8);
  return archive.subarray(at + 512, at + 512 + size);
}
