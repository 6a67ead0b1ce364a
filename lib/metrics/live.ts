import { isDeepStrictEqual } from "node:util";
import { type CriterionState, type Evaluated, evaluateAt, begun } from "./backtest";
import type { Compiled } from "./compile";
import type { Windows } from "./look";
import type { Look, Verdict } from "./model";

/** An evaluation as it is kept: of one time the latest revision. */
export interface Kept {
  /** Epoch ms. */
  at: number;
  revision: number;
  verdict: Verdict;
  raw: Look["raw"];
  reason: VoidReason | null;
  value: number | null;
  state: CriterionState;
}

/** One more evaluation to keep: of a time that was not evaluated, or that comes out otherwise with what arrived since. */
export interface Found extends Evaluated {
  at: number;
  revision: number;
  reason: VoidReason | null;
}

/** Why cohorts were not compared, whatever was measured. */
export type VoidReason = "traffic-split";

export interface Carried {
  found: Found[];
  /** What the next evaluation goes on from; its verdict is how the criterion stands. */
  state: CriterionState;
}

/**
 * Evaluates what came due, and again what late samples could change.
 * @param before what is kept of the last evaluation before all of these; null: the criterion begins
 * @param standing how the criterion stands
 * @param again kept evaluations from the earliest one that a late sample could change, in order; empty: none came
 * @param due times that were not evaluated yet, in order (epoch ms)
 */
export function carryOn(
  compiled: Compiled,
  {
    before,
    standing,
    again,
    due,
  }: {
    before: CriterionState | null;
    standing: CriterionState;
    again: readonly Kept[];
    due: readonly number[];
  },
  { windowsAt, isVoidAt }: { windowsAt: (at: number) => Windows; isVoidAt: (at: number) => boolean },
): Carried {
  const found: Found[] = [];
  const evaluate = (at: number): Evaluated & Pick<Found, "reason"> => {
    const isVoid = isVoidAt(at);
    const evaluated = evaluateAt(compiled, state, at, { windows: windowsAt(at), isVoid });
    return { ...evaluated, reason: isVoid ? "traffic-split" : null };
  };
  let state = again.length === 0 ? standing : (before ?? begun);
  for (const kept of again) {
    const evaluated = evaluate(kept.at);
    if (differs(kept, evaluated)) found.push({ ...evaluated, at: kept.at, revision: kept.revision + 1 });
    state = evaluated.state;
  }
  // A breach that either run entered stays: what was acted on is not taken back by a sample that came late.
  if (standing.fold.verdict === "breach" && state.fold.verdict !== "breach")
    state = { ...state, fold: standing.fold };
  for (const at of due) {
    const evaluated = evaluate(at);
    found.push({ ...evaluated, at, revision: 0 });
    state = evaluated.state;
  }
  return { found, state };
}

function differs(kept: Kept, { look, verdict, state, reason }: Omit<Found, "at" | "revision">): boolean {
  return (
    kept.reason !== reason ||
    kept.raw !== look.raw ||
    kept.verdict !== verdict ||
    kept.value !== look.value ||
    // As it was stored, whose fields come back in another order.
    !isDeepStrictEqual(kept.state, JSON.parse(JSON.stringify(state)))
  );
}
