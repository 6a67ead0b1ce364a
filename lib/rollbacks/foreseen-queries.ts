import type { Actor } from "@/lib/identity/actor";
import type { FailureMode } from "@/lib/metrics/failure-modes";
import { Criteria } from "@/lib/metrics/schemas";
import { metricsNamed } from "@/lib/metrics/track-store";
import type { Reader } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { loadRelease } from "@/lib/releases/authority";
import { findDocument } from "@/lib/releases/store";
import { foreseenBy } from "./foreseen";
import type { ForeseenAnswer } from "./rollback-answers";
import { planToDrill } from "./rollback-rules";
import { agreedPlan } from "./agreed-plan";

interface Asked {
  slug: string;
  actor: Actor;
  now: Date;
}

/** What each criterion of a release would make of a failure if a drill began now. */
export function foreseeDrill(db: Reader, asked: Asked & { mode: FailureMode }): Promise<ForeseenAnswer[]> {
  return foreseeing(db, { ...asked, drillId: "", startedAt: asked.now });
}

/** The same for a drill that was started, over the very samples that it has; nothing where nothing is made up. */
export async function foreseenOfDrill(
  db: Reader,
  { id, ...asked }: Asked & { id: string },
): Promise<ForeseenAnswer[]> {
  const { failure, startedAt } = await db.drill.findUniqueOrThrow({ where: { id } });
  if (failure === null) return [];
  return foreseeing(db, { ...asked, mode: failure as FailureMode, drillId: id, startedAt });
}

async function foreseeing(
  db: Reader,
  {
    slug,
    actor,
    now,
    mode,
    drillId,
    startedAt,
  }: Asked & { mode: FailureMode; drillId: string; startedAt: Date },
): Promise<ForeseenAnswer[]> {
  const { release } = await loadRelease(db, { slug, actor, now });
  const { plan, fault } = planToDrill(await agreedPlan(db, release.id), { isRunning: false });
  if (fault !== null) throw new AppError("conflict", fault);
  const found = await findDocument(db, { releaseId: release.id, kind: "criteria" });
  const criteria = Criteria.parse(found?.document ?? []);
  const metrics = await metricsNamed(
    db,
    criteria.map(({ metric }) => metric),
  );
  return foreseenBy({ drillId, mode, criteria, metrics, plan, startedAt: startedAt.getTime() });
}
