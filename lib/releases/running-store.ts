import type { Actor } from "@/lib/identity/actor";
import type { Reader, Tx } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { visibleTo } from "@/lib/policy/visible";
import type { RunningRelease } from "./forced-tightening";

type Row = Omit<RunningRelease, "rights"> & { rightsId: string };

/** Every release in flight, also those that the actor does not see, with the rights that it keeps. */
export async function loadRunning(db: Reader, actor: Actor): Promise<RunningRelease[]> {
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    SELECT r.id, r.slug, ${visibleTo(actor)} AS "isSeen", r.rights_version_id AS "rightsId",
      jsonb_build_object('id', t.id, 'key', t.key, 'version', t.version) AS template
    FROM releases r JOIN release_versions v ON v.release_id = r.id AND v.valid_to IS NULL AND v.state = 'active'
    JOIN template_versions t ON t.id = r.template_version_id
    WHERE r.rights_version_id IS NOT NULL ORDER BY r.slug`);
  const ids = [...new Set(rows.map(({ rightsId }) => rightsId))];
  const versions = await db.$queryRaw<RunningRelease["rights"][]>`
    SELECT id, version, digest, document->'rights' AS rows FROM rights_versions WHERE id = ANY(${ids}::uuid[])`;
  const rights = new Map(versions.map((version) => [version.id, version]));
  return rows.flatMap(({ rightsId, ...release }) => {
    const kept = rights.get(rightsId);
    return kept === undefined ? [] : [{ ...release, rights: kept }];
  });
}

/**
 * Moves releases to a version of the organisation's rights, however many, in four statements. Each begins a version of its own, so
 * that what others are asked to agree on under the rights that are left is void.
 */
export async function moveRunning(
  tx: Tx,
  move: { releases: readonly string[]; to: string; reason: string; by: string; now: Date },
): Promise<void> {
  const { to, reason, by, now } = move;
  const releases = [...move.releases];
  const ids = () => releases.map(() => newId());
  await tx.$executeRaw`
    INSERT INTO release_moves (id, release_id, template_from, template_to, rights_from, rights_to, reason, by, at)
    SELECT u.id, r.id, r.template_version_id, r.template_version_id, r.rights_version_id, ${to}::uuid, ${reason}, ${by}::uuid, ${now}
    FROM unnest(${ids()}::uuid[], ${releases}::uuid[]) AS u (id, release) JOIN releases r ON r.id = u.release`;
  await tx.$executeRaw`UPDATE releases SET rights_version_id = ${to}::uuid WHERE id = ANY(${releases}::uuid[])`;
  await tx.$executeRaw`UPDATE release_projections SET changed_at = ${now} WHERE release_id = ANY(${releases}::uuid[])`;
  await tx.$executeRaw`
    WITH closed AS (
      UPDATE release_versions SET valid_to = GREATEST(valid_from, ${now}) WHERE release_id = ANY(${releases}::uuid[]) AND valid_to IS NULL
      RETURNING release_id, state, stage_key, exposure_percent, target_date, planned_days, valid_to)
    INSERT INTO release_versions (id, release_id, state, stage_key, exposure_percent, target_date, planned_days, valid_from)
    SELECT u.id, c.release_id, c.state, c.stage_key, c.exposure_percent, c.target_date, c.planned_days, c.valid_to
    FROM unnest(${ids()}::uuid[], ${releases}::uuid[]) AS u (id, release) JOIN closed c ON c.release_id = u.release`;
}
