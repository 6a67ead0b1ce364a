import type { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import type { Call, Kernel } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { findWaiting, isAnswered } from "./attempt-queries";
import { mayClaim } from "./attempt-rules";
import type { ClaimAttempt } from "./attempt-schemas";
import type { AttemptTask } from "./attempt-task";
import { claimAttempt } from "./claim-attempt";
import type { ExecutorType } from "./model";

type Asked = Omit<z.output<typeof ClaimAttempt>, "executors">;

/**
 * What somebody takes who asks for work all the time; null where nothing waits, which costs one reading. A claim whose answer was
 * lost is answered again under its idempotency key.
 */
export async function claimWaiting(
  kernel: Kernel,
  { executors = ["command"], ...asked }: Asked & { executors?: ("command" | "webhook" | "flag")[] },
  call: Call & { actor: Actor },
): Promise<AttemptTask | null> {
  const { actor, idempotencyKey } = call;
  const { prisma } = kernel.db;
  const now = kernel.clock.now();
  const isAllowed = mayClaim(actor, executors satisfies ExecutorType[]).allowed;
  const waits =
    !isAllowed ||
    (await findWaiting(prisma, { ...asked, executors, actor, now })) !== null ||
    (await isAnswered(prisma, actor, idempotencyKey));
  if (!waits) return null;
  try {
    return await claimAttempt.execute(kernel, { ...asked, executors }, call);
  } catch (error) {
    // Another one was quicker.
    if (error instanceof AppError && error.code === "conflict") return null;
    throw error;
  }
}
