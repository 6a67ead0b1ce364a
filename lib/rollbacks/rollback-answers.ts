import { z } from "zod";
import { Touched } from "@/lib/catalogue/schemas";
import { Party } from "@/lib/gates/schemas";
import { postMortemStates } from "@/lib/learning/model";
import { StandingAnswer } from "@/lib/metrics/verdict-schemas";
import { verdicts } from "@/lib/metrics/model";
import { channels } from "@/lib/policy/escalation-model";
import { severities } from "@/lib/policy/model";
import {
  attemptStates,
  drillLevels,
  drillStates,
  executorTypes,
  rollbackModes,
  rollbackStates,
  stepStates,
} from "./model";
import { phaseNames } from "./phase-clock";
import { TargetAnswer } from "./target-schemas";

const Named = z.strictObject({ name: z.string(), email: z.string() });
const moment = z.string();

export const AttemptAnswer = z.strictObject({
  id: z.string(),
  number: z.number(),
  executor: z.enum(executorTypes),
  state: z.enum(attemptStates),
  at: moment,
  dueAt: moment.describe("Until when it has to be done and verified"),
  askedBy: Named.nullable().describe("null: the plan"),
  by: z.string().nullable().describe("Who carries it out; null: nobody has begun"),
  endedAt: moment.nullable(),
  outcome: z.string().nullable(),
  exitCode: z.number().nullable(),
  servingDigest: z.string().nullable(),
  verification: z.enum(["passed", "failed"]).nullable(),
  verifiedNote: z.string().nullable(),
  output: z.string().describe("The last of what it printed"),
});

export const StepAnswer = z.strictObject({
  number: z.number().describe("Its place in the plan, from 1"),
  key: z.string(),
  title: z.string().nullable(),
  kind: z.string(),
  group: z.number(),
  needs: z.array(z.string()),
  executor: z.enum(executorTypes),
  verify: z.string().describe("How one knows that it worked, in words"),
  timeLimit: z.string(),
  onFailure: z.enum(["retry", "take-over", "escalate"]),
  reversible: z.boolean(),
  forwardFix: z.string().nullable(),
  state: z.enum(stepStates),
  startedAt: moment.nullable(),
  endedAt: moment.nullable(),
  report: z
    .enum(["carried-out", "effect"])
    .nullable()
    .describe("What a person can say of it now: how carrying it out went, or whether it had its effect"),
  asksDigest: z.boolean().describe("Whoever says that it worked names the digest that is served"),
  canBeRetried: z.boolean(),
  canBeTakenOver: z.boolean(),
  attempts: z.array(AttemptAnswer),
});
export type StepAnswer = z.output<typeof StepAnswer>;

const heading = {
  id: z.string(),
  mode: z.enum(rollbackModes),
  severity: z.enum(severities),
  state: z.enum(rollbackStates),
  reason: z.string(),
  proposedBy: Named.nullable().describe("null: a criterion"),
  proposedAt: moment,
  endedAt: moment.nullable(),
};

export const ListedRollback = z.strictObject(heading);
export type ListedRollback = z.output<typeof ListedRollback>;

export const EscalationAnswer = z.strictObject({
  version: z
    .number()
    .describe("Of the policy that held when it was proposed; 0: the one that ships with Countersign"),
  levels: z.array(
    z.strictObject({
      number: z.number(),
      whom: z.string().describe("In words"),
      channel: z.enum(channels),
      after: z.string(),
      repeat: z.strictObject({ every: z.string(), times: z.number().nullable() }).nullable(),
    }),
  ),
  wait: z
    .number()
    .describe("People are waited for anew each time: 1 for the decision, then for what is late or failed"),
  since: moment.nullable().describe("Since when they are; null: nobody is"),
  next: z
    .strictObject({
      level: z.number(),
      repetition: z.number(),
      at: moment,
      people: z.array(Named).describe("Whom it would tell as things stand now"),
    })
    .nullable()
    .describe("What is told next, and when; null: nothing"),
  tellings: z
    .array(
      z.strictObject({
        wait: z.number(),
        level: z.number(),
        repetition: z.number().describe("0: the first time"),
        channel: z.enum(channels),
        at: moment,
        people: z
          .array(Named)
          .describe("Nobody: the level reached nobody, and the next one was told at once"),
      }),
    )
    .describe("In the order in which they were told"),
  silence: z
    .strictObject({ until: moment, by: Named })
    .nullable()
    .describe("Who last said that they are on it, and until when nobody further is told"),
});
export type EscalationAnswer = z.output<typeof EscalationAnswer>;

