import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { checkContract } from "../contract.mjs";
import { judgeEvaluation } from "../evaluate.mjs";
import { judgeFairness } from "../fairness.mjs";
import { judgeLatency, summarise } from "../latency.mjs";
import { judge, limit, thresholds } from "../lib/check.mjs";
import { reportText } from "../lib/evaluation.mjs";
import { exampleFolder } from "../lib/manifest.mjs";
import { reportOn } from "../lib/report.mjs";

const plan = parse(readFileSync(join(exampleFolder, "release/plan.yaml"), "utf8"));
const near = (found, told) =>
  assert.ok(Math.abs(found - told) < 0.005, `${found} is not about ${told}`);

test("the limit itself is kept, one step beyond is not", () => {
  assert.equal(limit("x", 1, { atMost: 1 }).kept, true);
  assert.equal(limit("x", 1.001, { atMost: 1 }).kept, false);
  assert.equal(limit("x", 0.999, { atLeast: 1 }).kept, false);
});

test("what was not measured keeps no limit, and no limits pass no check", () => {
  assert.equal(limit("x", null, { atMost: 1 }).kept, false);
  assert.equal(limit("x", Number.NaN, { atMost: 1 }).kept, false);
  assert.equal(judge("nothing", [], {}).status, "failed");
});

test("a failed check says which limit was broken and by what", () => {
  const { status, summary } = judge("found", [limit("F1", 0.5, { atLeast: 0.9 })], {});
  assert.equal(status, "failed");
  assert.equal(summary, "found; F1 is 0.5, at least 0.9 is asked");
});

test("the real models score what was measured before, and v5 passes where legacy fails", async () => {
  const [v5, legacy] = [await reportOn("v5"), await reportOn("legacy")];
  near(v5.all.f1, 0.975);
  near(v5.byCondition.noisy.f1, 0.969);
  near(v5.byLanguage.de.f1, 0.95);
  near(legacy.all.f1, 0.943);
  near(legacy.byCondition.noisy.f1, 0.911);
  assert.equal(judgeEvaluation(v5, legacy).status, "passed");
  assert.equal(judgeEvaluation(legacy, legacy).status, "failed");
  assert.equal(judgeFairness(v5, legacy).status, "passed");
  assert.equal(
    reportText(await reportOn("v5")),
    reportText(v5),
    "the report is the same each time",
  );
});

test("an adapter that forgets the context is found by the contract between evaluation and service", async () => {
  const found = await checkContract({ model: "v6", adapter: "v6-forgets" });
  assert.equal(found.status, "failed");
  assert.match(found.summary, /^F1 0 as it is served/);
  assert.equal((await checkContract({ model: "v6", adapter: "v6" })).status, "passed");
});

test("a voice left behind fails the fairness check", () => {
  const report = (model, en, de) => ({
    model,
    byVoice: { "en-m1": { f1: en }, "de-f1": { f1: de } },
    bySex: { male: { f1: en }, female: { f1: de } },
  });
  const baseline = report("legacy", 0.95, 0.94);
  assert.equal(judgeFairness(report("v5", 0.99, 0.95), baseline).status, "passed");
  assert.equal(judgeFairness(report("v5", 0.99, 0.9), baseline).status, "failed");
  assert.match(
    judgeFairness(report("v5", 0.95, 0.92), baseline).summary,
    /F1 lost by any voice is 0.02/,
  );
});

test("latency is judged as a ratio to the baseline and to the frame's own length", () => {
  const times = (frameMs, ms) => summarise({ frameMs, timesMs: Array(100).fill(ms) });
  assert.equal(
    judgeLatency(times(32, 0.21), times(96, 0.2)).status,
    "failed",
    "costs 3.15 times as much",
  );
  assert.equal(judgeLatency(times(32, 0.1), times(96, 0.2)).status, "passed");
  assert.equal(judgeLatency(times(32, 0.3), times(96, 0.2)).status, "failed");
  assert.equal(
    judgeLatency(times(32, 9), times(96, 30)).status,
    "failed",
    "too slow for live sound",
  );
});

test("a turn in which the machine had other work does not speak for the model", () => {
  const turn = (ms) => Array(100).fill(ms);
  const { p99 } = summarise({ frameMs: 32, timesMs: [...turn(0.1), ...turn(40), ...turn(0.1)] });
  assert.equal(p99, 0.1);
});

test("the plan states the allowances that the checks apply", () => {
  const { evaluation, fairness, latency } = thresholds;
  const { successMetrics, acceptableRisk } = plan.objective;
  const agreed = [successMetrics.join("\n"), acceptableRisk].join("\n");
  for (const figure of [
    evaluation.f1.all,
    evaluation.f1.noisy,
    evaluation.f1PerLanguage,
    evaluation.f1BelowBaseline,
    fairness.f1GapBetweenVoices,
    fairness.f1LostByAnyVoice,
  ])
    assert.ok(agreed.includes(String(figure)), `${figure} is not in the plan`);
  assert.ok(plan.performance.includes(`${latency.p95RatioToBaseline} times the baseline's`));
  assert.ok(
    plan.performance.includes(`${latency.costPerSecondRatioToBaseline} times the baseline's cost`),
  );
});
