import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { AppError, notFound } from "@/lib/platform/errors";
import type { Rollback } from "@/lib/platform/generated/prisma/client";
import { isId } from "@/lib/platform/ids";
import type { Severity } from "@/lib/policy/model";
import { type Authority, loadAuthority } from "@/lib/releases/authority";
import type { RollbackDecision, RollbackMode, RollbackState } from "./model";
import type { RollbackPlan } from "./schemas";

/** A rollback as it stands. */
export type RollbackRow = Omit<
  Rollback,
  "mode" | "severity" | "state" | "decision" | "plan" | "target" | "candidates"
> & {
  mode: RollbackMode;
  severity: Severity;
  state: RollbackState;
  decision: RollbackDecision | null;
  plan: RollbackPlan;
  target: Record<string, string | null>;
  candidates: Record<string, string | null>;
};

export interface LoadedRollback {
  rollback: RollbackRow;
  authority: Authority;
}

/** A rollback with what decisions on its release are judged by; in a command under the release's lock. One of a release that the actor does not see is not found. */
export async function loadRollback(
  db: Reader,
  { id, actor, now }: { id: string; actor: Actor; now: Date },
): Promise<LoadedRollback> {
  const row = isId(id) ? await db.rollback.findUnique({ where: { id } }) : null;
  if (row === null) throw notFound("rollback");
  try {
    const authority = await loadAuthority(db, { releaseId: row.releaseId, actor, now });
    return { rollback: rowOf(row), authority };
  } catch (error) {
    // As if it were not there: in the same words.
    if (error instanceof AppError && error.code === "not-found") throw notFound("rollback");
    throw error;
  }
}

/** The columns whose values the table's constraints and its one writer keep to these types. */
export function rowOf(row: Rollback): RollbackRow {
  return row as unknown as RollbackRow;
}
