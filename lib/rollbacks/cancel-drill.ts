import { command } from "@/lib/platform/command";
import { AppError, notFound } from "@/lib/platform/errors";
import { canOnRelease, loadAuthority } from "@/lib/releases/authority";
import { cancelRunningDrill } from "./drill-store";
import { CancelDrill } from "./rollback-schemas";
import type { Severity } from "@/lib/policy/model";

/** Ends a rehearsal before its end; it counts for nothing. */
export const cancelDrill = command({
  name: "drill.cancel",
  input: CancelDrill,
  scope: "rollbacks",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: async (tx, { release }, { now, actor }) => {
    const authority = await loadAuthority(tx, { slug: release, now, actor });
    const drill = await tx.drill.findFirst({
      where: { releaseId: authority.release.id, endedAt: null },
    });
    return { authority, drill };
  },
  allow: (actor, { authority, drill }) =>
    canOnRelease(authority, actor, "drill.start", { severity: (drill?.severity ?? "sev1") as Severity }),
  run: async ({ tx, input: { drill: id, reason }, facts: { authority, drill }, now }) => {
    if (drill === null) throw new AppError("conflict", "No drill of this release is under way.");
    if (drill.id !== id) throw notFound("drill under way");
    const [first, ...rest] = await cancelRunningDrill(tx, { authority, reason, now });
    if (first === undefined) throw new AppError("conflict", "No drill of this release is under way.");
    return { value: { id, state: "cancelled" as const }, entries: [first, ...rest] };
  },
});
