import { evaluateRelease } from "@/lib/gates/evaluate";
import { loadGates, type LoadedGates, policyOf } from "@/lib/gates/load-gates";
import type { GateState } from "@/lib/gates/state-model";
import type { Actor } from "@/lib/identity/actor";
import type { Tx } from "@/lib/platform/db";
import { AppError, notFound } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import type { EntryDraft } from "@/lib/platform/ledger";
import { candidatesOf } from "./authority";
import { courseOf } from "./course-of";
import { requirePerson } from "./rules";
import { type CourseFacts, type CourseFault, evidenceOf } from "./stage-course";
import { stageAdvanced, stageSkipped } from "./stage-events";
import { replaceVersion } from "./store";

export interface StageFacts {
  loaded: LoadedGates;
  gates: GateState[];
  course: CourseFacts;
}

/** What advancing, skipping and reopening read, under the release's lock. */
export async function loadCourse(
  tx: Tx,
  { slug, stage, actor, now }: { slug: string; stage: string; actor: Actor; now: Date },
): Promise<StageFacts> {
  const loaded = await loadGates(tx, { slug, actor, now });
  if (!loaded.facts.stages.some(({ key }) => key === stage)) throw notFound(`stage ${stage} in this release`);
  const gates = evaluateRelease(loaded.facts, loaded.at);
  return { loaded, gates, course: courseOf(loaded, gates) };
}

export function refuseWith(fault: CourseFault | null): void {
  if (fault !== null) throw new AppError(fault.code, fault.message, { blockers: fault.blockers });
}

/** What the gates of a stage are about now, by gate. */
export function digestsOf(gates: readonly GateState[], stage: string): Record<string, string> {
  const own = gates.filter((gate) => gate.stage === stage);
  return Object.fromEntries(own.map((gate) => [gate.key, gate.subjectDigest]));
}

/** The content that going on is agreed about: a stage may have no gate whose digest would tell of a change. */
export function contentOf({
  authority,
  rows,
}: Pick<LoadedGates, "authority" | "rows">): Record<string, unknown> {
  const current = rows.documents.filter(({ to }) => to === null);
  return {
    candidates: candidatesOf(authority),
    documents: Object.fromEntries(current.map(({ kind, version }) => [kind, version])),
  };
}

/** Records the passage with the gates' digests as they stand, and moves the release's pointer. */
export async function moveStage(
  tx: Tx,
  {
    facts,
    kind,
    stage,
    next,
    by,
    reason,
    breakGlass,
    now,
  }: {
    facts: StageFacts;
    kind: "passed" | "skipped" | "reopened";
    stage: string;
    next: string;
    by: string;
    reason: string | undefined;
    /** Id of the use of break-glass by which it is left. */
    breakGlass?: string | undefined;
    now: Date;
  },
): Promise<void> {
  const { authority } = facts.loaded;
  await tx.stagePassage.create({
    data: {
      id: newId(),
      releaseId: authority.release.id,
      stageKey: stage,
      kind,
      gates: digestsOf(facts.gates, stage),
      by,
      reason: reason ?? null,
      breakGlassId: breakGlass ?? null,
      at: now,
    },
  });
  await replaceVersion(tx, {
    releaseId: authority.release.id,
    current: authority.version,
    change: { stage: next },
    now,
  });
}

/** What advancing and skipping share: the passage, the pointer moved, and an entry with the gates as they stood. */
export async function leaveStage(
  tx: Tx,
  {
    facts,
    kind,
    stage,
    next,
    actor,
    reason,
    breakGlass,
    now,
  }: {
    facts: StageFacts;
    kind: "passed" | "skipped";
    stage: string;
    next: string;
    actor: Actor;
    reason: string | undefined;
    breakGlass?: string | undefined;
    now: Date;
  },
): Promise<{ value: { stage: string; state: string }; entries: [EntryDraft] }> {
  await moveStage(tx, { facts, kind, stage, next, by: requirePerson(actor).id, reason, breakGlass, now });
  const { authority } = facts.loaded;
  const record = kind === "passed" ? stageAdvanced : stageSkipped;
  const gates = evidenceOf(facts.gates, stage);
  const entry = record({
    releaseId: authority.release.id,
    stage,
    next,
    reason,
    gates,
    breakGlass,
    policy: policyOf(authority),
  });
  return { value: { stage: next, state: authority.version.state }, entries: [entry] };
}
