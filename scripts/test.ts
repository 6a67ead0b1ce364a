import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./build";
import { readCounts, reports } from "./test-counts";

interface Step {
  name: string;
  command: string[];
  /** Steps whose result this one needs, or with which it must not share the build folder. */
  after?: string[];
  /** It keeps both cores busy by itself: with another beside it both would take longer together. */
  alone?: true;
}

const bin = (name: string) => join(root, "node_modules", ".bin", name);
function vitest(report: string, ...projects: string[]): string[] {
  const chosen = projects.flatMap((project) => ["--project", project]);
  return [
    bin("vitest"),
    "run",
    ...chosen,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ];
}

/** All steps, or only those named on the command line: `npm test -- types lint`. */
const chosen = process.argv.slice(2);
const allSteps: Step[] = [
  { name: "format", command: [bin("oxfmt"), "--check"] },
  { name: "lint", command: [bin("oxlint"), "--type-aware", "--deny-warnings"] },
  { name: "types", command: ["npm", "run", "--silent", "typecheck"] },
  { name: "boundaries", command: [bin("tsx"), "scripts/boundaries.ts"] },
  { name: "unused code", command: [bin("knip")] },
  { name: "build", command: [bin("tsx"), "scripts/build.ts"], after: ["types"], alone: true },
  // Side by side: the demo's wait for processes that start and end more than they compute.
  { name: "unit and database tests", command: vitest(reports.vitest, "unit", "db"), after: ["build"] },
  { name: "demo tests", command: vitest(reports.demo, "demo"), after: ["build"] },
  { name: "browser tests", command: [bin("playwright"), "test"], after: ["build"], alone: true },
];

const steps = allSteps.filter(({ name }) => chosen.length === 0 || chosen.includes(name));

const running = new Map<string, ChildProcess>();

function endRunning(): void {
  for (const { pid } of running.values()) {
    if (pid !== undefined) process.kill(-pid, "SIGTERM");
  }
}

/** Runs one step with its output held back; shown only when it fails. */
async function run({
  name,
  command: [program = "", ...args],
}: Step): Promise<{ ok: boolean; output: string }> {
  const started = performance.now();
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", FORCE_COLOR: "0" },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that what a step started can be ended with it.
    detached: true,
  });
  running.set(name, child);
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  const code = await new Promise<number | null>((done) => {
    child.once("error", () => done(1));
    child.once("close", done);
  });
  running.delete(name);
  const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
  if (code === 0) console.log(`${seconds} s  ${name}`);
  return { ok: code === 0, output };
}

/** Runs what can run, two at a time on two cores, and stops at the first failure; answers the name of the failed step. */
async function runAll(): Promise<string | undefined> {
  const waiting = [...steps];
  const done = new Set<string>();
  const under = new Map<Step, Promise<void>>();
  const isSettled = (name: string) => done.has(name) || steps.every((step) => step.name !== name);
  const hasRoom = (step: Step) =>
    under.size === 0 || (under.size === 1 && ![step, ...under.keys()].some(({ alone }) => alone === true));
  let failed: string | undefined;
  const take = async (step: Step): Promise<void> => {
    const { ok, output } = await run(step);
    under.delete(step);
    if (ok) done.add(step.name);
    if (ok || failed !== undefined) return;
    failed = step.name;
    endRunning();
    console.error(`\n${output.trim()}\n\n${step.name}: failed`);
  };
  while (failed === undefined && waiting.length > 0) {
    const index = waiting.findIndex(
      (step) => hasRoom(step) && (step.after ?? []).every((name) => isSettled(name)),
    );
    const [step] = index === -1 ? [] : waiting.splice(index, 1);
    if (step === undefined) await Promise.race(under.values());
    else under.set(step, take(step));
  }
  await Promise.all(under.values());
  return failed;
}

rmSync(join(root, "test-results"), { recursive: true, force: true });
mkdirSync(join(root, "test-results"), { recursive: true });
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    endRunning();
    process.exitCode = 130;
  });
}
const failed = await runAll();
const { passed, failures } = readCounts();
console.log(`\n${passed} passed, ${failed === undefined ? failures : Math.max(failures, 1)} failed`);
if (failed !== undefined) process.exitCode = 1;
