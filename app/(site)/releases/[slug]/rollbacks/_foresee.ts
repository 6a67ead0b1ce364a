import "server-only";
import { z } from "zod";
import type { ForeseenView } from "@/components/rollbacks/foreseen-list";
import { requireActor } from "@/lib/identity/get-actor";
import { failureModes } from "@/lib/metrics/failure-modes";
import { kernel } from "@/lib/platform/app";
import { newId } from "@/lib/platform/ids";
import { Slug } from "@/lib/platform/names";
import { foreseeDrill } from "@/lib/rollbacks/foreseen-queries";
import { refused } from "../../../_lib/run";

const Asked = z.object({ release: Slug, failure: z.enum(failureModes) });

/** What each criterion would make of a failure, for the reader. */
export async function runForesee(given: unknown): Promise<ForeseenView> {
  const actor = await requireActor();
  const asked = Asked.safeParse(given);
  if (!asked.success) return { items: [], fault: "Nothing is known of such a failure." };
  const { release: slug, failure: mode } = asked.data;
  const { db, clock } = kernel();
  try {
    return { items: await foreseeDrill(db.prisma, { slug, mode, actor, now: clock.now() }), fault: null };
  } catch (error) {
    const outcome = refused(error, newId());
    return { items: [], fault: outcome.kind === "refused" ? outcome.message : null };
  }
}
