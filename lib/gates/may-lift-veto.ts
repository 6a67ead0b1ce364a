import type { Actor } from "@/lib/identity/actor";
import type { Verdict } from "@/lib/policy/model";
import { type Authority, canOnRelease } from "@/lib/releases/authority";

interface Asked {
  /** Key of the stage whose gate it stands on. */
  stage: string;
  veto: { principalId: string; role: string };
}

/** A veto ends by the person who raised it, or by a holder of `veto.lift`. */
export function mayLiftVeto(authority: Authority, actor: Actor, { stage, veto }: Asked): Verdict {
  if (actor.kind === "person" && actor.id === veto.principalId)
    return { allowed: true, rule: "own-veto", role: veto.role, grant: [] };
  return canOnRelease(authority, actor, "veto.lift", { stage });
}
