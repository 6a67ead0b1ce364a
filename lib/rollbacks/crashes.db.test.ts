import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "@/lib/identity/actor";
import type { Kernel } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { testDatabase } from "@/lib/testing/database";
import { exposureActs } from "@/lib/testing/laddered";
import { entriesOf } from "@/lib/testing/ledger-entries";
import { goBack, rollbackActs, rollingTemplate } from "@/lib/testing/rolling";
import type { SampleRelease } from "@/lib/testing/release";
import { dice } from "@/lib/testing/search/random";
import { makeWorld, type World } from "@/lib/testing/world";
import { authoriseRollback } from "./authorise-rollback";
import { claimAttempt } from "./claim-attempt";
import { endAttempt } from "./end-attempt";
import { proposeRollback } from "./propose-rollback";
import { retryStep } from "./retry-step";
import type { StepTask } from "./step-task";
import { takeOverStep } from "./take-over-step";
import { tendRollbacks } from "./tend-rollbacks";

let world: World;
const acts = rollbackActs(() => world);
const { confirm, increase } = exposureActs(() => world);
const { by, latest, complete } = acts;
const digest = `sha256:${"a".repeat(64)}`;

/** Three steps by a script: two side by side, then one that needs both. */
const step = (key: string, group: number, needs: string[], onFailure: string) => ({
  key,
  group,
  needs,
  kind: "traffic-shift",
  executor: { type: "command", script: digest },
  timeLimit: "5m",
  verify: { person: "It is so." },
  onFailure,
  reversible: true,
});
const scripted = {
  ...rollingTemplate,
  key: "scripted",
  criteria: [],
  rollbackPlan: {
    ...goBack,
    steps: [
      step("stop", 1, [], "retry"),
      step("flags", 1, [], "take-over"),
      step("put-back", 2, ["stop", "flags"], "retry"),
    ],
    stable: { criteria: [], for: "1m" },
  },
};

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.release({ slug: "plain" });
  await world.template(scripted, "cora");
});
afterAll(() => world.close());

class Killed extends Error {}

/** A kernel whose process ends before some of its commits. */
function mortal(kernel: Kernel, dies: () => boolean): Kernel {
  return {
    ...kernel,
    probe: (point) =>
      point === "before-commit" && dies() ? Promise.reject(new Killed()) : Promise.resolve(),
  };
}

async function survived(act: () => Promise<unknown>): Promise<unknown> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Killed || (error instanceof AppError && error.code === "conflict")) return null;
    throw error;
  }
}

interface Machine {
  state: string;
  steps: Record<string, "waiting" | "running" | "verifying" | "done" | "failed">;
  begun: string[];
}

/** A small machine that knows which change may follow which; it is told the ledger, and refuses what cannot be. */
function follow(
  machine: Machine,
  { type, subjects }: { type: string; subjects: Record<string, string | null> },
) {
  const allowed = (from: readonly string[], is: string) => {
    if (!from.includes(is)) throw new Error(`${type} while ${is}`);
  };
  const key = subjects["step"] ?? "";
  const now = machine.steps[key] ?? "";
  switch (type) {
    case "rollback.proposed":
      return { ...machine, state: "proposed" };
    case "rollback.authorised":
      allowed(["proposed"], machine.state);
      return { ...machine, state: "authorised" };
    case "rollback.started":
      allowed(["authorised", "failed"], machine.state);
      return { ...machine, state: "executing" };
    case "rollback.step-begun": {
      allowed(["waiting", "running", "verifying", "failed"], now);
      const needs = scripted.rollbackPlan.steps.find((each) => each.key === key)?.needs ?? [];
      for (const need of needs) allowed(["done"], machine.steps[need] ?? "");
      const begun = [...machine.begun, subjects["attempt"] ?? ""];
      return { ...machine, begun, steps: { ...machine.steps, [key]: "running" as const } };
    }
    case "rollback.step-carried-out":
      allowed(["running"], now);
      return { ...machine, steps: { ...machine.steps, [key]: "verifying" as const } };
    case "rollback.step-done":
      allowed(["verifying"], now);
      return { ...machine, steps: { ...machine.steps, [key]: "done" as const } };
    case "rollback.step-failed":
      allowed(["running", "verifying"], now);
      return { ...machine, steps: { ...machine.steps, [key]: "failed" as const } };
    case "rollback.failed":
      allowed(["executing"], machine.state);
      return { ...machine, state: "failed" };
    case "rollback.executed":
      allowed(["executing"], machine.state);
      for (const each of Object.values(machine.steps)) allowed(["done"], each);
      return { ...machine, state: "validating" };
    case "rollback.stable":
      allowed(["validating"], machine.state);
      return { ...machine, state: "stable" };
    default:
      return machine;
  }
}

