import type { Kernel } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
import { dueEvents } from "./due-queries";
import { openDuePostMortem } from "./open-due-post-mortem";

/** Opens what events are to have; answers how many it did. Each is decided anew under the release's lock. */
export async function openPostMortems(kernel: Kernel): Promise<number> {
  let opened = 0;
  for (const due of await dueEvents(kernel.db.prisma)) {
    try {
      const call = { actor: { kind: "system", job: "worker" }, requestId: newId() } as const;
      await openDuePostMortem.execute(kernel, due, call);
      opened += 1;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code !== "conflict") log.warn({ err: error }, "a post-mortem is not opened");
    }
  }
  return opened;
}
