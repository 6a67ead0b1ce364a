"use server";

import { refresh } from "next/cache";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { AppError } from "@/lib/platform/errors";
import { markSeen } from "@/lib/rollbacks/mark-seen";

/** A link that is not there, or not any more, has nothing to be seen. */
export async function seen(id: string): Promise<void> {
  try {
    await markSeen(kernel(), { id, actor: await requireActor() });
  } catch (error) {
    if (error instanceof AppError) return;
    throw error;
  }
  refresh();
}
