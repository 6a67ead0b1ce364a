import { setTimeout as sleep } from "node:timers/promises";
import type { AllowedHosts } from "@/lib/platform/public-addresses";
import { sendTask } from "@/lib/integrations/webhooks/attempt-webhook";
import { setFlag } from "@/lib/integrations/unleash/set-flag";
import { setShare } from "@/lib/integrations/unleash/set-share";
import type { Unleash } from "@/lib/integrations/unleash/unleash-api";
import type { Actor } from "@/lib/identity/actor";
import type { Kernel } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import type { Outcome } from "./attempt-schemas";
import { AttemptTask, isExposureTask } from "./attempt-task";
import { claimWaiting } from "./claim-waiting";
import { endOnce } from "./end-once";

export interface Carrying {
  secret: string;
  /** Address of this installation. */
  url: string;
  allowed: AllowedHosts;
  /** null: none is configured. */
  unleash: Unleash | null;
}

const actor: Actor = { kind: "system", job: "worker" };
const executors: ("webhook" | "flag")[] = ["webhook", "flag"];

/**
 * Carries out what waits, one after the other: claimed first and then sent, so that nothing is sent twice whoever dies in between.
 * Several may be at it. Answers how many it carried out.
 */
export async function carryOutWaiting(
  kernel: Kernel,
  carrying: Carrying,
  { stepsOnly = false }: { stepsOnly?: boolean } = {},
): Promise<number> {
  const asked = { executors, staging: false, stepsOnly };
  for (let count = 0; ; count += 1) {
    const task = await claimWaiting(kernel, asked, { actor, requestId: "carry-out" });
    if (task === null) return count;
    const said = await carriedOut(task, { kernel, carrying });
    if (said !== null) await end(kernel, task.attempt, said);
  }
}

async function carriedOut(
  raw: AttemptTask,
  { kernel, carrying }: { kernel: Kernel; carrying: Carrying },
): Promise<Outcome | null> {
  try {
    const task = AttemptTask.parse(raw);
    return await byExecutor(task, carrying, kernel.clock.now());
  } catch (error) {
    log.error({ err: error, attempt: raw.attempt }, "an attempt could not be carried out");
    return { succeeded: false, note: "It failed on this side; the server's log says more." };
  }
}

async function byExecutor(task: AttemptTask, carrying: Carrying, now: Date): Promise<Outcome | null> {
  const { executor } = task;
  const { secret, url: site, allowed, unleash } = carrying;
  if (executor.type === "webhook") return sendTask(task, { url: executor.url, secret, site, allowed, now });
  if (executor.type !== "flag")
    return { succeeded: false, note: `Nothing here carries out ${executor.type}.`, isFinal: true };
  if (unleash === null) return { succeeded: false, note: noUnleash, isFinal: true };
  if (isExposureTask(task)) return setShare(unleash, { ...executor, percent: task.percent });
  const { flags, drill, dryRun } = task;
  // A drill never touches what users are served by, whatever its task says.
  return setFlag(unleash, {
    ...executor,
    isOn: flags[executor.flag] ?? false,
    dryRun: dryRun || drill !== null,
  });
}

const noUnleash = "COUNTERSIGN_UNLEASH_URL does not say where flags are.";
const triesToEnd = 8;

/** Says how it went. A database that is away is waited for a while; beyond it the attempt fails when it is due. */
async function end(kernel: Kernel, attempt: string, said: Outcome): Promise<void> {
  for (let left = triesToEnd; ; left -= 1) {
    try {
      await endOnce(kernel, { attempt, said }, { actor, requestId: `carry-out-${attempt}` });
      return;
    } catch (error) {
      const isRefused = error instanceof AppError && error.code !== "busy" && error.code !== "unavailable";
      if (isRefused || left <= 1) {
        log.warn({ err: error, attempt, said }, "what came of an attempt could not be recorded");
        return;
      }
      await sleep(1_000);
    }
  }
}
