import { Criteria } from "@/lib/metrics/schemas";
import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import type { Ability } from "@/lib/policy/ability";
import { severities, type Severity } from "@/lib/policy/model";
import { abilityOn } from "@/lib/releases/abilities";
import { loadAuthority } from "@/lib/releases/authority";
import { findDocument } from "@/lib/releases/store";
import { exposureOf } from "@/lib/rollouts/exposure-model";
import { readChanges } from "@/lib/rollouts/load-exposure";
import { listDrills } from "./drill-queries";
import { listEpisodes } from "./episode-queries";
import { factsOf } from "./load-target";
import { verifyAct } from "./may-verify-target";
import { planToDrill, planToPropose } from "./rollback-rules";
import type { DrillAnswer, EpisodeAnswer, ListedRollback } from "./rollback-answers";
import { listRollbacks } from "./rollback-queries";
import { agreedPlan } from "./agreed-plan";
import type { VerifyAct } from "./rollback-view";
import type { RollbackPlan } from "./schemas";
import { targetAnswer } from "./target-answer";
import type { TargetAnswer } from "./target-schemas";

/** An act whose right depends on how severe it is, and what stands against it whoever asks. */
export interface ActBySeverity {
  by: Record<Severity, Ability>;
  fault: string | null;
}

/** Going back, of one release, as one reader sees it: the plan, what happened, and what they may begin. */
export interface ReleaseRollbacks {
  plan: RollbackPlan | null;
  /** Whether what the plan goes back to can be fetched; null: no plan is agreed. */
  target: TargetAnswer | null;
  verify: VerifyAct;
  isExposed: boolean;
  criteria: { key: string; title: string }[];
  propose: ActBySeverity;
  drill: ActBySeverity;
  override: Ability;
  rollbacks: ListedRollback[];
  drills: DrillAnswer[];
  episodes: EpisodeAnswer[];
}

/** The latest of each; the API pages through all. */
const shown = 30;

export async function getReleaseRollbacks(
  db: Reader,
  asked: { slug: string; actor: Actor; now: Date },
): Promise<ReleaseRollbacks> {
  const { actor } = asked;
  const authority = await loadAuthority(db, asked);
  const releaseId = authority.release.id;
  const [agreed, criteria, changes, rollbacks, drills, episodes] = await Promise.all([
    agreedPlan(db, releaseId),
    findDocument(db, { releaseId, kind: "criteria" }),
    readChanges(db, releaseId),
    listRollbacks(db, { ...asked, limit: shown }),
    listDrills(db, { ...asked, limit: shown }),
    listEpisodes(db, { ...asked, limit: shown }),
  ]);
  const asking = { authority, actor };
  const target = agreed === null ? null : targetAnswer(await factsOf(db, authority, agreed), asked.now);
  const isExposed = exposureOf(changes).most > 0;
  const isRunning = drills.items.some(({ state }) => state === "running");
  const bySeverity = (decision: "rollback.propose" | "drill.start"): ActBySeverity["by"] =>
    Object.fromEntries(
      severities.map((severity) => [severity, abilityOn(asking, decision, { severity })]),
    ) as ActBySeverity["by"];
  return {
    plan: agreed,
    target,
    verify: verifyAct(authority, actor, target),
    isExposed,
    criteria: Criteria.parse(criteria?.document ?? []).map(({ key, title }) => ({
      key,
      title: title ?? key,
    })),
    propose: { by: bySeverity("rollback.propose"), fault: planToPropose(agreed, { isExposed }).fault },
    drill: { by: bySeverity("drill.start"), fault: planToDrill(agreed, { isRunning }).fault },
    override: abilityOn(asking, "breach.override"),
    rollbacks: rollbacks.items,
    drills: drills.items,
    episodes: episodes.items,
  };
}
