import type { Actor } from "@/lib/identity/actor";
import type { Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { type Authority, candidatesOf } from "@/lib/releases/authority";
import { replaceVersion } from "@/lib/releases/store";
import { candidateDigest, type Exposure, type ExposureChange, exposureOf } from "./exposure-model";
import type { ExposureStands } from "./exposure-schemas";

export interface NewChange {
  authority: Authority;
  /** What is recorded already, in order. */
  changes: readonly ExposureChange[];
  kind: ExposureChange["kind"];
  percent: number;
  reason?: string | undefined;
  /** The attempt by which an executor set it; absent: somebody decided or reported it. */
  attempt?: string | undefined;
  actor: Actor;
  now: Date;
}

/**
 * Records a step, and with it what decisions are judged by and who has the components: from the first intention above 0 until 0 is
 * intended and confirmed. Never earlier than what was recorded before, whatever the clock says.
 */
export async function writeExposure(tx: Tx, change: NewChange): Promise<Exposure> {
  const { authority, changes, kind, percent, reason, attempt, actor } = change;
  const { release, version, components } = authority;
  const now = new Date(Math.max(change.now.getTime(), changes.at(-1)?.at ?? 0));
  const candidates = candidatesOf(authority);
  const stage = version.stage ?? "";
  const written = await tx.exposureChange.create({
    data: {
      id: newId(),
      releaseId: release.id,
      stageKey: stage,
      kind,
      percent,
      candidates,
      candidate: candidateDigest(candidates),
      reason: reason ?? null,
      personId: actor.kind === "person" ? actor.id : null,
      machineId: actor.kind === "machine" ? actor.id : null,
      attemptId: attempt ?? null,
      at: now,
    },
  });
  const { candidate, order } = written;
  const added = { kind, stage, percent, candidate, at: now.getTime(), order: Number(order) };
  const exposure = exposureOf([...changes, added]);
  if (exposure.most > 0) await claimComponents(tx, { releaseId: release.id, components, now });
  else await freeComponents(tx, release.id);
  if (exposure.most !== version.exposurePercent)
    await replaceVersion(tx, {
      releaseId: release.id,
      current: version,
      change: { exposurePercent: exposure.most },
      now: change.now,
    });
  return exposure;
}

/** What each act answers. */
export function standingOf(
  { intended, confirmed, isConfirmed }: Exposure,
  isPaused: boolean,
): ExposureStands {
  return { intended, confirmed, isConfirmed, isPaused };
}

/** Nothing of the release is exposed any more, or what was is what everybody gets. */
export async function freeComponents(tx: Tx, releaseId: string): Promise<void> {
  await tx.componentExposure.deleteMany({ where: { releaseId } });
}

/** One release at a time has a component: the table's key, whatever was read before. */
async function claimComponents(
  tx: Tx,
  { releaseId, components, now }: { releaseId: string; components: readonly { id: string }[]; now: Date },
): Promise<void> {
  const ids = components.map(({ id }) => id).sort();
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO component_exposures (component_id, release_id, at)
    SELECT c::uuid, ${releaseId}::uuid, ${now} FROM unnest(${ids}::text[]) c ORDER BY c ON CONFLICT (component_id) DO NOTHING`);
  const own = await tx.componentExposure.count({ where: { releaseId } });
  if (own < ids.length)
    throw new AppError(
      "exposure-not-ready",
      "Another release has exposure on a component of this one; one release at a time does.",
    );
}