async function machineOf(release: SampleRelease): Promise<Machine> {
  const entries = await entriesOf(world.kernel, { releaseId: await acts.idOf(release) });
  const steps = Object.fromEntries(scripted.rollbackPlan.steps.map(({ key }) => [key, "waiting" as const]));
  return entries.reduce<Machine>((machine, entry) => follow(machine, entry), {
    state: "none",
    steps,
    begun: [],
  });
}

/** Lets worker, runner and people act as chance has it, each of whom may be ended in the middle; answers how often each attempt was run. */
async function play(seed: number): Promise<{ release: SampleRelease; ran: Map<string, number> }> {
  const random = dice(seed);
  const release = await world.release({ slug: `crash-${seed}`, template: "scripted" });
  await (
    await increase(release, 5)
  )();
  await confirm(release, 5);
  const ed = await by("ed");
  const asked = { release: release.slug, severity: "sev1" as const, reason: "Answers are wrong." };
  const { id } = await proposeRollback.execute(world.kernel, asked, ed);
  await authoriseRollback.execute(world.kernel, { rollback: id }, ed);
  const machine = await world.kernel.db.prisma.machine.findUnique({ where: { key: "runner" } });
  const runner: Actor = {
    kind: "machine",
    id: machine?.id ?? "",
    key: "runner",
    credential: { kind: "none" },
  };
  const call = { actor: runner, requestId: newId() };
  const ran = new Map<string, number>();
  const dying = mortal(world.kernel, () => random.chance(0.3));
  const said = { rollback: id, reason: "Again." };

  async function run(): Promise<void> {
    const task = (await survived(() =>
      claimAttempt.execute(dying, { executors: ["command"], releases: [release.slug] }, call),
    )) as StepTask | null;
    if (task === null) return;
    // From here on the script runs; the runner may be ended before it says how it went.
    ran.set(task.attempt, (ran.get(task.attempt) ?? 0) + 1);
    if (random.chance(0.3)) return;
    const succeeded = random.chance(0.7);
    await survived(() =>
      endAttempt.execute(dying, { release: release.slug, attempt: task.attempt, succeeded }, call),
    );
  }

  async function help(): Promise<void> {
    const rollback = await latest(release);
    for (const { key, state } of rollback?.steps ?? []) {
      const last = rollback?.attempts.findLast(({ stepKey }) => stepKey === key);
      if (state === "verifying" || (state === "running" && last?.executor === "manual"))
        await survived(() => complete(id, key, "ed", random.chance(0.8) ? "done" : "failed"));
      else if (state === "failed")
        await survived(() =>
          random.chance(0.5)
            ? retryStep.execute(dying, { ...said, step: key }, ed)
            : takeOverStep.execute(dying, { ...said, step: key }, ed),
        );
    }
  }

  for (let turn = 0; turn < 200; turn += 1) {
    const draw = random.below(4);
    if (draw === 0) await run();
    else if (draw === 1) await help();
    else await survived(() => tendRollbacks(dying));
    if (random.chance(0.2)) world.clock.shift(random.below(120) * 1_000);
    const { state, steps } = (await latest(release)) ?? { state: "", steps: [] };
    const machine = await machineOf(release);
    expect(machine.state).toBe(state);
    expect(machine.steps).toEqual(Object.fromEntries(steps.map((each) => [each.key, each.state])));
    if (state === "stable") break;
  }
  return { release, ran };
}

describe("a rollback whose worker, runner and people are ended in the middle", () => {
  it.each([1, 2])(
    "goes to its end as a small reference machine does, with no step lost and no attempt run twice (%i)",
    async (seed) => {
      if (seed === 1) await world.machine("runner", "owners", ["runner"]);
      const { release, ran } = await play(seed);
      const rollback = await latest(release);
      expect(rollback?.state).toBe("stable");
      expect(Math.max(0, ...ran.values())).toBeLessThanOrEqual(1);
      const { begun } = await machineOf(release);
      expect(new Set(begun).size).toBe(begun.length);
      expect(rollback?.attempts.map(({ id }) => id).sort()).toEqual([...begun].sort());
    },
  );
});
