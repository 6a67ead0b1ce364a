import { join } from "node:path";
import type { Api } from "@/lib/cli/http";
import { path } from "@/lib/cli/http";
import type { Io } from "@/lib/cli/io";
import { Share } from "@/lib/platform/cross-checks";
import { durationText } from "@/lib/platform/durations";
import { Serving, type StepSaid } from "@/lib/rollbacks/attempt-schemas";
import { isSignedTask } from "@/lib/rollbacks/step-signing";
import { AttemptTask, isExposureTask } from "@/lib/rollbacks/attempt-task";
import type { StepTask } from "@/lib/rollbacks/step-task";
import type { ExposureTask } from "@/lib/rollouts/exposure-task";
import type { Journal } from "./journal";
import { printable, streamOutput } from "./output";
import { type Ran, runScript } from "./run-script";
import { copyScript, type Scripts } from "./scripts";

export interface Runner {
  io: Io;
  api: Api;
  journal: Journal;
  scripts: Scripts;
  /** The key that is pinned. */
  key: string;
  /** Its own folder. */
  folder: string;
  isStaging: boolean;
  /** Scripts know what COUNTERSIGN_DRY_RUN means. */
  runsDry: boolean;
}

const failed = (note: string): StepSaid => ({ succeeded: false, note });

interface HandedOut {
  task: unknown;
  signature: unknown;
}

/** Checks what was handed out and carries it out; answers how it went. What is not as it has to be is not run. */
export async function carryOut(runner: Runner, handed: HandedOut): Promise<StepSaid> {
  try {
    return await checkAndRun(runner, handed);
  } catch (error) {
    // Such as a disk that is full.
    return failed(clipped(`The runner could not carry it out: ${String(error)}`));
  }
}

async function checkAndRun(runner: Runner, { task: raw, signature }: HandedOut): Promise<StepSaid> {
  const parsed = AttemptTask.safeParse(raw);
  if (!parsed.success)
    return failed("Refused: the step is written in another form than this runner knows; is it too old?");
  const task = parsed.data;
  if (!isSignedTask(task, String(signature), runner.key))
    return failed(`Refused: the step is not signed with the key that the runner was given, ${runner.key}.`);
  const why = whyNot(task, runner);
  if (why !== null) return failed(`Refused: ${why}`);
  const args = argumentsOf(task);
  if (typeof args === "string") return failed(`Refused: ${args}`);
  const into = join(runner.folder, "running", task.attempt);
  const copy = await copyScript(runner.scripts, { digest: task.script ?? "", into });
  if (typeof copy === "string") return failed(copy);
  try {
    if (isDry(task) && !runner.runsDry) return rehearse(runner, task, [copy.name, ...args]);
    runner.journal.begin(task.attempt);
    return await run(runner, task, { path: copy.path, name: copy.name, args });
  } finally {
    await copy.remove();
  }
}

function isDry(task: AttemptTask): task is StepTask {
  return !isExposureTask(task) && task.dryRun;
}

function whyNot(task: AttemptTask, { isStaging, journal }: Runner): string | null {
  const { executor, attempt, dueAt, script } = task;
  const drill = isExposureTask(task) ? null : task.drill;
  if (executor.type !== "command" || script === null) return "the step names no script.";
  if ((drill === "staging") !== isStaging)
    return isStaging
      ? "this runner is for drills on staging alone."
      : "a drill on staging is for a runner of staging: --staging.";
  if (journal.knows(attempt)) return "this attempt was begun here before, and none is run twice.";
  if (Date.parse(dueAt) <= Date.now()) return `the step was due at ${dueAt}, by this machine's clock.`;
  return null;
}

const none = "none";

type Filled =
  | Pick<StepTask, "executor" | "target">
  | Pick<ExposureTask, "for" | "executor" | "percent" | "candidates">;

/**
 * With what the document names in the place of `{{target}}` and `{{target:component}}`, of an exposure `{{percent}}`, `{{candidate}}` and
 * `{{candidate:component}}`; a text says what is wrong.
 */
export function argumentsOf(task: Filled): string[] | string {
  const { executor } = task;
  if (executor.type !== "command") return [];
  const [word, digests] = "for" in task ? ["candidate", task.candidates] : ["target", task.target];
  const components = Object.keys(digests);
  let fault: string | null = null;
  const digestOf = (whole: string, named: string | undefined): string => {
    const component = named ?? (components.length === 1 ? components[0] : undefined);
    if (component !== undefined && Object.hasOwn(digests, component)) return digests[component] ?? none;
    fault ??=
      named === undefined
        ? `${whole} stands for one component, and the step has ${components.length}; write {{${word}:component}}.`
        : `the step has no component ${named}.`;
    return whole;
  };
  const filled = executor.args.map((arg) =>
    arg.replace(
      /\{\{(target|candidate|percent)(?::([^{}]*))?\}\}/g,
      (whole, name: string, named: string | undefined) => {
        if (name === word) return digestOf(whole, named);
        if (!("for" in task)) return whole;
        if (name === "percent" && named === undefined) return String(task.percent);
        fault ??= `${whole} stands for nothing here; of an exposure there are {{percent}} and {{candidate}}.`;
        return whole;
      },
    ),
  );
  return fault ?? filled;
}