export const WaitingRollbackAnswer = z.strictObject({
  id: z.string(),
  release: z.strictObject({ slug: z.string(), title: z.string() }),
  isDrill: z.boolean(),
  severity: z.enum(severities),
  state: z.enum(rollbackStates),
  reason: z.string(),
  decideBy: moment.nullable().describe("Until when it has to be decided; null: it is decided"),
  onSilence: z.enum(["execute", "escalate", "nothing"]),
  may: z.boolean().describe("Whether the caller can do what is awaited; where not, they were told of it"),
  takesBeside: z.string().nullable().describe("Who has to agree as well, in words"),
  whoMay: z.array(Named).describe("Who can, where the caller cannot"),
  told: z
    .strictObject({ level: z.number(), at: moment })
    .nullable()
    .describe("By which level of escalation the caller was told, and when last"),
});

export const RollbackAnswer = z.strictObject({
  ...heading,
  release: z.strictObject({ slug: z.string(), title: z.string() }),
  drill: z.strictObject({ id: z.string(), level: z.enum(drillLevels), state: z.string() }).nullable(),
  severityMeans: z.string(),
  onSilence: z.enum(["execute", "escalate", "nothing"]),
  decideBy: moment,
  decision: z
    .strictObject({
      how: z.enum(["authorised", "silence", "automatic", "declined", "cancelled"]),
      by: Named.nullable(),
      at: moment,
    })
    .nullable(),
  endReason: z.string().nullable(),
  level: z.number().describe("The highest level of escalation that was reached; 0: none yet"),
  escalateAt: moment.nullable().describe("When the next one is told; null: none is"),
  escalation: EscalationAnswer,
  waitsFor: z.string().nullable().describe("The decision that is awaited of people, as rights know it"),
  awaited: z.array(Party).describe("Who may do what is awaited"),
  phases: z.array(
    z.strictObject({
      name: z.enum(phaseNames),
      from: moment.nullable(),
      to: moment.nullable(),
      objectiveMs: z.number().nullable(),
      state: z.enum(["ahead", "running", "done", "never"]),
    }),
  ),
  planDigest: z.string(),
  target: z.array(
    z.strictObject({
      component: z.string(),
      from: z.string().nullable(),
      to: z.string().nullable().describe("null: nothing is served any more"),
    }),
  ),
  touches: Touched.describe("What it changes, and what is built on that, as declared now"),
  postMortem: z
    .strictObject({ id: z.string(), state: z.enum(postMortemStates) })
    .nullable()
    .describe("Of it, or of the drill that it belongs to; null: none was opened"),
  verification: TargetAnswer.describe("Whether what is gone back to can be fetched, as runners found it"),
  exposurePercent: z.number(),
  flags: z.record(z.string(), z.boolean()),
  dataSnapshot: z.string().nullable(),
  reversibleUntil: moment.nullable().describe("Until when what is gone back to is kept warm"),
  irreversible: z.boolean(),
  steps: z.array(StepAnswer),
  stable: z.strictObject({
    for: z.string(),
    since: moment.nullable().describe("Since when all of it has held without a gap"),
    criteria: z.array(
      z.strictObject({
        key: z.string(),
        title: z.string().nullable(),
        verdict: z.enum(verdicts).nullable(),
        since: moment.nullable(),
      }),
    ),
  }),
  criteria: z.array(StandingAnswer).describe("The release's criteria as they stand now"),
  episodes: z.array(
    z.strictObject({
      id: z.string(),
      criterion: z.string(),
      value: z.string().nullable(),
      breachedAt: moment,
      closure: z.string().nullable(),
    }),
  ),
  updates: z.array(
    z.strictObject({
      id: z.string(),
      text: z.string(),
      by: Named,
      at: moment,
      isPublic: z.boolean().meta({ description: "It stands on the status page, too" }),
    }),
  ),
  seenBy: z.array(z.strictObject({ ...Named.shape, at: moment })),
  runbook: z.string().nullable(),
  communication: z.array(z.strictObject({ when: z.string(), to: z.array(z.string()) })),
});
export type RollbackAnswer = z.output<typeof RollbackAnswer>;

