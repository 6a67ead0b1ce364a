import type { LoadedGates } from "@/lib/gates/load-gates";
import { openOn } from "@/lib/gates/owed";
import type { GateState } from "@/lib/gates/state-model";
import type { Actor } from "@/lib/identity/actor";
import type { Verdict } from "@/lib/policy/model";
import { type OverrideRow, windowOf } from "@/lib/rollouts/freeze-model";
import { type Freeze, freezesAt, freezesChangeAt } from "@/lib/rollouts/freezes";
import { candidateDigest } from "@/lib/rollouts/exposure-model";
import { soakAt } from "@/lib/rollouts/soak";
import { candidatesOf, canOnRelease, whoMayOnRelease } from "./authority";
import type { CourseFacts } from "./stage-course";

/** An occurrence in force, and by whom the release may pass it. */
export interface FreezeOn extends Freeze {
  override: OverrideRow | null;
}

interface Freezable {
  rows: Pick<LoadedGates["rows"], "freezes">;
  authority: Pick<LoadedGates["authority"], "components">;
}

/** What advancing, skipping, reopening and completing are judged by; commands and pages ask the same. */
export function courseOf(loaded: LoadedGates, gates: readonly GateState[]): CourseFacts {
  const { authority, facts, rows, mayLiftAll, mayResume } = loaded;
  const { state, stage, exposurePercent } = authority.version;
  const explain: Actor = { kind: "system", job: "explain" };
  const freezes = freezesOn(loaded).filter(({ override }) => override === null);
  const override = freezes.length === 0 ? null : mayOverrideFreeze(loaded, explain);
  return {
    state,
    stage,
    exposurePercent,
    stages: facts.stages,
    gates,
    holds: rows.holds,
    concerns: rows.concerns,
    obligations: openOn(loaded),
    freezes,
    mayLift: rows.holds.length === 0 ? [] : whoMayOnRelease(authority, "hold.lift"),
    mayLiftAll,
    mayResume,
    lastStep: lastStepOf(loaded),
    mayOverride: override === null || override.allowed ? [] : override.whoMay,
  };
}

/** The last stage's last step and its soak; null: it has none. */
export function lastStepOf({ facts, authority, at }: LoadedGates): CourseFacts["lastStep"] {
  const step = facts.stages.at(-1)?.exposure.at(-1);
  if (step === undefined) return null;
  const { exposures: changes = [], interruptions = [] } = facts;
  const candidate = candidateDigest(candidatesOf(authority));
  return { ...step, soak: soakAt({ changes, interruptions, candidate, now: at }, step) };
}

/** The freezes in force for the release, those that it may pass included. */
export function freezesOn(loaded: Freezable & Pick<LoadedGates, "at">): FreezeOn[] {
  return freezesAt(asking(loaded, loaded.at)).map((freeze) => {
    const row = loaded.rows.freezes.find(({ id }) => id === freeze.window.id);
    const override = row?.overrides.find(({ occurrence }) => occurrence === freeze.from) ?? null;
    return { ...freeze, override };
  });
}

/** The first moment after one at which a freeze of the release begins or ends. */
export function freezesChangeOn(loaded: Freezable, now: number): number | null {
  return freezesChangeAt(asking(loaded, now));
}

/** Letting the release pass a freeze; not by whoever wrote what it would let through, where the row keeps authors out. */
export function mayOverrideFreeze(loaded: LoadedGates, actor: Actor): Verdict {
  return canOnRelease(loaded.authority, actor, "freeze.override", { authors: candidateAuthors(loaded) });
}

/** Who wrote or set what a freeze keeps from going on. */
export function candidateAuthors({ facts }: Pick<LoadedGates, "facts">): string[] {
  const current = facts.candidates.filter(({ to }) => to === null);
  return [...new Set(current.flatMap((candidate) => candidate.authors))];
}

function asking({ rows, authority }: Freezable, now: number) {
  return {
    windows: rows.freezes.map(windowOf),
    components: authority.components.map(({ key }) => key),
    now,
  };
}
