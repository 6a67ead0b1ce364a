import type { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import type { Call, Kernel } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { isAnswered } from "./attempt-queries";
import { claimTargetCheck } from "./claim-target-check";
import { mayClaimTarget } from "./may-verify-target";
import { findDueTarget } from "./target-queries";
import type { ClaimTargetCheck, TargetCheck } from "./target-schemas";

/** What a runner takes that asks all the time; null where nothing is due, which costs no transaction. */
export async function claimTarget(
  kernel: Kernel,
  asked: z.output<typeof ClaimTargetCheck>,
  call: Call & { actor: Actor },
): Promise<TargetCheck | null> {
  const { actor, idempotencyKey } = call;
  const { prisma } = kernel.db;
  const isDue =
    !mayClaimTarget(actor).allowed ||
    (await findDueTarget(prisma, { ...asked, actor, now: kernel.clock.now() })) !== null ||
    (await isAnswered(prisma, actor, idempotencyKey));
  if (!isDue) return null;
  try {
    return await claimTargetCheck.execute(kernel, asked, call);
  } catch (error) {
    // Another one was quicker.
    if (error instanceof AppError && error.code === "conflict") return null;
    throw error;
  }
}
