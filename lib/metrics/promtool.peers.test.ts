import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backtest } from "./backtest";
import { compile } from "./compile";
import { CriterionToTry } from "./schemas";

const program = process.env["PROMTOOL"] ?? "promtool";
const isHere = (() => {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

const minuteMs = 60_000;
const bound = 100;

interface Case {
  /** One a minute, from 0 on. */
  values: number[];
  forMinutes: number;
  stepMinutes: number;
}

/** Whether ours stands in breach at each evaluation; it does not latch, as an alert does not. */
function breaches({ values, forMinutes, stepMinutes }: Case): boolean[] {
  const criterion = CriterionToTry.parse({
    kind: "threshold",
    agg: "last",
    window: `${stepMinutes}m`,
    step: `${stepMinutes}m`,
    breach: { op: ">", value: String(bound) },
    for: `${forMinutes}m`,
    latch: false,
  });
  const found: boolean[] = [];
  const series = { t: values.map((_, n) => n * minuteMs), v: values };
  const span = { from: 0, to: (values.length - 1) * minuteMs };
  backtest(compile(criterion), { canary: [series], baseline: [], ...span }, ({ verdict }) =>
    found.push(verdict === "breach"),
  );
  return found;
}

/** What promtool has against firing where ours is in breach, with a `for` that is as much longer; empty: nothing. */
function promtoolSays(cases: readonly Case[], longerBy = 0): string {
  const folder = mkdtempSync(join(tmpdir(), "countersign-promtool-"));
  const file = (name: string, content: object) => writeFileSync(join(folder, name), JSON.stringify(content));
  const ofStep = (step: number) => {
    const own = cases.filter(({ stepMinutes }) => stepMinutes === step);
    const rules = own.map(({ forMinutes }, n) => ({
      alert: `A${n}`,
      expr: `m${n} > ${bound}`,
      for: `${forMinutes + longerBy}m`,
    }));
    file("rules.yml", { groups: [{ name: "g", interval: `${step}m`, rules }] });
    // One test of all series: promtool evaluates every rule in each test.
    const test = {
      interval: "1m",
      input_series: own.map((each, n) => ({ series: `m${n}`, values: each.values.join(" ") })),
      alert_rule_test: own.flatMap((each, n) =>
        breaches(each).map((isFiring, at) => ({
          eval_time: `${at * step}m`,
          alertname: `A${n}`,
          exp_alerts: isFiring ? [{}] : [],
        })),
      ),
    };
    file("test.yml", { rule_files: ["rules.yml"], evaluation_interval: `${step}m`, tests: [test] });
    const { status, stdout, stderr } = spawnSync(program, ["test", "rules", join(folder, "test.yml")], {
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    });
    return status === 0 ? "" : `${stdout}${stderr}`;
  };
  try {
    return [...new Set(cases.map(({ stepMinutes }) => stepMinutes))].map(ofStep).join("");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// Hits and others come in runs, so that some last as long as `for`, some a step less, and some longer.
const values = fc
  .array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 14 })
  .map((runs) =>
    runs.flatMap(([isHit, length]) => Array.from({ length }, () => (isHit ? bound + 1 : bound))),
  );
const oneCase: fc.Arbitrary<Case> = fc.record({
  values,
  forMinutes: fc.integer({ min: 0, max: 8 }),
  stepMinutes: fc.constantFrom(1, 2, 3),
});

describe.skipIf(!isHere)("`for`, against promtool's test of rules", () => {
  it("is in breach exactly when a Prometheus alert with the same `for` fires, over series without gaps", () => {
    const cases = fc.sample(oneCase, { numRuns: 400, seed: 5 });
    expect(cases.some((each) => breaches(each).includes(true))).toBe(true);
    expect(promtoolSays(cases)).toBe("");
  });

  it("would be told apart: an alert whose `for` is a minute longer fires later", () => {
    const values = Array.from({ length: 10 }, () => bound + 1);
    expect(promtoolSays([{ values, forMinutes: 2, stepMinutes: 1 }], 1)).toContain("FAILED");
  });
});

describe.skipIf(isHere)("`for`, against promtool's test of rules", () => {
  it("is not compared here: there is no promtool", () => expect(isHere).toBe(false));
});
