import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { ServerUser } from "./postgres-home";

/** Waits for the end of its input, which comes with the end of whoever holds the other side, however that ends. */
const script = 'while read -r _; do :; done; [ "$(head -n 1 "$2")" = "$1" ] && kill -INT "$1"';

interface Guarded {
  pid: number;
  cluster: string;
  user: ServerUser | undefined;
}

/**
 * Ends a server in order when this process is gone, even killed: a server that nobody supervises any more would hold its
 * folder and its memory until the next start. Dismiss it once the server has ended.
 */
export function guardPostgres({ pid, cluster, user }: Guarded): { dismiss: () => void } {
  if (process.platform === "win32") return { dismiss: () => undefined };
  const guard: ChildProcess = spawn(
    "/bin/sh",
    ["-c", script, "sh", String(pid), join(cluster, "postmaster.pid")],
    { cwd: "/", ...user, detached: true, stdio: ["pipe", "ignore", "ignore"] },
  );
  guard.on("error", () => undefined);
  guard.stdin?.on("error", () => undefined);
  guard.unref();
  return { dismiss: () => void guard.kill("SIGKILL") };
}
