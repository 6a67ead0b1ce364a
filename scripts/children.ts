import { type ChildProcess, fork } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { waitForExit } from "@/lib/platform/processes";
import { StartFault } from "@/lib/platform/start-fault";
import { partsFolder, root } from "./build";

export interface Child {
  name: string;
  /** Resolves when it can do its work; throws when it ends before. */
  ready: Promise<void>;
  /** Resolves when the process is gone, for whatever reason. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

const graceMs = 15_000;

/** Starts a part as a process of its own; what it writes goes to a log file, or where this process's own words go. */
export function startChild({ name, logFolder, env }: StartChild): Child {
  const logFile = logFolder === undefined ? undefined : join(logFolder, `${name}.log`);
  const log = logFile === undefined ? undefined : openSync(logFile, "a", 0o600);
  const child = fork(join(partsFolder, `${name}.mjs`), [], {
    cwd: root,
    env,
    execArgv: ["--enable-source-maps"],
    // Standard output is for what a start was asked to say; a part's words are its log.
    stdio: log === undefined ? ["ignore", 2, 2, "ipc"] : ["ignore", log, log, "ipc"],
  });
  if (log !== undefined) closeSync(log);
  const ended = new Promise<void>((done) => {
    child.once("exit", () => done());
    child.once("error", () => done());
  });
  const words = logFile === undefined ? "its words stand above" : `its words are in ${logFile}`;
  const ready = new Promise<void>((done, fail) => {
    child.once("message", () => done());
    void ended.then(() => fail(new StartFault(`The ${name} did not start; ${words}.`)));
  });
  // A child that ends during an orderly stop was perhaps never waited for.
  ready.catch(() => undefined);
  return { name, ready, ended, stop: () => stopChild(child) };
}

interface StartChild {
  name: "web" | "worker";
  logFolder: string | undefined;
  env: NodeJS.ProcessEnv;
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  if (await waitForExit(child.pid, graceMs)) return;
  child.kill("SIGKILL");
}
