// Generates the Prisma client after every install, with no network.
// The schema engine that Prisma wants to download is not used by `generate`, but Prisma insists on having
// one: it gets an executable that fails, so that a command which really needs the engine fails too.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const cli = join(root, "node_modules", "prisma", "build", "index.js");

function generate() {
  const folder = mkdtempSync(join(tmpdir(), "countersign-generate-"));
  const engine = join(folder, "schema-engine");
  writeFileSync(engine, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  try {
    const done = spawnSync(process.execPath, [cli, "generate"], {
      cwd: root,
      encoding: "utf8",
      env: {
        ...process.env,
        PRISMA_SCHEMA_ENGINE_BINARY: engine,
        CHECKPOINT_DISABLE: "1",
        PRISMA_HIDE_UPDATE_MESSAGE: "1",
      },
    });
    if (done.status === 0) return 0;
    process.stderr.write(`${done.stdout}${done.stderr}\nThe Prisma client could not be generated.\n`);
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// An install without the development dependencies brings the generated client from elsewhere.
process.exitCode = existsSync(cli) ? generate() : 0;
