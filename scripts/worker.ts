import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { log } from "@/lib/platform/log";
import { type Job, jobs } from "./jobs";
import { endWithParent } from "./parent";

const longestPauseMs = 30_000;

/** Repeats each job until the signal; a failure is logged and waited out, the longer the more there are. */
export async function runJobs(list: Job[], signal: AbortSignal): Promise<void> {
  // Each job waits for it, and there are more of them than are taken for a leak.
  setMaxListeners(list.length, signal);
  await Promise.all(list.map((job) => repeat(job, signal)));
}

async function repeat(job: Job, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    failures = (await succeeds(job, signal)) ? 0 : failures + 1;
    const pauseMs = failures === 0 ? job.intervalMs : backOff(job.intervalMs, failures);
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

async function succeeds(job: Job, stopping: AbortSignal): Promise<boolean> {
  try {
    await job.run(new Date(), stopping);
    return true;
  } catch (error) {
    log.error({ err: error, job: job.name }, "a job failed");
    return false;
  }
}

/** The pause after so many failures in a row. */
export function backOff(intervalMs: number, failures: number): number {
  return Math.max(intervalMs, Math.min(longestPauseMs, 250 * 2 ** Math.min(failures, 10)));
}

if (import.meta.filename === process.argv[1]) {
  const stop = new AbortController();
  // Keeps the process alive while there is no job yet.
  const idle = setInterval(() => undefined, 60_000);
  const running = runJobs(jobs, stop.signal);
  endWithParent(async () => {
    stop.abort();
    clearInterval(idle);
    await running;
  });
  process.send?.("ready");
}
