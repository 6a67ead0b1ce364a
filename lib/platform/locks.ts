import type { Tx } from "./db";
import { Prisma } from "./generated/prisma/client";
import { isId } from "./ids";
import { lockFamily, one } from "./lock-numbers";

/** What a command locks before it reads a fact. */
export interface LockPlan {
  /** Exclusive for changes of people, teams, pools, roles, rota, rights and freezes: no decision runs beside them. */
  organisation: "shared" | "exclusive";
  /** Slug of the release; its components are locked with it. */
  release?: string | undefined;
  /** Id of a rollback; its release is locked, as by its slug. */
  rollback?: string | undefined;
  /** Id of a post-mortem; its release is locked likewise. */
  postMortem?: string | undefined;
  /** Keys of components. */
  components?: string[] | undefined;
  /** Every release in flight, by id. */
  running?: true | undefined;
}

export type TakeLocks = (tx: Tx, plan: LockPlan) => Promise<void>;

/** Takes them in the one order that all commands share: organisation, components by id, release. */
export async function takeLocks(tx: Tx, plan: LockPlan): Promise<void> {
  if (plan.organisation === "exclusive")
    await tx.$queryRaw`SELECT 1 FROM pg_advisory_xact_lock(${lockFamily}::int, ${one.organisation}::int)`;
  else
    await tx.$queryRaw`SELECT 1 FROM pg_advisory_xact_lock_shared(${lockFamily}::int, ${one.organisation}::int)`;
  if (plan.running === true)
    await tx.$queryRaw`
      SELECT r.id FROM releases r JOIN release_versions v ON v.release_id = r.id AND v.valid_to IS NULL AND v.state = 'active'
      ORDER BY r.id FOR UPDATE OF r`;
  const keys = plan.components ?? [];
  const release = isLocked(plan);
  if (release === null && keys.length === 0) return;
  await tx.$queryRaw(Prisma.sql`
    SELECT c.id FROM components c
    WHERE c.key = ANY(${keys})
       OR c.id IN (SELECT rc.component_id FROM release_components rc JOIN releases r ON r.id = rc.release_id WHERE ${release ?? Prisma.sql`FALSE`})
    ORDER BY c.id FOR UPDATE`);
  if (release === null) return;
  await tx.$queryRaw(Prisma.sql`SELECT id FROM releases r WHERE ${release} FOR UPDATE`);
}

/** A condition on `r`: the release of the plan; null where it names none. */
export function isLocked({ release, rollback, postMortem }: LockPlan): Prisma.Sql | null {
  if (release !== undefined) return Prisma.sql`r.slug = ${release}`;
  if (postMortem !== undefined)
    return isId(postMortem)
      ? Prisma.sql`r.id = (SELECT m.release_id FROM post_mortems m WHERE m.id = ${postMortem}::uuid)`
      : Prisma.sql`FALSE`;
  if (rollback === undefined) return null;
  return isId(rollback)
    ? Prisma.sql`r.id = (SELECT b.release_id FROM rollbacks b WHERE b.id = ${rollback}::uuid)`
    : Prisma.sql`FALSE`;
}
