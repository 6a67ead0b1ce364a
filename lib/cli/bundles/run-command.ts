import { join } from "node:path";
import type { ReplaySaid } from "@/lib/bundles/replay-schemas";
import type { Scratch } from "@/lib/cli/bundles/scratch";
import { exits } from "@/lib/cli/command";
import { Failure, wrongUsage } from "@/lib/cli/failure";
import type { Io } from "@/lib/cli/io";
import { runScript } from "@/lib/cli/runner/run-script";

/** What any program needs to be found and to speak; everything else of the caller's environment may be a secret. */
const plain = /^(PATH|LANG|LANGUAGE|LC_[A-Z]+|TZ|SYSTEMROOT|WINDIR|COMSPEC|PATHEXT)$/i;

interface Asked {
  command: readonly string[];
  scratch: Scratch;
  /** Names of variables that are passed on beside those. */
  passed: readonly string[];
  limitMs: number;
}

export type Ended = Pick<ReplaySaid, "startedAt" | "durationMs" | "ended" | "exitCode">;

/** Runs a recorded command in the scratch folder, without a shell, within its time; ends what it leaves running. */
export async function runCommand(io: Io, { command, scratch, passed, limitMs }: Asked): Promise<Ended> {
  const [program = "", ...args] = command;
  const stop = new AbortController();
  const end = () => stop.abort();
  process.once("SIGINT", end).once("SIGTERM", end);
  const begun = Date.now();
  try {
    const ran = await runScript({
      path: program,
      args,
      cwd: scratch.work,
      env: environment(io, { scratch, passed }),
      limitMs,
      onText: io.warn,
      signal: stop.signal,
      isAlone: true,
      faults: { ENOENT: "there is no such program here", EACCES: "it may not be run" },
    });
    if (stop.signal.aborted) throw new Failure(exits.notReady, "Ended before its end; nothing was reported.");
    if (ran.fault !== null)
      throw new Failure(exits.notReady, `${program} could not be started: ${ran.fault}.`, [
        "Nothing was reported: what the command runs on is not part of the bundle and has to be here.",
      ]);
    const { exitCode, isOverTime } = ran;
    return {
      startedAt: new Date(begun).toISOString(),
      durationMs: Date.now() - begun,
      ...(exitCode === null || isOverTime
        ? { ended: isOverTime ? "timed-out" : "killed" }
        : { ended: "exited", exitCode }),
    };
  } finally {
    process.off("SIGINT", end).off("SIGTERM", end);
  }
}

function environment(
  { env }: Io,
  { scratch: { folder }, passed }: Pick<Asked, "scratch" | "passed">,
): Record<string, string> {
  const missing = passed.find((name) => env[name] === undefined);
  if (missing !== undefined) throw wrongUsage(`--env ${missing}: there is no such variable.`);
  const secret = passed.find((name) => /^COUNTERSIGN_/i.test(name));
  if (secret !== undefined) throw wrongUsage(`--env ${secret} is for Countersign, and not passed on.`);
  const kept = Object.entries(env).flatMap(([name, value]): [string, string][] =>
    value !== undefined && (plain.test(name) || passed.includes(name)) ? [[name, value]] : [],
  );
  const tmp = join(folder, "tmp");
  return {
    HOME: join(folder, "home"),
    USERPROFILE: join(folder, "home"),
    TMPDIR: tmp,
    TEMP: tmp,
    TMP: tmp,
    ...Object.fromEntries(kept),
  };
}
