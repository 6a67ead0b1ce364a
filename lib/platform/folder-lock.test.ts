import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { takeLock } from "./folder-lock";
import { processStart } from "./processes";

let folder = "";
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "countersign-lock-"))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const impatient = { patienceMs: 100 };

async function take(path: string): Promise<string | number> {
  const taken = await takeLock(path, impatient);
  return "lock" in taken ? "taken" : taken.heldBy;
}

describe("the lock of a folder", () => {
  test("a second taker learns who holds it, and gets it after the release", async () => {
    const path = join(folder, "lock");
    const first = await takeLock(path, impatient);
    expect(await take(path)).toBe(process.pid);
    if ("lock" in first) await first.lock.release();
    expect(await take(path)).toBe("taken");
  });

  test("of many takers at once exactly one gets it, also from a holder that was killed", async () => {
    const path = join(folder, "lock");
    const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"]);
    const pid = child.pid ?? 0;
    await writeFile(path, JSON.stringify({ pid, start: processStart(pid), ending: false }));
    expect(await take(path)).toBe(pid);
    child.kill("SIGKILL");
    await once(child, "exit");
    const answers = await Promise.all(Array.from({ length: 8 }, () => take(path)));
    expect(answers.filter((answer) => answer === "taken")).toHaveLength(1);
  });

  test("an id that was given to another process counts as gone", async () => {
    const path = join(folder, "lock");
    await writeFile(path, JSON.stringify({ pid: process.pid, start: "before the reboot", ending: false }));
    expect(await take(path)).toBe("taken");
    expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ pid: process.pid });
  });

  test("a lock file that was cut off while it was written does not stop anybody", async () => {
    const path = join(folder, "lock");
    await writeFile(path, '{"pid":');
    expect(await take(path)).toBe("taken");
  });
});
