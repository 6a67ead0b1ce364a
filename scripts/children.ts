import { type ChildProcess, fork } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { waitForExit } from "@/lib/platform/processes";
import { StartFault } from "@/lib/platform/start-fault";
import { root } from "./build";

export interface Child {
  name: string;
  /** Resolves when it can do its work; throws when it ends before. */
  ready: Promise<void>;
  /** Resolves when the process is gone, for whatever reason. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

const graceMs = 15_000;

/** Starts a script as a process of its own; what it writes goes to a log file. */
export function startChild({ name, logFolder, env }: StartChild): Child {
  const logFile = join(logFolder, `${name}.log`);
  const log = openSync(logFile, "a", 0o600);
  const child = fork(join(root, "scripts", `${name}.ts`), [], {
    cwd: root,
    env,
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  const ended = new Promise<void>((done) => {
    child.once("exit", () => done());
    child.once("error", () => done());
  });
  const ready = new Promise<void>((done, fail) => {
    child.once("message", () => done());
    void ended.then(() => fail(new StartFault(`The ${name} did not start; its words are in ${logFile}.`)));
  });
  // A child that ends during an orderly stop was perhaps never waited for.
  ready.catch(() => undefined);
  return { name, ready, ended, stop: () => stopChild(child) };
}

interface StartChild {
  name: "web" | "worker";
  logFolder: string;
  env: NodeJS.ProcessEnv;
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  if (await waitForExit(child.pid, graceMs)) return;
  child.kill("SIGKILL");
}
