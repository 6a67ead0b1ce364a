import { evaluateRelease } from "@/lib/gates/evaluate";
import { exposedIn, type LoadedGates, loadGates } from "@/lib/gates/load-gates";
import type { GateState } from "@/lib/gates/state-model";
import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { verdictAt } from "@/lib/metrics/standing";
import { agreedPlan } from "@/lib/rollbacks/agreed-plan";
import { factsOf } from "@/lib/rollbacks/load-target";
import { whoMayAskForTarget } from "@/lib/rollbacks/may-verify-target";
import { overridesAt } from "@/lib/rollbacks/standing-episodes";
import { targetStanding } from "@/lib/rollbacks/target-freshness";
import { targetFault, targetMends } from "@/lib/rollbacks/target-words";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { visibleTo } from "@/lib/policy/visible";
import { candidatesOf, whoMayOnRelease } from "@/lib/releases/authority";
import { courseOf } from "@/lib/releases/course-of";
import type { GrowthFacts, OtherExposure } from "./exposure";
import { candidateDigest, type ExposureChange, exposureOf } from "./exposure-model";
import { whoMayConfirm } from "./may-confirm";

export interface LoadedExposure {
  loaded: LoadedGates;
  gates: GateState[];
  growth: GrowthFacts;
}

/** What decisions on exposure are judged by; in a command under the release's lock. */
export async function loadExposure(
  db: Reader,
  asked: { slug: string; actor: Actor; now: Date },
): Promise<LoadedExposure> {
  const loaded = await loadGates(db, asked);
  const gates = evaluateRelease(loaded.facts, loaded.at);
  const others = await otherExposures(db, { releaseId: loaded.authority.release.id, actor: asked.actor });
  const target = await targetAgainst(db, loaded);
  return { loaded, gates, growth: growthOf(loaded, gates, { others, target }) };
}

function growthOf(
  loaded: LoadedGates,
  gates: readonly GateState[],
  { others, target }: Pick<GrowthFacts, "others" | "target">,
): GrowthFacts {
  const { authority, facts, rows, at } = loaded;
  const { exposures: changes = [], interruptions = [] } = facts;
  return {
    course: courseOf(loaded, gates),
    exposure: exposureOf(changes),
    changes,
    interruptions,
    candidate: candidateDigest(candidatesOf(authority)),
    missing: authority.components.flatMap(({ key, candidate }) => (candidate === null ? [key] : [])),
    pause: rows.pause,
    overrides: overridesAt(rows.episodes, exposedIn(rows), at),
    criteria: (facts.criteria ?? [])
      .filter(({ shadow }) => !shadow)
      .map((each) => ({
        key: each.key,
        from: each.from,
        severity: each.severity,
        verdict: verdictAt(each, at).replace("not-evaluated", "not evaluated"),
      })),
    others,
    target,
    now: at,
    mayResume: rows.pause === null ? [] : whoMayOnRelease(authority, "exposure.resume"),
    mayConfirm: whoMayConfirm(authority),
  };
}

/** What stands against growing for what would be gone back to; nothing where the plan does not ask for its verification. */
async function targetAgainst(
  db: Reader,
  { authority, at }: LoadedGates,
): Promise<NonNullable<GrowthFacts["target"]> | null> {
  const plan = await agreedPlan(db, authority.release.id);
  if (plan?.target.validFor === undefined) return null;
  const fault = targetFault(targetStanding(await factsOf(db, authority, plan), at));
  if (fault === null) return null;
  const { restricted } = authority.release;
  return {
    message: `${fault.message} ${targetMends({ restricted })}`,
    isFirm: fault.isFirm,
    mayAsk: restricted ? [] : whoMayAskForTarget(authority),
  };
}

/** Other releases with exposure on a component of this one; by name where the caller sees them. */
async function otherExposures(
  db: Reader,
  { releaseId, actor }: { releaseId: string; actor: Actor },
): Promise<OtherExposure[]> {
  const rows = await readRows<{ component: string; slug: string; title: string; isSeen: boolean }>(
    db,
    Prisma.sql`SELECT c.key AS component, r.slug, r.title, ${visibleTo(actor)} AS "isSeen"
      FROM release_components rc JOIN component_exposures e ON e.component_id = rc.component_id AND e.release_id <> rc.release_id
      JOIN components c ON c.id = rc.component_id JOIN releases r ON r.id = e.release_id
      WHERE rc.release_id = ${releaseId}::uuid ORDER BY c.key`,
  );
  return rows.map(({ component, slug, title, isSeen }) => ({
    component,
    release: isSeen ? { slug, title } : null,
  }));
}

/** What is recorded of a release's exposure, in order. */
export async function readChanges(db: Reader, releaseId: string): Promise<ExposureChange[]> {
  const rows = await db.exposureChange.findMany({ where: { releaseId }, orderBy: { order: "asc" } });
  return rows.map(({ kind, stageKey, percent, candidate, at, order }) => ({
    kind: kind === "intended" ? "intended" : "confirmed",
    stage: stageKey,
    percent,
    candidate,
    at: at.getTime(),
    order: Number(order),
  }));
}
