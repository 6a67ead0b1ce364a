import { durationMs } from "@/lib/platform/durations";
import type { Reader, Tx } from "@/lib/platform/db";
import { newId } from "@/lib/platform/ids";
import { type EscalationLevel, levelsFor } from "@/lib/policy/escalation-model";
import { rungsOf, type Rung, type Telling, type Wait } from "@/lib/policy/escalation-rule";
import { keptPolicy, type StandingPolicy } from "@/lib/policy/escalation-store";
import { type EscalationFacts, escalationDue } from "./course";
import type { RollbackRow } from "./load-rollback";

/** The levels by which a rollback is escalated: of the policy that held when it was proposed. */
export interface KeptLevels {
  policy: StandingPolicy;
  levels: EscalationLevel[];
  rungs: Rung[];
}

export function levelsOf(
  policy: StandingPolicy,
  { plan, severity }: Pick<RollbackRow, "plan" | "severity">,
): KeptLevels {
  const levels = levelsFor(policy.policy, severity);
  return { policy, levels, rungs: rungsOf(levels, durationMs(plan.severities[severity].decideWithin)) };
}

export async function keptLevels(db: Reader, rollback: RollbackRow): Promise<KeptLevels> {
  return levelsOf(await keptPolicy(db, rollback.escalationVersionId), rollback);
}

/** How far it has come, from the rows that say what was told and heard. */
export async function loadEscalation(db: Reader, rollback: RollbackRow): Promise<EscalationFacts> {
  const { id, wait: number, waitsSince, toldAtOnce: atOnce, level: reached } = rollback;
  const { rungs } = await keptLevels(db, rollback);
  if (waitsSince === null) return { rungs, number, reached, wait: null };
  const where = { rollbackId: id, wait: number };
  const tellings = await db.rollbackTelling.findMany({
    where,
    orderBy: [{ level: "asc" }, { number: "asc" }],
  });
  const silences = await db.rollbackSilence.findMany({ where });
  const wait: Wait = {
    since: waitsSince.getTime(),
    atOnce,
    told: tellings.map(({ level, dueAt, at, people }) => ({
      level,
      dueAt: dueAt.getTime(),
      at: at.getTime(),
      isReached: people.length > 0,
    })),
    silences: silences.map(({ level, until }) => ({ level, until: until.getTime() })),
  };
  return { rungs, number, reached, wait };
}

/** What the rollback's row keeps of it; the due time is the timer. */
export function escalationColumns(escalation: EscalationFacts) {
  const { wait, number, reached } = escalation;
  const next = escalationDue({ escalation });
  return {
    wait: number,
    waitsSince: wait === null ? null : new Date(wait.since),
    toldAtOnce: wait?.atOnce ?? 0,
    level: reached,
    escalateAt: next === null ? null : new Date(next.dueAt),
  };
}

/** Nobody is waited for any more. */
export const waitEnded = { waitsSince: null, escalateAt: null } as const;

export async function writeTelling(
  tx: Tx,
  {
    rollback,
    wait,
    telling,
    channel,
    people,
    now,
  }: {
    rollback: string;
    wait: number;
    telling: Telling;
    channel: EscalationLevel["channel"];
    people: string[];
    now: Date;
  },
): Promise<void> {
  const { level, number, dueAt } = telling;
  await tx.rollbackTelling.create({
    data: {
      id: newId(),
      rollbackId: rollback,
      wait,
      level,
      number,
      channel,
      people,
      dueAt: new Date(dueAt),
      at: now,
    },
  });
}
