import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Whether a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/**
 * A text that is equal as long as the id belongs to the same process, or undefined when there is none:
 * process ids are given out again, in containers even soon.
 */
export function processStart(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  try {
    if (process.platform !== "linux") return ps(pid, "lstart=");
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold spaces; the start time is the 20th field after it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z") return undefined;
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${fields[19] ?? ""}`;
  } catch {
    return undefined;
  }
}

/** The command line of a process, or nothing when it is gone. */
export function commandLine(pid: number): string {
  try {
    if (process.platform !== "linux") return ps(pid, "command=");
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}

function ps(pid: number, field: string): string {
  return execFileSync("ps", ["-o", field, "-p", String(pid)], { encoding: "utf8" }).trim();
}

/** Waits until a process is gone; false when it is still there after the time. */
export async function waitForExit(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (processStart(pid) !== undefined) {
    if (performance.now() > deadline) return false;
    await sleep(25);
  }
  return true;
}
