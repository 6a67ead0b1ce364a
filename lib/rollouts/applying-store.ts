import { policyOf } from "@/lib/gates/load-gates";
import type { Actor } from "@/lib/identity/actor";
import type { Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import type { EntryDraft } from "@/lib/platform/ledger";
import { type Authority, candidatesOf } from "@/lib/releases/authority";
import { scriptOf } from "@/lib/rollbacks/script-of";
import { afterApplying, applyWithinMs, type ApplyingAct, nextApplyingAct, type Withdrawal } from "./applying";
import {
  type AboutApplying,
  applyingBegun,
  applyingTimedOut,
  applyingWithdrawn,
  type BegunBy,
} from "./applying-events";
import { exposureConfirmed } from "./exposure-events";
import { type Exposure, exposureOf } from "./exposure-model";
import { type NewChange, writeExposure } from "./exposure-store";
import { ExposureTask } from "./exposure-task";
import { type LoadedApplying, loadApplying } from "./load-applying";
import { readChanges } from "./load-exposure";

/** Records what was decided of exposure, and has it applied by the stage's executor: the row for that is written with it. */
export async function intendExposure(
  tx: Tx,
  change: Omit<NewChange, "kind">,
): Promise<{ exposure: Exposure; entries: EntryDraft[] }> {
  const { authority, actor, now } = change;
  const exposure = await writeExposure(tx, { ...change, kind: "intended" });
  const loaded = await loadApplying(tx, authority);
  const { hasExecutor, ends } = loaded.facts;
  const begun =
    hasExecutor && ends === null
      ? [(await beginApplying(tx, { authority, loaded, by: "decision", actor, now })).entry]
      : [];
  return { exposure, entries: [...begun, ...(await followApplying(tx, { authority, actor, now }))] };
}

interface Following {
  authority: Authority;
  actor: Actor;
  now: Date;
}

/** A course that needs more acts than this at once is in a circle. */
const mostActs = 1_000;

/** Does all that happens by itself now with applying the release's exposure: level-triggered, after whatever changed. */
export async function followApplying(tx: Tx, following: Following): Promise<EntryDraft[]> {
  const { authority, now } = following;
  const loaded = await loadApplying(tx, authority);
  const entries: EntryDraft[] = [];
  let { facts } = loaded;
  for (let acts = 0; acts < mostActs; acts += 1) {
    const act = nextApplyingAct(facts, now.getTime());
    if (act === null) return entries;
    const { id, entry } = await carryOut(tx, { ...following, loaded, act });
    entries.push(entry);
    facts = afterApplying(facts, act, { now: now.getTime(), id });
  }
  throw new Error(`applying the exposure of ${authority.release.slug} goes in a circle`);
}

interface Beginning extends Following {
  loaded: LoadedApplying;
  by: BegunBy;
  /** From when on it may be taken; now unless told. */
  at?: Date;
  reason?: string | undefined;
}

/** Writes what is to be set, once; whoever carries it out finds it there. */
export async function beginApplying(
  tx: Tx,
  { authority, loaded, by, actor, now, at = now, reason }: Beginning,
): Promise<{ id: string; entry: EntryDraft }> {
  const { intention, executor, attempts } = loaded;
  if (intention === null || executor === null)
    throw new Error("there is nothing to apply, or nobody to do it");
  const id = newId();
  const number = attempts.filter((each) => each.intention === intention.order).length + 1;
  const candidates = candidatesOf(authority);
  const baselines = Object.fromEntries(authority.components.map(({ key, baseline }) => [key, baseline]));
  const task = ExposureTask.parse({
    format: 1,
    for: "exposure",
    attempt: id,
    number,
    release: authority.release.slug,
    stage: intention.stage,
    percent: intention.percent,
    before: intention.before,
    order: intention.order,
    candidates,
    baselines,
    executor,
    script:
      executor.type === "command"
        ? (executor.script ?? (await scriptOf(tx, { first: candidates, otherwise: baselines })))
        : null,
    timeLimitMs: applyWithinMs,
    at: at.toISOString(),
    dueAt: new Date(at.getTime() + applyWithinMs).toISOString(),
  });
  await tx.rollbackAttempt.create({
    data: {
      id,
      changeId: intention.id,
      number,
      executor: executor.type,
      state: "queued",
      task,
      askedBy: by === "person" && actor.kind === "person" ? actor.id : null,
      at,
      dueAt: new Date(task.dueAt),
    },
  });
  const about = {
    releaseId: authority.release.id,
    stage: intention.stage,
    attempt: id,
    number,
    executor: executor.type,
    percent: intention.percent,
  };
  return { id, entry: applyingBegun({ ...about, by, at, reason }) };
}

interface Acting extends Following {
  loaded: LoadedApplying;
  act: ApplyingAct;
}

/** Writes one act; `id` is that of the attempt which it begins. */
async function carryOut(tx: Tx, { act, ...acting }: Acting): Promise<{ id: string; entry: EntryDraft }> {
  const { authority, loaded, now } = acting;
  switch (act.act) {
    case "withdraw":
      await endUnsaid(tx, { id: act.attempt, isFinal: true, outcome: withdrawn[act.why], now });
      return {
        id: act.attempt,
        entry: applyingWithdrawn({ ...aboutAttempt(authority, loaded, act.attempt), why: act.why }),
      };
    case "time-out":
      await endUnsaid(tx, {
        id: act.attempt,
        isFinal: false,
        outcome: timedOutWords(loaded, act.attempt),
        now,
      });
      return { id: act.attempt, entry: applyingTimedOut(aboutAttempt(authority, loaded, act.attempt)) };
    case "observe":
      return { id: act.attempt, entry: await observe(tx, { ...acting, act }) };
    case "begin":
      return beginApplying(tx, { ...acting, by: act.why, at: new Date(act.at) });
  }
}

function timedOutWords({ attempts }: LoadedApplying, id: string): string {
  const isTaken = attempts.find((each) => each.id === id)?.state === "claimed";
  return isTaken ? "Nobody said in time how it went." : "Nobody took it in time.";
}

const withdrawn: Record<Withdrawal, string> = {
  superseded: "Nobody had taken it when something else was decided.",
  rollback: "Nobody had taken it when the rollback began.",
  release: "Nobody had taken it when the release ended.",
  confirmed: "Nobody had taken it when it was confirmed.",
};

async function endUnsaid(
  tx: Tx,
  { id, isFinal, outcome, now }: { id: string; isFinal: boolean; outcome: string; now: Date },
): Promise<void> {
  const { count } = await tx.rollbackAttempt.updateMany({
    where: { id, state: { in: isFinal ? ["queued"] : ["queued", "claimed"] } },
    data: { state: "failed", endedAt: now, outcome, isFinal },
  });
  if (count === 0) throw new AppError("conflict", "The attempt went on in this moment; read it again.");
}

/** What an executor set and is still intended counts as observed, as whatever somebody reports does. */
async function observe(
  tx: Tx,
  {
    authority,
    loaded,
    actor,
    act,
    now,
  }: Following & {
    loaded: LoadedApplying;
    act: Extract<ApplyingAct, { act: "observe" }>;
  },
): Promise<EntryDraft> {
  const { percent, attempt } = act;
  const changes = await readChanges(tx, authority.release.id);
  const before = exposureOf(changes).confirmed;
  await writeExposure(tx, { authority, changes, kind: "confirmed", percent, actor, now, attempt });
  const { executor } = aboutAttempt(authority, loaded, attempt);
  return exposureConfirmed({
    releaseId: authority.release.id,
    stage: authority.version.stage,
    policy: policyOf(authority),
    before,
    after: percent,
    candidates: candidatesOf(authority),
    bundle: null,
    by: { executor, attempt },
  });
}

function aboutAttempt({ release }: Authority, { attempts }: LoadedApplying, id: string): AboutApplying {
  const found = attempts.find((each) => each.id === id);
  if (found === undefined) throw new Error(`there is no attempt ${id} at an exposure of ${release.slug}`);
  const { number, executor, percent, stage } = found;
  return { releaseId: release.id, stage, attempt: id, number, executor, percent };
}
