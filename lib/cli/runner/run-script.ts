import { type ChildProcess, spawn } from "node:child_process";
import { StringDecoder } from "node:string_decoder";

interface Asked {
  path: string;
  args: readonly string[];
  cwd: string;
  env: Record<string, string>;
  limitMs: number;
  onText: (text: string) => void;
  /** Ends it with all that it started. */
  signal?: AbortSignal;
  /** What it leaves running is ended with it. */
  isAlone?: boolean;
  /** Words for why it could not be started, by code. */
  faults?: Readonly<Record<string, string>>;
}

export interface Ran {
  /** null: it was ended by a signal, or never began. */
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  isOverTime: boolean;
  /** Why it could not be started. */
  fault: string | null;
  /** What it printed last to its standard output. */
  lastLine: string;
}

const graceMs = 5_000;
const pipesMs = 2_000;
const tailLength = 16_384;

/** Runs a file with arguments, without a shell. Over its time limit it is ended with all that it started, which is a group of its own. */
export async function runScript(asked: Asked): Promise<Ran> {
  const { path, args, cwd, env, limitMs, onText, signal, isAlone = false, faults = {} } = asked;
  const child = spawn(path, [...args], {
    cwd,
    env: env as NodeJS.ProcessEnv,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let tail = "";
  const pipes = [
    read(child.stdout, (text) => {
      tail = (tail + text).slice(-tailLength);
      onText(text);
    }),
    read(child.stderr, onText),
  ];
  const limit = limitGroup(child, limitMs);
  const stop = () => killGroup(child, "SIGKILL");
  signal?.addEventListener("abort", stop, { once: true });
  const ended = await new Promise<Pick<Ran, "exitCode" | "signal" | "fault">>((resolve) => {
    child.on("error", (error) => resolve({ exitCode: null, signal: null, fault: faultOf(error, faults) }));
    child.on("exit", (exitCode, by) => resolve({ exitCode, signal: by, fault: null }));
  });
  signal?.removeEventListener("abort", stop);
  const isOverTime = limit.end();
  if (isAlone) stop();
  // Something that it left running may hold its output open.
  await Promise.race([Promise.all(pipes), new Promise((resolve) => setTimeout(resolve, pipesMs).unref())]);
  child.stdout.destroy();
  child.stderr.destroy();
  const lines = tail.split(/\r?\n/).filter((line) => line.trim() !== "");
  return { ...ended, isOverTime, lastLine: lines.at(-1)?.trim() ?? "" };
}

function read(stream: NodeJS.ReadableStream, onText: (text: string) => void): Promise<void> {
  const decoder = new StringDecoder("utf8");
  stream.on("data", (chunk: Buffer) => onText(decoder.write(chunk)));
  return new Promise((resolve) => {
    stream.on("error", () => resolve());
    stream.on("close", () => {
      onText(decoder.end());
      resolve();
    });
  });
}

function limitGroup(child: ChildProcess, limitMs: number): { end: () => boolean } {
  let isOver = false;
  let last: NodeJS.Timeout | undefined;
  const first = setTimeout(
    () => {
      isOver = true;
      killGroup(child, "SIGTERM");
      last = setTimeout(() => killGroup(child, "SIGKILL"), graceMs);
    },
    Math.max(1, Math.min(limitMs, 2 ** 31 - 1)),
  );
  return {
    end: () => {
      clearTimeout(first);
      clearTimeout(last);
      // Whoever is left of the group does not outlive the limit.
      if (isOver) killGroup(child, "SIGKILL");
      return isOver;
    },
  };
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone.
  }
}

function faultOf(error: Error & { code?: string }, given: Readonly<Record<string, string>>): string {
  const words: Readonly<Record<string, string>> = {
    ENOENT: "its interpreter, the first line after #!, is not there",
    EACCES: "running files is not allowed in the runner's folder",
    ENOEXEC: "it is no program, and does not begin with #! and an interpreter",
    E2BIG: "its arguments are too long",
    ...given,
  };
  return words[error.code ?? ""] ?? error.message;
}
