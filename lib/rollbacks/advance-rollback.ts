import { z } from "zod";
import { policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import type { EntryDraft } from "@/lib/platform/ledger";
import { byWorker } from "@/lib/policy/by-worker";
import type { Actor } from "@/lib/identity/actor";
import { writeAttempt } from "./begin-attempt";
import { afterAct, type CourseAct, type CourseFacts, lastAttempt, nextAct } from "./course";
import { escalationColumns } from "./escalation-store";
import { attemptTimedOut, rollbackMoved, stepBegun, stepMoved } from "./events";
import { loadCourse } from "./load-course";
import { type LoadedRollback, loadRollback } from "./load-rollback";
import type { DrillLevel } from "./model";
import { writeAuthorised } from "./rollback-store";
import { watchRestored, writeExecuted } from "./stability-store";
import { tellLevel } from "./tell-level";

/** A course that needs more acts than this at once is in a circle. */
const mostActs = 1_000;

/** Does what happens by itself, all that is due now: level-triggered, so a worker that was ended in the middle loses and doubles nothing. */
export const advanceRollback = command({
  name: "rollback.advance",
  input: z.strictObject({ rollback: z.string().max(64) }),
  scope: "*",
  locks: ({ rollback }) => ({ organisation: "shared", rollback }),
  load: async (tx, { rollback: id }, { now, actor }) => {
    const loaded = await loadRollback(tx, { id, now, actor });
    const { drillId } = loaded.rollback;
    const drill = drillId === null ? null : await tx.drill.findUniqueOrThrow({ where: { id: drillId } });
    const course = await loadCourse(tx, loaded.rollback, now);
    return { loaded, level: (drill?.level ?? null) as DrillLevel | null, course };
  },
  allow: (actor) => byWorker(actor, "A rollback goes on by itself, or by what people decide on it."),
  run: async ({ tx, facts: { loaded, level, course }, actor, now }) => {
    const entries: EntryDraft[] = [];
    let facts = course;
    for (let acts = 0; acts < mostActs; acts += 1) {
      const act = nextAct(facts, now.getTime());
      if (act === null) break;
      const { drafts, ...done } = await carryOut(tx, { loaded, level, facts, act, actor, now });
      entries.push(...drafts);
      facts = afterAct(facts, act, { now: now.getTime(), ...done });
    }
    const [first, ...rest] = entries;
    if (first === undefined) throw new AppError("conflict", "Nothing of this rollback is due.");
    await keepCourse(tx, loaded.rollback.id, facts);
    return { value: { id: loaded.rollback.id, state: facts.state }, entries: [first, ...rest] };
  },
});

interface Acting {
  loaded: LoadedRollback;
  level: DrillLevel | null;
  facts: CourseFacts;
  act: CourseAct;
  actor: Actor;
  now: Date;
}

interface Done {
  /** Of the attempt which it begins. */
  id: string;
  /** Whether a level that is told reaches anybody. */
  isReached?: boolean;
  drafts: EntryDraft[];
}

/** Writes one act. */
async function carryOut(tx: Tx, { loaded, level, facts, act, actor, now }: Acting): Promise<Done> {
  const { rollback, authority } = loaded;
  const releaseId = authority.release.id;
  const policy = policyOf(authority);
  const about = { releaseId, rollback: rollback.id, drill: rollback.drillId, policy };
  const done = (...drafts: EntryDraft[]): Done => ({ id: newId(), drafts });
  switch (act.act) {
    case "authorise":
      return done(
        ...(await writeAuthorised(tx, {
          authority,
          rollback,
          decision: "silence",
          reason: undefined,
          actor,
          now,
        })),
      );
    case "escalate": {
      const wait = facts.escalation.number;
      const told = await tellLevel(tx, { loaded, state: facts.state, wait, telling: act.telling, now });
      return { ...done(told.draft), isReached: told.isReached };
    }
    case "move": {
      const words = { executing: "started", validating: "executed", stable: "stable" } as const;
      const moved = rollbackMoved(words[act.to], { ...about, before: facts.state, after: act.to });
      if (act.to === "stable")
        await tx.rollback.update({ where: { id: rollback.id }, data: { stableAt: now } });
      const drafts = act.to === "validating" ? await writeExecuted(tx, { ...loaded, actor, now }) : [];
      return done(moved, ...drafts);
    }
    case "fail":
      await tx.rollback.update({ where: { id: rollback.id }, data: { failedAt: now } });
      return done(rollbackMoved("failed", { ...about, before: facts.state, after: "failed", why: act.why }));
    case "begin": {
      const step = rollback.plan.steps.find(({ key }) => key === act.step);
      if (step === undefined) throw new Error(`the plan has no step ${act.step}`);
      const { number, executor } = act;
      const release = authority.release.slug;
      const id = await writeAttempt(tx, {
        rollback,
        level,
        release,
        step,
        number,
        executor,
        askedBy: null,
        now,
      });
      return {
        id,
        drafts: [stepBegun({ ...about, step: step.key, attempt: id, number, executor, by: "plan" })],
      };
    }
    case "time-out":
      await tx.rollbackAttempt.updateMany({
        where: { id: act.attempt, state: { in: ["queued", "claimed"] } },
        data: { state: "failed", endedAt: now, outcome: "Nobody said in time how it went." },
      });
      return done(attemptTimedOut({ ...about, step: act.step, attempt: act.attempt }));
    case "step":
    case "fail-step": {
      const to = act.act === "step" ? act.to : "failed";
      await tx.rollbackStep.update({
        where: { rollbackId_key: { rollbackId: rollback.id, key: act.step } },
        data: { state: to, endedAt: to === "verifying" ? null : now },
      });
      const form = rollback.plan.steps.find(({ key }) => key === act.step)?.verify;
      if (to === "verifying" && form?.criterion !== undefined && !facts.isTabletop)
        await watchRestored(tx, { ...loaded, actor, now }, [form.criterion]);
      const attempt = lastAttempt(facts, act.step)?.id ?? null;
      const why = act.act === "fail-step" ? act.why : undefined;
      return done(stepMoved(to, { ...about, step: act.step, attempt, why }));
    }
  }
}

async function keepCourse(tx: Tx, id: string, { state, escalation }: CourseFacts): Promise<void> {
  await tx.rollback.update({ where: { id }, data: { state, ...escalationColumns(escalation) } });
}
