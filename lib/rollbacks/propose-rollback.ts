import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { canOnRelease, loadAuthority } from "@/lib/releases/authority";
import { assertState } from "@/lib/releases/rules";
import { exposureOf } from "@/lib/rollouts/exposure-model";
import { readChanges } from "@/lib/rollouts/load-exposure";
import { cancelRunningDrill } from "./drill-store";
import { planToPropose } from "./rollback-rules";
import { ProposeRollback } from "./rollback-schemas";
import { agreedPlan } from "./agreed-plan";
import { writeProposal } from "./rollback-store";

/** Asks to go back, which pauses exposure at once; while one is under way it joins that. Takes one person. */
export const proposeRollback = command({
  name: "rollback.propose",
  input: ProposeRollback,
  scope: "rollbacks",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: async (tx, { release }, { now, actor }) => {
    const authority = await loadAuthority(tx, { slug: release, now, actor });
    const releaseId = authority.release.id;
    return {
      authority,
      agreed: await agreedPlan(tx, releaseId),
      exposure: exposureOf(await readChanges(tx, releaseId)),
    };
  },
  allow: (actor, { authority }, { severity }) =>
    canOnRelease(authority, actor, "rollback.propose", { severity }),
  run: async ({ tx, input: { severity, reason }, facts, actor, now }) => {
    const { authority, agreed, exposure } = facts;
    assertState("rollback.propose", authority.version);
    const { plan, fault } = planToPropose(agreed, { isExposed: exposure.most > 0 });
    if (fault !== null) throw new AppError("conflict", fault);
    const cancelled = await cancelRunningDrill(tx, { authority, reason, now });
    const { id, isNew, entries } = await writeProposal(tx, {
      authority,
      plan,
      severity,
      reason,
      drill: null,
      actor,
      now,
    });
    return { value: { id, isNew }, entries: [...entries, ...cancelled] };
  },
});
