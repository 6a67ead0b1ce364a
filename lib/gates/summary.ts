import { z } from "zod";
import { freezesChangeOn, freezesOn } from "@/lib/releases/course-of";
import { owedBefore } from "@/lib/releases/stage-course";
import { rollbackStates } from "@/lib/rollbacks/model";
import { stageStates } from "./course";
import { evaluateRelease } from "./evaluate";
import type { LoadedGates } from "./load-gates";
import { openOn, owedOn } from "./owed";
import { readFacts } from "./reading";
import { type ReleaseStatus, statusOfRelease } from "./release-status";
import { Party } from "./schemas";
import { remindAt, runningOut, waiversRunningOut } from "./running-out";
import { tasksOf } from "./tasks";
import { clocksRemindAt, type KeptWait, keptWaits, waitingClocks } from "./waiting-clocks";

/** What lists show of a release: its stages and gates, what blocks it, and on whom it waits. */
export const ReleaseSummary = z.object({
  stages: z.array(
    z.object({
      key: z.string(),
      title: z.string(),
      status: z.enum(["passed", "skipped", "current", "upcoming"]),
      gates: z.array(
        z.object({ key: z.string(), title: z.string(), status: z.string(), drift: z.string().nullable() }),
      ),
    }),
  ),
  /** Of the current stage, and of passed gates that drifted. */
  blockers: z.array(
    z.object({
      /** null: an obligation, which is the release's. */
      gate: z.string().nullable(),
      requirement: z.string().nullable(),
      code: z.string(),
      message: z.string(),
      canBeClearedBy: z.array(Party),
    }),
  ),
  onHold: z.boolean(),
  /** The freeze that ends last of those that stop it; absent: none. */
  frozen: z.object({ title: z.string(), until: z.number() }).optional(),
  /** The rollback that is under way; absent: none is. */
  rollback: z.object({ id: z.string(), state: z.enum(rollbackStates), severity: z.string() }).optional(),
  /** How many things wait for each person, by id. */
  waiting: z.record(z.string(), z.number()),
});
export type ReleaseSummary = z.infer<typeof ReleaseSummary>;

/** Of a release that was never computed. */
export const emptySummary: ReleaseSummary = { stages: [], blockers: [], onHold: false, waiting: {} };

export interface Projected {
  summary: ReleaseSummary;
  /** null while nothing is asked: a draft, or ended. */
  status: ReleaseStatus | null;
  waitingPeople: string[];
  /** Roles in which something waits. */
  waitingRoles: string[];
  /** Epoch ms since when the oldest of it does. */
  waitingSince: number | null;
  /** What waits for which role in the stage that it is in, each with its clock. */
  waits: KeptWait[];
  /** Epoch ms of the next time at which it can change with no new fact. */
  changesAt: number | null;
  /** Epoch ms at which somebody has to be reminded of something. */
  remindAt: number | null;
}

/** The one computation behind lists, whether kept or made on reading. */
export function project(loaded: LoadedGates): Projected {
  const { facts, rows, authority, at } = loaded;
  const states = evaluateRelease(facts, at);
  const courses = stageStates(readFacts(facts, at));
  const { stage: current, state } = authority.version;
  const isActive = state === "active";
  const blocking = states.filter(
    (gate) => gate.stage === current || (gate.drift !== null && gate.drift !== "none"),
  );
  const frozen = isActive ? freezesOn(loaded).findLast(({ override }) => override === null) : undefined;
  const changes = [...states.map((gate) => gate.changesAt), freezesChangeOn(loaded, at)].flatMap(
    (change) => change ?? [],
  );
  const tasks = isActive ? tasksOf(facts, at) : [];
  const clocks = waitingClocks(loaded, { states, tasks });
  const owed = owedOn(loaded, states);
  const owing = owed.flatMap(({ waitingOn }) => waitingOn.map(({ id }) => id));
  const waivers = waiversRunningOut(loaded, states);
  const waiting = countBy([
    ...tasks.map((task) => task.personId),
    ...owing,
    ...waivers.flatMap(({ people }) => people ?? []),
  ]);
  const next = facts.stages[facts.stages.findIndex(({ key }) => key === current) + 1] ?? null;
  const unmet = isActive
    ? owedBefore({ obligations: openOn(loaded), stages: facts.stages }, next?.key ?? null)
    : null;
  const since = [
    ...tasks.map((task) => task.since),
    ...owed.map((each) => each.at),
    ...waivers.flatMap(({ reached }) => reached.at),
  ];
  return {
    summary: {
      stages: facts.stages.map((stage) => ({
        key: stage.key,
        title: stage.title,
        status: courses.get(stage.key) ?? (stage.key === current ? "current" : "upcoming"),
        gates: states
          .filter((gate) => gate.stage === stage.key)
          .map((gate) => ({
            key: gate.key,
            title: stage.gates.find(({ key }) => key === gate.key)?.title ?? gate.key,
            status: gate.status,
            drift: gate.drift,
          })),
      })),
      blockers: isActive
        ? [
            ...blocking.flatMap((gate) => gate.blockers.map((blocker) => ({ gate: gate.key, ...blocker }))),
            ...(unmet?.blockers ?? []).map((blocker) => ({ gate: null, ...blocker })),
          ]
        : [],
      onHold: rows.holds.length > 0,
      ...(frozen !== undefined && { frozen: { title: frozen.window.title, until: frozen.until } }),
      ...(rows.rollback?.isOpen === true && { rollback: shownRollback(rows.rollback) }),
      waiting,
    },
    status: isActive ? statusOfRelease(states, current, { isOwed: unmet !== null }) : null,
    waitingPeople: Object.keys(waiting).sort(),
    waitingRoles: [...new Set(tasks.map((task) => task.role))].sort(),
    waitingSince: since.length === 0 ? null : Math.min(...since),
    waits: keptWaits(clocks, loaded),
    changesAt: changes.length === 0 ? null : Math.min(...changes),
    remindAt: earlier(remindAt(runningOut(loaded, states), at), clocksRemindAt(clocks, loaded, at)),
  };
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function shownRollback({
  id,
  state,
  severity,
}: NonNullable<LoadedGates["rows"]["rollback"]>): NonNullable<ReleaseSummary["rollback"]> {
  return { id, state, severity };
}

function countBy(keys: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}