function rehearse({ io }: Runner, { attempt }: StepTask, line: readonly string[]): StepSaid {
  const note = `Rehearsed: it would run ${line.map((word) => JSON.stringify(word)).join(" ")}.`;
  io.write(`${attempt}: ${note}\n`);
  return { succeeded: true, note: clipped(note) };
}

async function run(
  { io, api, scripts }: Runner,
  task: AttemptTask,
  { path: file, name, args }: { path: string; name: string; args: readonly string[] },
): Promise<StepSaid> {
  const { attempt } = task;
  const limitMs = Math.min(task.timeLimitMs, Date.parse(task.dueAt) - Date.now());
  io.write(`${attempt}: runs ${name} for ${task.release}, ${aboutOf(task)}.\n`);
  const output = streamOutput((piece) => api.post(path`/runner/attempts/${attempt}/output`, piece));
  const ran = await runScript({
    path: file,
    args,
    cwd: scripts.folder,
    env: environment(io, task),
    limitMs,
    onText: output.add,
  });
  await output.end(15_000);
  const said = saidOf(ran, { name, limitMs, isExposure: isExposureTask(task) });
  io.write(`${attempt}: ${said.succeeded ? "succeeded" : "failed"}. ${said.note ?? ""}\n`);
  return said;
}

function aboutOf(task: AttemptTask): string {
  return isExposureTask(task) ? `${task.percent} % in stage ${task.stage}` : `step ${task.step}`;
}

/** All that the runner has but its token, and what the attempt is about. */
function environment({ env }: Io, task: AttemptTask): Record<string, string> {
  const { COUNTERSIGN_TOKEN: _token, ...own } = env;
  const given = {
    COUNTERSIGN_ATTEMPT: task.attempt,
    COUNTERSIGN_RELEASE: task.release,
    COUNTERSIGN_DRY_RUN: isDry(task) ? "1" : "",
    ...(isExposureTask(task) ? aboutExposure(task) : aboutStep(task)),
  };
  const present = Object.entries(own).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return { ...(Object.fromEntries(present) as Record<string, string>), ...given };
}

function aboutStep({ step, target, dataSnapshot, drill }: StepTask) {
  return {
    COUNTERSIGN_STEP: step,
    COUNTERSIGN_TARGET: digestsText(target),
    COUNTERSIGN_DATA_SNAPSHOT: dataSnapshot ?? "",
    COUNTERSIGN_DRILL: drill ?? "",
  };
}

function aboutExposure({ stage, percent, before, order, candidates }: ExposureTask) {
  return {
    COUNTERSIGN_STAGE: stage,
    COUNTERSIGN_PERCENT: String(percent),
    COUNTERSIGN_PERCENT_BEFORE: String(before),
    COUNTERSIGN_ORDER: String(order),
    COUNTERSIGN_CANDIDATE: digestsText(candidates),
  };
}

/** Of one component its digest, of several all of them as JSON. */
function digestsText(digests: Readonly<Record<string, string | null>>): string {
  const all = Object.values(digests);
  return all.length === 1 ? (all[0] ?? none) : JSON.stringify(digests);
}

function saidOf(
  ran: Ran,
  { name, limitMs, isExposure }: { name: string; limitMs: number; isExposure: boolean },
): StepSaid {
  const { exitCode, signal, isOverTime, fault, lastLine } = ran;
  if (fault !== null) return failed(clipped(`${name} could not be run: ${fault}.`));
  const exit = exitCode === null ? {} : { exitCode };
  if (isOverTime)
    return { ...exit, ...failed(`${name} took longer than ${durationWords(limitMs)} and was ended.`) };
  if (exitCode === null) return failed(`${name} was ended by ${signal ?? "a signal"}.`);
  const said = { ...exit, succeeded: exitCode === 0, note: clipped(`${name} ended with ${exitCode}.`) };
  if (isExposure) return { ...said, ...shareIn(said, lastLine) };
  const told = /^serving\s+(.+)$/.exec(lastLine)?.[1];
  if (told === undefined) return said;
  const serving = servingOf(told);
  return serving === null
    ? { ...said, note: clipped(`${said.note} What it says to be served is no digest: ${told}`) }
    : { ...said, servingDigest: serving };
}

/** The share that a script says is set, in its last line. */
function shareIn({ note = "" }: StepSaid, lastLine: string): Pick<StepSaid, "percent" | "note"> {
  const told = /^exposure\s+(.+)$/.exec(lastLine)?.[1];
  if (told === undefined) return {};
  const share = Share.safeParse(/^[\d.]+ ?%?$/.test(told) ? Number.parseFloat(told) : null);
  return share.success
    ? { percent: share.data }
    : { note: clipped(`${note} What it says to be set is no share: ${told}`) };
}

function durationWords(ms: number): string {
  return ms < 1_000 ? `${Math.max(1, ms)} ms` : durationText(Math.round(ms / 1_000) * 1_000);
}

/** A digest, none, or JSON with one for each component. */
function servingOf(text: string): Serving | null {
  let value: unknown = text;
  if (text.startsWith("{")) {
    try {
      value = JSON.parse(text);
    } catch {
      return null;
    }
  }
  const parsed = Serving.safeParse(value);
  return parsed.success ? parsed.data : null;
}

function clipped(note: string): string {
  return printable(note).slice(0, 3_900);
}