export const DrillAnswer = z.strictObject({
  id: z.string(),
  release: z.strictObject({ slug: z.string(), title: z.string() }),
  level: z.enum(drillLevels),
  severity: z.enum(severities),
  failure: z.string().nullable(),
  criterion: z.string().nullable(),
  planDigest: z.string(),
  isOfCurrentPlan: z.boolean(),
  startedBy: Named,
  startedAt: moment,
  failsAt: moment.nullable(),
  detectBy: moment.nullable(),
  state: z.enum(drillStates),
  endedAt: moment.nullable(),
  rollback: z.string().nullable().describe("Id of what is rehearsed; null: it waits to be found"),
  took: z.record(z.enum(phaseNames), z.number().nullable()).nullable().describe("Milliseconds by phase"),
  objectives: z
    .record(z.enum(phaseNames), z.number().nullable())
    .nullable()
    .describe("Milliseconds by phase, as the rehearsed plan has them"),
  gaps: z.array(z.strictObject({ kind: z.string(), message: z.string() })),
});
export type DrillAnswer = z.output<typeof DrillAnswer>;

export const EpisodeAnswer = z.strictObject({
  id: z.string(),
  criterion: z.string(),
  kind: z.enum(["breach", "withheld"]),
  severity: z.enum(["rollback", "hold", "warn"]),
  blames: z.enum(["candidate", "baseline"]),
  value: z.string().nullable(),
  breachedAt: moment,
  openedAt: moment,
  rollback: z.string().nullable(),
  closedAt: moment.nullable(),
  closure: z.enum(["overridden", "endorsed", "recovered"]).nullable(),
  closedBy: Named.nullable(),
  reason: z.string().nullable(),
  until: moment.nullable(),
  score: z
    .strictObject({ hits: z.number(), looks: z.number(), verdict: z.enum(["right", "wrong", "open"]) })
    .nullable()
    .describe(
      "Of what was declined or overridden: whether that was right, by what was measured until its time",
    ),
});
export type EpisodeAnswer = z.output<typeof EpisodeAnswer>;

export const ForeseenAnswer = z.strictObject({
  criterion: z.string(),
  title: z.string(),
  outcome: z
    .enum(["in-time", "late", "too-late", "not-seen", "not-ok-before", "not-evaluated"])
    .describe(
      "`late`: after the objective; `too-late`: once the drill is given up; `not-seen`: it does not see such a failure; `not-ok-before`: it stops something before anything fails; `not-evaluated`: its metric is not declared, or otherwise",
    ),
  as: z.enum(["breach", "withheld"]).nullable().describe("What it will say"),
  afterMs: z
    .number()
    .nullable()
    .describe("From the failure until it says so; null: it does not, as far as it was looked"),
  lookedMs: z.number().describe("Until so long after the failure it was looked"),
  objectiveMs: z.number().describe("Within how long it should be detected, as the plan has it"),
  message: z.string().describe("The same in words"),
});
export type ForeseenAnswer = z.output<typeof ForeseenAnswer>;
