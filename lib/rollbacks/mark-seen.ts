import type { Actor } from "@/lib/identity/actor";
import type { Kernel } from "@/lib/platform/command";
import { record } from "@/lib/platform/record";
import { canOnRelease } from "@/lib/releases/authority";
import { loadRollback } from "./load-rollback";
import { isOver } from "./model";
import { rightsOn } from "./rollback-rules";
import { takesBeside } from "@/lib/policy/taking-part";

/** Keeps when somebody who could decide first looked at a rollback: the clock of seeing stops with the first of them. */
export async function markSeen(kernel: Kernel, { id, actor }: { id: string; actor: Actor }): Promise<void> {
  const now = kernel.clock.now();
  const { rollback, authority } = await loadRollback(kernel.db.prisma, { id, actor, now });
  if (isOver(rollback.state) || actor.kind !== "person") return;
  const verdict = canOnRelease(authority, actor, "rollback.authorise", rightsOn(rollback));
  if (!verdict.allowed && takesBeside(verdict, actor.id) === null) return;
  await record(kernel, "read-mark", async (tx, at) => {
    await tx.$executeRaw`
      INSERT INTO rollback_seen (rollback_id, person_id, at) VALUES (${id}::uuid, ${actor.id}::uuid, ${at}) ON CONFLICT DO NOTHING`;
  });
}
