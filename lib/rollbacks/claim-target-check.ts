import { command } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { takeLocks } from "@/lib/platform/locks";
import { mayClaimTarget } from "./may-verify-target";
import { targetClaimed } from "./target-events";
import { checkLimitMs, type TargetArtifact } from "./target-freshness";
import { findDueTarget } from "./target-queries";
import { ClaimTargetCheck, type TargetCheck } from "./target-schemas";
import { lapseOverdue } from "./target-store";

/**
 * Takes what is due of one release's target, for the caller alone until it is due back. A conflict where nothing is. Which release to
 * lock is known only once it is found, so it is found twice.
 */
export const claimTargetCheck = command({
  name: "rollback-target.claim",
  input: ClaimTargetCheck,
  scope: "runner",
  locks: () => ({ organisation: "shared" }),
  load: async (tx, input, { now, actor }) => {
    const first = await findDueTarget(tx, { ...input, actor, now });
    if (first === null) return null;
    await takeLocks(tx, { organisation: "shared", release: first.release });
    return findDueTarget(tx, { ...input, releases: [first.release], actor, now });
  },
  allow: (actor) => mayClaimTarget(actor),
  run: async ({ tx, facts: due, actor, now }) => {
    if (due === null || actor.kind !== "machine") throw nothingDue();
    const { releaseId, release, digests, artifacts } = due;
    const dueAt = new Date(now.getTime() + checkLimitMs(artifacts));
    await lapseOverdue(tx, { releaseId, now });
    const check = await insert(tx, { releaseId, machineId: actor.id, artifacts, now, dueAt });
    const bundles = Object.values(digests).filter((digest) => digest !== null);
    const value: TargetCheck = {
      id: check,
      release,
      dueAt: dueAt.toISOString(),
      artifacts: artifacts.map(({ sha256, size, ...artifact }) => ({
        ...artifact,
        sha256: sha256 ?? "",
        size: size ?? 0,
      })),
    };
    return {
      value,
      entries: [targetClaimed({ releaseId, check, bundles, count: artifacts.length })],
    };
  },
});

interface NewCheck {
  releaseId: string;
  machineId: string;
  artifacts: readonly TargetArtifact[];
  now: Date;
  dueAt: Date;
}

/** Answers its id; another who was quicker is a conflict, whoever held which lock. */
async function insert(tx: Tx, { releaseId, machineId, artifacts, now, dueAt }: NewCheck): Promise<string> {
  const id = newId();
  const written = await tx.$executeRaw`
    INSERT INTO rollback_target_checks (id, release_id, machine_id, artifacts, state, claimed_at, due_at)
    VALUES (${id}::uuid, ${releaseId}::uuid, ${machineId}::uuid, ${JSON.stringify(artifacts)}::jsonb, 'claimed', ${now}, ${dueAt})
    ON CONFLICT (release_id) WHERE state = 'claimed' DO NOTHING`;
  if (written !== 1) throw nothingDue();
  return id;
}

function nothingDue(): AppError {
  return new AppError("conflict", "Nothing that is gone back to waits to be fetched.");
}
