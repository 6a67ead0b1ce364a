import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import type { Executor } from "@/lib/rollbacks/schemas";
import { applyingState, lastOf } from "./applying";
import type { AppliedAttempt as AttemptAnswer, Applying, SetBy } from "./exposure-schemas";
import type { AppliedAttempt, LoadedApplying } from "./load-applying";

/** Pieces of what a script printed that are shown. */
const shownOutput = 40;

/** How far setting what was decided last is, as answers say it; null: nothing asks for it. */
export async function applyingAnswer(
  db: Reader,
  { intention, executor, facts, attempts }: LoadedApplying,
  now: Date,
): Promise<Applying | null> {
  if (intention === null) return null;
  const own = attempts.filter((each) => each.intention === intention.order);
  const since = own[0]?.at ?? intention.at;
  const earlier = attempts.filter(
    (each) =>
      each.intention !== intention.order &&
      each.claimedAt !== null &&
      (each.endedAt === null || each.endedAt >= since),
  );
  if (executor === null && own.length === 0 && earlier.length === 0) return null;
  const outputs = await outputsOf(db, [...own, ...earlier]);
  const answers = (some: readonly AppliedAttempt[]) =>
    some.map((each) => attemptAnswer(each, outputs)).toReversed();
  const state = applyingState(facts, now.getTime());
  return {
    percent: intention.percent,
    by: executor === null ? null : setByOf(executor),
    state,
    nextAt: state === "retrying" ? iso(lastOf(facts)?.at ?? null) : null,
    attempts: answers(own),
    earlier: answers(earlier),
  };
}

/** An executor in the words that one knows it by. */
export function setByOf(executor: Executor): SetBy {
  const { type } = executor;
  switch (type) {
    case "manual":
      return { type, target: null, note: executor.note ?? null };
    case "webhook":
      return { type, target: URL.canParse(executor.url) ? new URL(executor.url).host : null, note: null };
    case "flag":
      return { type, target: executor.flag, note: null };
    case "command":
      return { type, target: null, note: null };
  }
}

function attemptAnswer(attempt: AppliedAttempt, outputs: ReadonlyMap<string, string>): AttemptAnswer {
  const { number, percent, executor, state, machine, askedBy, observed, exitCode, outcome } = attempt;
  return {
    number,
    percent,
    executor,
    state,
    at: new Date(attempt.at).toISOString(),
    takenAt: iso(attempt.claimedAt),
    endedAt: iso(attempt.endedAt),
    by: machine,
    askedBy,
    observed,
    exitCode,
    note: outcome,
    output: outputs.get(attempt.id) ?? "",
  };
}

async function outputsOf(
  db: Reader,
  attempts: readonly AppliedAttempt[],
): Promise<ReadonlyMap<string, string>> {
  const ids = attempts.flatMap(({ id, executor }) => (executor === "command" ? [id] : []));
  if (ids.length === 0) return new Map();
  const rows = await readRows<{ id: string; text: string }>(
    db,
    Prisma.sql`SELECT o.attempt_id AS id, string_agg(o.text, '' ORDER BY o.position) AS text FROM (
        SELECT *, row_number() OVER (PARTITION BY attempt_id ORDER BY position DESC) AS back FROM rollback_outputs
        WHERE attempt_id = ANY(${ids}::uuid[])) o
      WHERE o.back <= ${shownOutput} GROUP BY o.attempt_id`,
  );
  return new Map(rows.map(({ id, text }) => [id, text]));
}

function iso(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}
