import type { Reader } from "@/lib/platform/db";
import type { Phase } from "@/lib/rollbacks/phase-clock";
import { firstSeenAt, momentsOf } from "@/lib/rollbacks/drill-store";
import { rowOf } from "@/lib/rollbacks/load-rollback";
import { phasesOf } from "@/lib/rollbacks/phases";
import type { Gap } from "@/lib/rollbacks/drill-score";
import type { PostMortemRow } from "./load-post-mortem";

/** What a post-mortem is about, as it stands; times in epoch ms. */
export interface EventFacts {
  /** The first sign. */
  from: number;
  /** null: it goes on. */
  to: number | null;
  /** Of the rollback that it is about, or that a drill rehearsed; null: there is none. */
  rollback: { id: string; reason: string; state: string; endReason: string | null } | null;
  phases: Phase[];
  /** Of a drill what it showed to be missing. */
  gaps: Pick<Gap, "kind" | "message">[];
  /** Of a broken glass: which decision, and why. */
  glass: { decision: string; reason: string; by: string } | null;
}

/** What stood before a glass was broken belongs to why it was. */
const beforeGlassMs = 86_400_000;
const none = { rollback: null, phases: [], gaps: [], glass: null };

export async function readEvent(
  db: Reader,
  { kind, eventId, releaseId }: Pick<PostMortemRow, "kind" | "eventId" | "releaseId">,
): Promise<EventFacts> {
  switch (kind) {
    case "rollback":
      return ofRollback(db, eventId, null);
    case "drill":
      return ofDrill(db, eventId);
    case "break-glass":
      return ofGlass(db, eventId);
    case "release":
      return ofRelease(db, releaseId);
  }
}

async function ofRollback(db: Reader, id: string, failsAt: Date | null): Promise<EventFacts> {
  const row = rowOf(await db.rollback.findUniqueOrThrow({ where: { id } }));
  const breachedAt = failsAt ?? row.breachedAt;
  const first = Math.min(
    ...[breachedAt, row.proposedAt].flatMap((at) => (at === null ? [] : [at.getTime()])),
  );
  const moments = momentsOf({ ...row, breachedAt }, await firstSeenAt(db, id));
  const { reason, state, endReason } = row;
  return {
    ...none,
    from: first,
    to: row.endedAt?.getTime() ?? null,
    rollback: { id, reason, state, endReason },
    phases: phasesOf(moments, row.plan),
  };
}

async function ofDrill(db: Reader, id: string): Promise<EventFacts> {
  const drill = await db.drill.findUniqueOrThrow({ where: { id }, include: { rollbacks: true } });
  const [rehearsed] = drill.rollbacks;
  const of = rehearsed === undefined ? null : await ofRollback(db, rehearsed.id, drill.failsAt);
  // Written once, when the drill ended, by what scores it.
  const result = drill.result as { gaps?: Gap[] } | null;
  return {
    ...none,
    ...of,
    from: drill.startedAt.getTime(),
    to: drill.endedAt?.getTime() ?? null,
    gaps: result?.gaps ?? [],
  };
}

async function ofGlass(db: Reader, id: string): Promise<EventFacts> {
  const use = await db.breakGlassUse.findUniqueOrThrow({ where: { id } });
  const review = await db.obligation.findFirst({
    where: { kind: "break-glass-review", sourceKind: "break-glass", sourceId: id },
    include: { closure: true },
  });
  const { decision, reason, by } = use;
  return {
    ...none,
    from: use.at.getTime() - beforeGlassMs,
    to: review?.closure?.at.getTime() ?? null,
    glass: { decision, reason, by },
  };
}

async function ofRelease(db: Reader, id: string): Promise<EventFacts> {
  const release = await db.release.findUniqueOrThrow({
    where: { id },
    include: { versions: { where: { validTo: null } } },
  });
  const [version] = release.versions;
  const isOver = version !== undefined && version.state !== "draft" && version.state !== "active";
  return {
    ...none,
    from: (release.startedAt ?? release.createdAt).getTime(),
    to: isOver ? version.validFrom.getTime() : null,
  };
}
