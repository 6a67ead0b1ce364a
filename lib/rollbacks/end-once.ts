import type { Actor } from "@/lib/identity/actor";
import type { Call, Kernel } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { findAttempt } from "./attempt-queries";
import type { AttemptEnded, Outcome } from "./attempt-schemas";
import { endAttempt } from "./end-attempt";

/** Says how an attempt went. Whoever says it twice in the same words gets the same answer. */
export async function endOnce(
  kernel: Kernel,
  { attempt: id, said }: { attempt: string; said: Outcome },
  call: Call & { actor: Actor },
): Promise<AttemptEnded> {
  const attempt = await findAttempt(kernel.db.prisma, id, call.actor);
  const input = { release: attempt.release, attempt: id, ...said };
  try {
    return await endAttempt.execute(kernel, input, call);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "already-exists") throw error;
    const { state, verification } = await findAttempt(kernel.db.prisma, id, call.actor);
    return { attempt: id, state: state === "succeeded" ? "succeeded" : "failed", verification };
  }
}
