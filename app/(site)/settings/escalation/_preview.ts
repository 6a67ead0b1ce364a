import "server-only";
import type { EscalationReview } from "@/components/policy/escalation-editor";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { newId } from "@/lib/platform/ids";
import type { PreviewEscalation } from "@/lib/policy/escalation-answers";
import { previewEscalation } from "@/lib/rollbacks/escalation-queries";
import { refused } from "../../_lib/run";

/** What a policy would do, for the reader; changes nothing. */
export async function runPreview(asked: PreviewEscalation): Promise<EscalationReview> {
  const actor = await requireActor();
  const { db, clock } = kernel();
  try {
    const preview = await previewEscalation(db.prisma, { ...asked, actor, now: clock.now() });
    return { outcome: { kind: "idle" }, preview: { ...preview, severity: asked.severity } };
  } catch (error) {
    return { outcome: refused(error, newId()), preview: null };
  }
}
