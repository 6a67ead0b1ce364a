// Processes that run beside the story: the service, its callers, what sends its
// metrics, and the runner. All are ended with it.
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { exampleFolder } from "../lib/manifest.mjs";
import { fail } from "./transcript.mjs";

const running = new Set();

/** Starts a program of Node with just this environment; what it says goes to out/NAME.log. */
export function start(name, args, env = {}) {
  mkdirSync(join(exampleFolder, "out"), { recursive: true });
  const log = openSync(join(exampleFolder, "out", `${name}.log`), "w");
  const child = spawn(process.execPath, args, {
    cwd: exampleFolder,
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", log],
  });
  closeSync(log);
  const one = { name, child, said: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => (one.said += text));
  running.add(one);
  child.once("exit", () => running.delete(one));
  return one;
}

/** Waits until it has said something that matches, and answers the match. */
export async function hasSaid(one, pattern, seconds = 30) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    const match = pattern.exec(one.said);
    if (match) return match;
    if (one.child.exitCode !== null) return fail(`${one.name} ended: see out/${one.name}.log`);
    await new Promise((later) => setTimeout(later, 100));
  }
  return fail(`${one.name} did not say ${pattern} within ${seconds} s`);
}

export function endAll() {
  for (const { child } of running) child.kill("SIGTERM");
}
