import { asAnswer, findText } from "@/lib/cli/answers";
import { exits } from "@/lib/cli/command";
import { Failure, Refusal, wrongUsage } from "@/lib/cli/failure";
import { path } from "@/lib/cli/http";
import type { Io } from "@/lib/cli/io";
import { exitOf } from "@/lib/cli/refusals";
import { carryOut, type Runner } from "./carry-out";
import type { TargetChecks } from "./check-targets";

/** What a runner does: scripts, fetching what plans go back to, or both. */
export interface Work {
  io: Io;
  scripts: Runner | null;
  targets: TargetChecks | null;
}

export interface Asking {
  releases: readonly string[];
  components: readonly string[];
  /** No exposures. */
  stepsOnly: boolean;
  /** Ends once nothing waits. */
  isOnce: boolean;
  signal: AbortSignal;
}

const pauseMs = 1_000;
const longestPauseMs = 30_000;

/** Asks for work and does it until it is told to stop, scripts one after the other. A server that is away is waited for. */
export async function poll(work: Work, asking: Asking): Promise<void> {
  try {
    await pollUntilStopped(work, asking);
  } finally {
    await work.targets?.end();
  }
}

async function pollUntilStopped({ io, scripts, targets }: Work, asking: Asking): Promise<void> {
  let failures = 0;
  let isKeyChecked = false;
  while (!asking.signal.aborted) {
    try {
      if (!isKeyChecked && scripts !== null) await assertKey(scripts);
      isKeyChecked = true;
      const wasThere = (await nextScript(scripts, asking)) || (await nextTarget(targets, asking));
      if (failures > 0) io.warn("The server is back.\n");
      failures = 0;
      if (wasThere) continue;
      if (asking.isOnce) return;
    } catch (error) {
      if (asking.isOnce || !isAway(error)) throw error;
      if (failures === 0) io.warn(`${error instanceof Error ? error.message : "Away"}\nTrying again.\n`);
      failures += 1;
    }
    await io.sleep(Math.min(longestPauseMs, pauseMs * 2 ** Math.min(failures, 10)));
  }
}

function isAway(error: unknown): boolean {
  const exit = error instanceof Failure ? error.exit : error instanceof Refusal ? exitOf(error) : null;
  return exit === exits.unreachable || (error instanceof Refusal && error.status >= 500);
}

async function assertKey({ api, key }: Runner): Promise<void> {
  const told = findText(asAnswer((await api.get("/runner/key")).body), "key");
  if (told === key) return;
  throw wrongUsage(
    `The server signs with another key: ${told ?? "none"}`,
    `The runner was given ${key}`,
    "If the server's secret was changed on purpose, give the new key with --key.",
  );
}

async function nextScript(scripts: Runner | null, asking: Asking): Promise<boolean> {
  if (scripts === null) return false;
  await report(scripts);
  return next(scripts, asking);
}

/** Beside the scripts; where the runner ends once nothing waits, after them. */
async function nextTarget(targets: TargetChecks | null, asking: Asking): Promise<boolean> {
  if (targets === null) return false;
  if (asking.isOnce) return targets.once(asking);
  await targets.beside(asking);
  return false;
}

/** Carries out the oldest step that waits; false where none does. */
async function next(runner: Runner, { releases, components, stepsOnly }: Asking): Promise<boolean> {
  const { api, journal, isStaging } = runner;
  const handed = asAnswer(
    (
      await api.post("/runner/claims", {
        ...(releases.length > 0 && { releases }),
        ...(components.length > 0 && { components }),
        ...(stepsOnly && { stepsOnly: true }),
        ...(isStaging && { staging: true }),
      })
    ).body,
  );
  const { task, signature } = handed;
  const attempt = findText(asAnswer(task), "attempt");
  if (attempt === null) return false;
  const said = await carryOut(runner, { task, signature });
  journal.end(attempt, said);
  await report(runner);
  return true;
}

/** Tells the server what it does not know yet, also of what an earlier runner with this folder left. */
async function report({ api, journal, io }: Runner): Promise<void> {
  for (const { attempt, said } of journal.unreported()) {
    if (!said.succeeded) io.warn(`${attempt}: ${said.note ?? "failed"}\n`);
    try {
      await api.post(path`/runner/attempts/${attempt}/end`, said);
    } catch (error) {
      if (!(error instanceof Refusal) || error.status === 401 || error.status === 403 || isAway(error))
        throw error;
      const detail = findText(asAnswer(error.body), "detail") ?? `refused with ${error.status}`;
      io.warn(`${attempt}: the server does not take what came of it: ${detail}\n`);
    }
    journal.reported(attempt);
  }
}
