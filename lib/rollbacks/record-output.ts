import type { Actor } from "@/lib/identity/actor";
import type { Kernel } from "@/lib/platform/command";
import { AppError, notFound } from "@/lib/platform/errors";
import { record } from "@/lib/platform/record";
import { findAttempt } from "./attempt-queries";

/** Keeps a piece of what an attempt printed: from the machine that claimed it, while it runs. The first one of a position stays. */
export async function recordOutput(
  kernel: Kernel,
  piece: { attempt: string; position: number; text: string },
  actor: Actor,
): Promise<void> {
  if (actor.kind !== "machine")
    throw new AppError("machines-only", "Only the machine that claimed an attempt sends what it prints.");
  const { attempt: id, position, text } = piece;
  await record(kernel, "step-output", async (tx, now) => {
    const attempt = await findAttempt(tx, id, actor);
    if (attempt.machineId !== actor.id) throw notFound("attempt");
    if (attempt.state !== "claimed") throw new AppError("conflict", "The attempt has ended.");
    await tx.$executeRaw`
      INSERT INTO rollback_outputs (attempt_id, position, text, at) VALUES (${id}::uuid, ${position}, ${text}, ${now})
      ON CONFLICT DO NOTHING`;
  });
}
