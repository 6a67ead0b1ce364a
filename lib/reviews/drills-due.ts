import { drillCountsUntil } from "@/lib/gates/drills";
import { endOfDay } from "@/lib/gates/due";
import type { Requirement } from "@/lib/gates/model";
import { peopleFor, type Reading } from "@/lib/gates/reading";
import type { GateState } from "@/lib/gates/state-model";
import type { Party } from "@/lib/policy/model";

export interface DrillDue {
  gate: string;
  requirement: Extract<Requirement, { kind: "drill" }>;
  /** Epoch ms at which the drill that meets it now runs out; null: none does. */
  endsAt: number | null;
  /** Why none does, in the gate's words; null: one does. */
  missing: string | null;
  who: Party[];
}

/** Without a target what runs out within so many days is due. */
const soonMs = 14 * 86_400_000;

/**
 * Drills that stages from the current one on ask for and that will not count on the day of the target: missing, failed, of another plan,
 * or run out by then. A day ends at midnight UTC, as everything that is due does.
 * @param at epoch ms; the states are those of this moment
 * @param target day such as `2026-12-01`; null: none is planned
 */
export function drillsDue(
  reading: Reading,
  {
    states,
    stage,
    target,
    at,
  }: { states: readonly GateState[]; stage: string | null; target: string | null; at: number },
): DrillDue[] {
  const { stages } = reading.facts;
  const current = stages.findIndex(({ key }) => key === stage);
  const until = Math.max(at, target === null ? at + soonMs : endOfDay(target));
  return stages.slice(Math.max(current, 0)).flatMap((each) =>
    each.gates.flatMap((gate) =>
      gate.requirements.flatMap((requirement): DrillDue[] => {
        if (requirement.kind !== "drill") return [];
        const placed = states.find(({ key }) => key === gate.key);
        const state = placed?.requirements.find(({ key }) => key === requirement.key);
        if (state === undefined || placed?.status === "skipped") return [];
        if (state.status === "not-asked" || state.status === "waived") return [];
        const due = { gate: gate.key, requirement };
        const who = () => peopleFor(reading, { stage: each, decision: "drill.start", authors: new Set() });
        if (state.status !== "satisfied")
          return [{ ...due, endsAt: null, missing: state.blockers[0]?.message ?? null, who: who() }];
        const endsAt = drillCountsUntil({ reading, requirement });
        return endsAt === null || endsAt > until ? [] : [{ ...due, endsAt, missing: null, who: who() }];
      }),
    ),
  );
}
