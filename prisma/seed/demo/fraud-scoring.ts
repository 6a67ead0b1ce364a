import { answerConcern } from "@/lib/gates/answer-concern";
import { raiseConcern } from "@/lib/gates/raise-concern";
import { createRelease } from "@/lib/releases/create-release";
import { setCandidate } from "@/lib/releases/set-candidate";
import { startRelease } from "@/lib/releases/start-release";
import { declineRollback } from "@/lib/rollbacks/decline-rollback";
import { startDrill } from "@/lib/rollbacks/start-drill";
import { registerSample } from "./bundles";
import type { Cast } from "./cast";
import { fetched } from "./fetched";
import { liveFiles } from "./live";
import type { Story } from "./direct";
import { rolesOf, teamOf } from "./roles";

const release = "fraud-scoring-7";
const component = "fraud-scoring";

/** A release in its first stage: a second candidate made some signatures stale, a check failed, compliance asked for work. */
export async function* fraudScoring(cast: Cast): Story {
  await cast.by("jonas", createRelease, {
    slug: release,
    title: "Fraud scoring 7, with device signals",
    template: { key: "model-release" },
    champion: "jonas@example.org",
    targetDate: cast.day(9),
    components: [{ key: component }],
    objective: {
      problem:
        "Takeovers of old accounts are found after 41 hours in the median: the model sees the payment, not the device it comes from.",
      successMetrics: [
        "Median time to detection of takeovers under 6 hours",
        "Wrongly stopped payments not above 0.21 %",
      ],
      acceptableRisk:
        "Wrongly stopped payments up to 0.25 % in the first week, with support answering within an hour.",
    },
    plan: {
      "user-impact":
        "Customers on a new device may be asked to confirm a payment. About 0.4 % more confirmations are expected.",
      performance: "Answers within 80 ms at the 99th percentile; the payment waits for it.",
      risk: [
        {
          risk: "People who change devices often are stopped more often",
          likelihood: "high",
          impact: "They cannot pay, and some will leave",
          mitigation: "Confirmation instead of refusal under a score of 0.9",
          residual: "medium",
        },
        {
          risk: "Device signals are missing for the old app",
          likelihood: "medium",
          impact: "Scores fall back to what they were",
          mitigation: "Fallback tested as a slice of its own",
          residual: "low",
        },
      ],
      "impact-analysis": {
        text: "A decision about single customers that can keep them from paying. Device signals are personal data under a new purpose.",
        substantialModification: {
          answer: "yes",
          reason: "A new category of personal data, in a decision with an effect on the customer.",
        },
      },
      rollout: "5 % of payments under 50 euro for a day, then 25 % of all payments for two days.",
    },
    roles: rolesOf("jonas", teamOf("ranking")),
  });
  await cast.by("jonas", startRelease, { release });
  yield 4;
  const first = await registerSample(cast, {
    component,
    version: "7.0.0-rc1",
    files: {
      ...liveFiles["fraud-scoring"],
      configuration: ["thresholds.json", "13"],
      code: ["scorer", "7.0"],
      "feature-steps": ["transactions.sql", "34"],
      "model-weights": ["scorer.onnx", "7-rc1"],
      dataset: ["transactions-2026-q3.parquet", "2026-q3"],
      "evaluation-report": ["evaluation.html", "7-rc1"],
    },
    authors: ["daniel"],
    commit: "19ac0f3",
  });
  await cast.by("daniel", setCandidate, { release, component, digest: first });
  yield 1;
  await cast.check(
    release,
    "data-schema",
    first,
    "passed",
    "52 inputs agree; device_age_days is new and optional",
    { added: ["device_age_days"], removed: [] },
  );
  await cast.check(release, "evaluation", first, "passed", "Takeovers found within 6 h: 71 % against 18 %", {
    within6h: 0.71,
    baseline: 0.18,
  });
  await cast.check(
    release,
    "fairness",
    first,
    "failed",
    "Customers over 65 are asked 2.9 times as often; 1.5 was agreed",
    { worstRatio: 2.9, allowed: 1.5, group: "65+" },
  );
  yield 6;
  const on = (gate: string, requirement?: string) => ({
    release,
    gate,
    ...(requirement === undefined ? {} : { requirement }),
  });
  await cast.vote("sofia", "platform", on("data-schema", "adapter-reviewed"));
  await cast.vote("yuki", "technical-lead", on("evaluation", "report-reviewed"));
  await cast.vote("marcus", "product", on("evaluation", "objective-met"));
  await cast.vote("viktor", "security", on("security", "artifacts-reviewed"));
  yield 20;
  await cast.vote(
    "grace",
    "compliance",
    on("privacy", "impact-assessed"),
    "needs-work",
    "Device signals are a new purpose for this data. Name the legal ground, and say how long they are kept.",
  );
  const second = await registerSample(cast, {
    component,
    version: "7.0.0-rc2",
    files: {
      ...liveFiles["fraud-scoring"],
      configuration: ["thresholds.json", "13"],
      code: ["scorer", "7.0"],
      "feature-steps": ["transactions.sql", "35"],
      "model-weights": ["scorer.onnx", "7-rc2"],
      dataset: ["transactions-2026-q3.parquet", "2026-q3"],
      "evaluation-report": ["evaluation.html", "7-rc2"],
    },
    authors: ["daniel"],
    commit: "5d21e90",
  });
  await cast.by("daniel", setCandidate, { release, component, digest: second });
  yield 2;
  await cast.check(release, "data-schema", second, "passed", "52 inputs agree", {
    added: ["device_age_days"],
    removed: [],
  });
  await cast.check(release, "evaluation", second, "passed", "Takeovers found within 6 h: 69 % against 18 %", {
    within6h: 0.69,
    baseline: 0.18,
  });
  await cast.check(release, "latency", second, "passed", "p99 61 ms against 55 ms", {
    p99Ms: 61,
    baselineP99Ms: 55,
  });
  await cast.check(
    release,
    "fairness",
    second,
    "failed",
    "Customers over 65 are asked 1.7 times as often; 1.5 was agreed",
    { worstRatio: 1.7, allowed: 1.5, group: "65+" },
  );
  yield 3;
  const { id } = await cast.by("daniel", raiseConcern, {
    release,
    text: "A wiped phone has a device age of zero. Do we then hold back everybody who was given one?",
  });
  yield 2;
  await cast.by("yuki", answerConcern, {
    release,
    concern: id,
    text: "Zero is its own bucket and was in the evaluation: 0.4 % of payments, held back as often as before.",
  });
  await cast.by("elif", raiseConcern, {
    release,
    text: "Customers over 65 call when a payment is held back, and cannot answer the questions in the app. What do we tell them?",
  });
  yield 1;
  await cast.vote("noor", "platform", on("latency-and-cost", "capacity-planned"));
  // Its dataset was thrown away with the old quarter's.
  await fetched(cast, release, ["dataset"]);
  await drilledInVain(cast);
  await cast.acknowledge("ben", "on-call", { release, gate: "rollback-agreed", requirement: "read-by-all" });
  await cast.acknowledge("elif", "support", { release, gate: "rollback-agreed", requirement: "read-by-all" });
}

/** Nobody rehearses what cannot be done: declined at the table, it shows what is missing. */
async function drilledInVain(cast: Cast): Promise<void> {
  const { rollback } = await cast.by("yuki", startDrill, { release, level: "tabletop", severity: "sev2" });
  const id = rollback ?? "";
  await cast.sees("ben", id);
  const declined = {
    rollback: id,
    until: new Date(cast.now().getTime() + 3_600_000).toISOString(),
    reason: "The dataset that we would go back to is gone. It is restored first, then we rehearse.",
  };
  await cast.proposes("yuki", declineRollback, declined);
  await cast.by("ben", declineRollback, declined);
}
