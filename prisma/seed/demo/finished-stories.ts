import { advanceStage } from "@/lib/releases/advance-stage";
import { completeRelease } from "@/lib/releases/complete-release";
import { begin, propose } from "./begin";
import type { Cast } from "./cast";
import type { Story } from "./direct";
import { liveFiles } from "./live";
import { settle, type Settling } from "./settle";

interface Course extends Omit<Settling, "gates"> {
  champion: string;
  /** Stages in order, each with its gates. */
  stages: readonly [stage: string, gates: readonly string[]][];
}

/** Takes a release through its stages to the end, as signed. */
async function* toTheEnd(cast: Cast, { champion, stages, ...settling }: Course): Story {
  const { release } = settling;
  for (const [index, [stage, gates]] of stages.entries()) {
    yield* settle(cast, { ...settling, gates });
    const isLast = index === stages.length - 1;
    if (isLast) await cast.by(champion, completeRelease, { release, outcome: "completed" });
    else await cast.by(champion, advanceStage, { release, stage });
    yield 5 * (settling.pace ?? 1);
  }
}

/** A change of a data pipeline that went through without a word too many. */
export async function* clickstream(cast: Cast): Story {
  const release = "clickstream-sessions-3";
  const component = "clickstream";
  await begin(cast, {
    slug: release,
    title: "Clickstream sessions 3: thirty minutes of silence end a session",
    template: "data-pipeline-change",
    champion: "mira",
    component,
    team: "ranking",
    targetDate: cast.day(11),
    objective: {
      problem: "Sessions end at midnight, so that evening visits count twice and rankers learn from halves.",
      successMetrics: ["Sessions across midnight: under 0.1 %", "Tables complete by 05:30 as before"],
      acceptableRisk: "Counts of sessions fall by about 3 %; readers of the old count are told.",
    },
    plan: {
      "user-impact": "Reports of sessions show a step of 3 % on the day of the switch.",
      "impact-analysis": {
        text: "No new field, no new purpose; the end of a session is computed otherwise.",
        substantialModification: { answer: "no", reason: "Same data, same readers." },
      },
      rollout: "Old and new tables side by side for a week, then consumers move one by one.",
    },
  });
  yield 5;
  const bundle = await propose(cast, {
    release,
    component,
    version: "3.0.0",
    files: {
      ...liveFiles[component],
      code: ["sessions", "3.0"],
      "feature-steps": ["sessions.sql", "16"],
      "data-schema": ["session.avsc", "6"],
    },
    author: "daniel",
    commit: "5be2d14",
  });
  yield* toTheEnd(cast, {
    release,
    champion: "mira",
    bundle,
    stages: [
      ["agree", ["contract", "lawful", "rollback-agreed"]],
      ["side-by-side", ["backfill", "comparison", "operable"]],
      ["switch", ["first-consumers"]],
      ["settle", ["settled"]],
    ],
    results: {
      contract: "ended_by is new and optional; 11 readers checked, none reads it yet",
      backfill: "90 days, run twice: the same 41.2 million rows",
      "dual-run": "Sessions -3.1 %, all of them across midnight; everything else equal",
      "data-quality": "Null rates and freshness within limits on seven days of seven",
    },
    remarks: {
      "differences-explained": "Went through 30 sessions by hand: every difference is one across midnight.",
      "old-path-retired": "The old table is read-only and goes on 1 March.",
    },
  });
}

/** An emergency fix: live within hours, and caught up with afterwards. */
export async function* emergencyFix(cast: Cast): Story {
  const release = "fraud-thresholds-fix";
  const component = "fraud-scoring";
  await begin(cast, {
    slug: release,
    title: "Fraud scoring: thresholds after the card network's change",
    template: "emergency-fix",
    champion: "jonas",
    component,
    team: "ranking",
    targetDate: cast.day(1),
    objective: {
      problem:
        "Since 06:10 a new code of the card network reads as risk: 4 % of payments are stopped wrongly.",
      successMetrics: ["Wrongly stopped payments back under 0.25 % within the hour"],
      acceptableRisk: "For three days that code says nothing about risk.",
    },
    plan: { "user-impact": "Payments that were stopped since the morning go through again." },
  });
  yield 0.3;
  const bundle = await propose(cast, {
    release,
    component,
    version: "6.2.2",
    files: { ...liveFiles[component], configuration: ["thresholds.json", "13"] },
    author: "daniel",
    commit: "9a0c3ee",
  });
  yield* toTheEnd(cast, {
    release,
    champion: "jonas",
    bundle,
    stages: [
      ["fix", ["safe-to-apply"]],
      ["apply", ["harm-stopped"]],
      ["catch-up", ["caught-up", "learned"]],
    ],
    pace: 0.1,
    results: { smoke: "2,000 recorded payments of this morning: 0.2 % stopped, 4.1 % before" },
    remarks: {
      "symptom-gone": "0.22 % at 11:40; the queue of complaints is empty.",
      "post-mortem-written":
        "Action: the network's change notes go to the data contract check, not to a mailbox.",
    },
  });
}

/** A change of features in its first stage, past its target: others than its author are asked to sign. */
export async function* featureStore(cast: Cast): Story {
  const release = "feature-store-9";
  const component = "feature-store";
  await begin(cast, {
    slug: release,
    title:
      "Feature store 9: device features, hourly in place of daily, for every model that reads them today",
    template: "data-pipeline-change",
    champion: "mira",
    component,
    team: "ranking",
    targetDate: cast.day(4),
    objective: {
      problem: "Device features are a day old when fraud scoring reads them.",
      successMetrics: ["Age of device features under 75 minutes at the 99th percentile"],
      acceptableRisk: "Cost of the nightly run may rise by a fifth.",
    },
    plan: {
      "user-impact": "Nobody notices; models read fresher values.",
      "impact-analysis": {
        text: "Fresher values of fields that are read already.",
        substantialModification: { answer: "no", reason: "Same fields, same readers." },
      },
    },
  });
  yield 6;
  const bundle = await propose(cast, {
    release,
    component,
    version: "9.0.0-rc1",
    files: {
      ...liveFiles[component],
      code: ["materialiser", "9.0"],
      configuration: ["freshness.yaml", "10"],
    },
    author: "noor",
    by: "mira",
    commit: "e1f0b83",
  });
  yield 2;
  await cast.check(release, "contract", bundle, "passed", "52 features keep name, type and unit", {
    features: 52,
    changed: [],
  });
  yield* settle(cast, { release, gates: ["lawful"], bundle, results: {} });
}
