import { type ChildProcess, fork } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { waitForExit } from "@/lib/platform/processes";
import { freePort } from "@/lib/platform/postgres";
import type { Used } from "./meter";

/** A process that is measured: a web server, or a worker. */
export interface Server {
  url: string;
  used: (options?: { collected: boolean }) => Promise<Used>;
  stop: () => Promise<void>;
}

/** Starts a script with the meter in it, and waits until it says that it is ready. */
export async function startServer({
  script,
  cwd,
  env,
  logFile,
}: {
  script: string;
  cwd: string;
  env: (url: string) => NodeJS.ProcessEnv;
  logFile: string;
}): Promise<Server> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const log = openSync(logFile, "a", 0o600);
  const child = fork(script, [], {
    cwd,
    env: { ...env(url), PORT: String(port) },
    execArgv: ["--import", "tsx", "--import", join(import.meta.dirname, "meter.ts")],
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  await heard(child, (message) => (message === "ready" ? true : undefined), `${script}, see ${logFile}`);
  return {
    url,
    used: (options) => {
      const answer = heard(child, usedIn, script);
      child.send(options?.collected === true ? "used after collection" : "used");
      return answer;
    },
    stop: async () => {
      child.kill("SIGTERM");
      if (child.pid !== undefined && !(await waitForExit(child.pid, 15_000))) child.kill("SIGKILL");
    },
  };
}

function usedIn(message: unknown): Used | undefined {
  return typeof message === "object" && message !== null && "used" in message
    ? (message.used as Used)
    : undefined;
}

function heard<T>(child: ChildProcess, read: (message: unknown) => T | undefined, name: string): Promise<T> {
  return new Promise((done, fail) => {
    const ended = () => fail(new Error(`${name} ended`));
    const listen = (message: unknown) => {
      const found = read(message);
      if (found === undefined) return;
      child.off("message", listen);
      child.off("exit", ended);
      done(found);
    };
    child.on("message", listen);
    child.once("exit", ended);
  });
}
