import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findRunning, freePort } from "@/lib/platform/postgres";
import { commandLine, waitForExit } from "@/lib/platform/processes";
import { type DemoProcess, runStart } from "../run-demo";

export const victims = ["web", "worker", "supervisor", "database", "connection"] as const;
export type Victim = (typeof victims)[number];

/** The product as an operator starts it, on a data folder of its own. */
export interface Installation {
  url: string;
  /** The address of its database, for the eyes of whoever checks. */
  databaseUrl: () => Promise<string>;
  /** Where the last checkpoint is kept outside the database. */
  checkpointFile: string;
  start: () => Promise<void>;
  /** Ends a part with SIGKILL and, where the product then ends in order, starts it again. */
  kill: (victim: Victim) => Promise<void>;
  /** Resolves with the status and the last words once it ended by itself. */
  ended: () => Promise<{ code: number | null; words: string }>;
  isRunning: () => boolean;
  /** What any of its starts logged of a request, the latest first. */
  logOf: (requestId: string) => string[];
  stop: () => Promise<void>;
}

export async function makeInstallation(dataDir: string): Promise<Installation> {
  const port = await freePort();
  let running: DemoProcess | undefined;
  const starts: DemoProcess[] = [];
  const checkpointFile = join(dataDir, "held-checkpoint");
  const supervisor = () => {
    if (running?.child.pid === undefined) throw new Error("the installation does not run");
    return running.child.pid;
  };

  async function start(): Promise<void> {
    running = runStart({
      PORT: String(port),
      COUNTERSIGN_DATA_DIR: dataDir,
      DATABASE_URL: "",
      COUNTERSIGN_URL: "",
      COUNTERSIGN_SECRET: "",
      COUNTERSIGN_CHECKPOINT_FILE: checkpointFile,
      LOG_LEVEL: "error",
    });
    starts.push(running);
    await running.ready;
  }

  async function ended() {
    const code = (await running?.exited) ?? null;
    const lines = running?.output().stderr.trim().split("\n") ?? [];
    // Its parts log beside it, in JSON.
    return { code, words: lines.findLast((line) => !line.startsWith("{")) ?? "" };
  }

  async function kill(victim: Victim): Promise<void> {
    const parts = childrenOf(supervisor());
    const postmaster = await postmasterOf(dataDir);
    process.kill(await pidOf(victim, { supervisor: supervisor(), parts, postmaster }), "SIGKILL");
    // One broken connection ends all of them; PostgreSQL recovers by itself, and so does the product.
    if (victim === "connection") return;
    const { code } = await ended();
    if (victim !== "supervisor" && code !== 1)
      throw new Error(`after the ${victim}'s end it ended with ${code}`);
    for (const pid of [...parts, postmaster])
      if (!(await waitForExit(pid, 30_000))) throw new Error(`process ${pid} outlived the ${victim}`);
    await start();
  }

  return {
    url: `http://localhost:${port}`,
    databaseUrl: async () => (await findRunning(dataDir)) ?? "",
    checkpointFile,
    start,
    kill,
    ended,
    logOf: (requestId) => {
      const lines = starts.flatMap((each) => each.output().stderr.split("\n"));
      return lines.filter((line) => line.includes(requestId)).toReversed();
    },
    isRunning: () => running?.child.exitCode === null && running.child.signalCode === null,
    stop: async () => {
      running?.child.kill("SIGTERM");
      await running?.exited;
    },
  };
}

interface Processes {
  supervisor: number;
  parts: number[];
  postmaster: number;
}

async function pidOf(victim: Victim, { supervisor, parts, postmaster }: Processes): Promise<number> {
  switch (victim) {
    case "supervisor":
      return supervisor;
    case "database":
      return postmaster;
    case "connection":
      return found(childrenOf(postmaster), / countersign .*127\.0\.0\.1/, victim);
    case "web":
    case "worker":
      return found(parts, new RegExp(`parts/${victim}\\.mjs`), victim);
  }
}

function found(pids: number[], words: RegExp, what: string): number {
  const pid = pids.find((each) => words.test(commandLine(each)));
  if (pid === undefined) throw new Error(`no process of the ${what} was found`);
  return pid;
}

async function postmasterOf(dataDir: string): Promise<number> {
  const [pid] = (await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8")).split("\n");
  return Number(pid);
}

/** Processes whose parent is this one; Linux only, as the campaign is. */
function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
    .map(Number);
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}
