import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { type Authority, loadAuthority } from "@/lib/releases/authority";
import { agreedPlan } from "./agreed-plan";
import { targetOf } from "./plan-target";
import type { RollbackPlan } from "./schemas";
import { readTarget, type TargetFacts } from "./target-queries";

export interface LoadedTarget {
  authority: Authority;
  /** null: no plan is agreed. */
  facts: TargetFacts | null;
}

/** What a release goes back to by the plan that is agreed now; in a command under the release's lock. */
export async function loadTarget(
  db: Reader,
  asked: { slug: string; actor: Actor; now: Date },
): Promise<LoadedTarget> {
  const authority = await loadAuthority(db, asked);
  const plan = await agreedPlan(db, authority.release.id);
  return { authority, facts: plan === null ? null : await factsOf(db, authority, plan) };
}

/** The same where authority and plan are read already. */
export function factsOf(
  db: Reader,
  { release, components }: Pick<Authority, "release" | "components">,
  { target }: Pick<RollbackPlan, "target">,
): Promise<TargetFacts> {
  return readTarget(db, { releaseId: release.id, plan: target, digests: targetOf(target, components) });
}
