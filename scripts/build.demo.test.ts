import { statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ensureBuild, root } from "./build";

it("builds nothing where nothing changed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "countersign-build-"));
  const id = join(root, ".next", "BUILD_ID");
  const before = statSync(id).mtimeMs;
  await ensureBuild({ logFile: join(folder, "build.log"), signal: new AbortController().signal });
  expect(statSync(id).mtimeMs).toBe(before);
  await rm(folder, { recursive: true });
});
