import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { evaluateGate } from "@/lib/gates/evaluate";
import { withVote } from "@/lib/gates/fixtures/facts";
import {
  afterStep,
  durationMs,
  factsOfScenario,
  type Scenario,
  type Step,
  type VoteStep,
} from "@/lib/gates/fixtures/scenarios";
import { mayVote } from "@/lib/gates/may-vote";
import type { GateFacts } from "@/lib/gates/model";
import { subjectAt } from "@/lib/gates/subject";

const scenarios: Scenario[] = parse(readFileSync(new URL("./fixtures/gates.yaml", import.meta.url), "utf8"));

interface Run {
  facts: GateFacts;
  now: number;
  remembered: Map<string, string>;
}

describe("the scenarios of gates.yaml", () => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))("%s", (_, scenario) => {
    const start: Run = { facts: factsOfScenario(scenario), now: 1000, remembered: new Map() };
    scenario.steps.reduce(
      (run, step) => ({
        ...afterAny(run, step),
        now: run.now + ("clock" in step ? durationMs(step.clock) : 1000),
      }),
      start,
    );
  });
});

function afterAny(run: Run, step: Step): Run {
  if ("expect" in step) check(run, step.expect);
  else if ("vote" in step) return cast(run, step);
  else if ("remember" in step)
    run.remembered.set(step.remember, subjectAt(run.facts, "g", "r", run.now).digest);
  else if (!("clock" in step)) return { ...run, facts: afterStep(run.facts, step, run.now) };
  return run;
}

function check(
  { facts, now }: Run,
  { gate: status, least, unsatisfiable, ...requirements }: Extract<Step, { expect: unknown }>["expect"],
): void {
  const state = evaluateGate(facts, "g", now);
  for (const [key, expected] of Object.entries(requirements)) {
    expect(state.requirements.find((each) => each.key === key)?.status, key).toBe(expected);
  }
  if (status !== undefined) expect(state.status).toBe(status);
  if (least !== undefined) expect(state.least).toBe(least);
  if (unsatisfiable !== undefined) expect(state.unsatisfiable).toEqual(unsatisfiable);
}

function cast(run: Run, step: VoteStep): Run {
  const { facts, now, remembered } = run;
  const on = step.on === "gate" ? null : step.on;
  const subjectDigest = remembered.get(step.subjectDigest ?? "") ?? subjectAt(facts, "g", on, now).digest;
  const principalId = step.for ?? step.by;
  const { role, vote, by: actorId, reason = null } = step;
  const verdict = mayVote({
    facts,
    gate: "g",
    requirement: on,
    role,
    vote,
    actorId,
    principalId,
    subjectDigest,
    reason,
    now,
  });
  expect(verdict.allowed ? null : verdict.rule).toBe(step.refused ?? null);
  return step.refused === undefined
    ? {
        ...run,
        facts: withVote(facts, { by: actorId, as: principalId, on, role, vote, at: now, subjectDigest }),
      }
    : run;
}
