import type { Ability } from "@/lib/gates/page-model";
import { gateView, iso, partyOf, toAbility, type Viewing } from "@/lib/gates/page-view";
import { type Evaluated, evaluatedRelease, madeFor } from "@/lib/gates/evaluated";
import { releaseGatesView } from "@/lib/gates/release-view";
import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { holdersOf, toParty } from "@/lib/policy/can";
import type { Decision, Party } from "@/lib/policy/model";
import { canOnRelease, type DecisionContext } from "./authority";
import { championRole } from "./model";
import type { BundleMention, ComponentView, ReleaseView, StageView } from "./page-model";
import { unfilledPlaces } from "./unfilled";
import { refusalByState, type StateDecision } from "./rules";

/** A release with its gates, people and what the reader may do, as its pages show it. */
export async function getReleaseView(
  db: Reader,
  asked: { slug: string; actor: Actor; now: Date },
): Promise<ReleaseView> {
  const evaluated = await evaluatedRelease(db, asked);
  const { actor } = asked;
  const reader = actor.kind === "system" ? "system" : actor.id;
  return madeFor(evaluated, `view ${reader}`, () => releaseViewOf(db, evaluated, actor));
}

/** The same from what was evaluated already. */
export async function releaseViewOf(db: Reader, evaluated: Evaluated, actor: Actor): Promise<ReleaseView> {
  const view = await releaseGatesView(db, evaluated, actor);
  const viewing = { view, actor };
  const { release, version, template } = view.authority;
  return {
    id: release.id,
    slug: release.slug,
    title: release.title,
    state: version.state,
    restricted: release.restricted,
    template: { key: template.key, version: template.version, title: template.title },
    createdAt: release.createdAt.toISOString(),
    startedAt: release.startedAt?.toISOString() ?? null,
    target: version.targetDate,
    stage: version.stage,
    exposurePercent: version.exposurePercent,
    champions: holders(viewing, championRole),
    roles: rolesOf(viewing),
    components: componentsOf(viewing, await versionsOf(db, viewing)),
    stages: stagesOf(viewing),
    holds: view.rows.holds.map(({ id, reason, placedBy, at }) => ({
      id,
      reason,
      by: partyOf(view, placedBy),
      at: iso(at),
    })),
    unfilled: version.state === "draft" ? unfilledOf(viewing) : [],
    advance: advanceOf(viewing),
    abilities: {
      start: ability(viewing, "release.start"),
      placeHold: ability(viewing, "hold.place"),
      liftHold: ability(viewing, "hold.lift"),
      changePlan: ability(viewing, "plan.change", { loosening: true }),
      changeCriteria: eitherWay(viewing, "criteria.change"),
      changeRollbackPlan: eitherWay(viewing, "rollback-plan.change"),
    },
  };
}

function ability(
  { view, actor }: Viewing,
  decision: StateDecision & Decision,
  context: DecisionContext = {},
): Ability {
  const refusal = refusalByState(decision, view.authority.version);
  if (refusal !== null) return { allowed: false, reason: refusal.message, whoMay: [] };
  return toAbility(canOnRelease(view.authority, actor, decision, context));
}

/** Whether a change tightens is known only when it is written; the form is offered where either way is allowed. */
function eitherWay(viewing: Viewing, decision: StateDecision & Decision): Ability {
  const tightening = ability(viewing, decision, { loosening: false });
  return tightening.allowed ? tightening : ability(viewing, decision, { loosening: true });
}

function advanceOf({ view }: Viewing): ReleaseView["advance"] {
  const { advance } = view;
  if (advance === null)
    return {
      next: null,
      ability: { allowed: false, reason: "There is no stage to go on to.", whoMay: [] },
      fault: null,
    };
  const next = view.stages.find(({ key }) => key === advance.next);
  return {
    next: next === undefined ? null : { key: next.key, title: next.title },
    ability: toAbility(advance.right),
    fault: advance.fault?.message ?? null,
  };
}

function stagesOf({ view, actor }: Viewing): StageView[] {
  return view.stages.map((stage) => {
    const passage = view.rows.passages.findLast(
      (each) => each.stage === stage.key && each.kind !== "reopened",
    );
    const isLeft = stage.status === "passed" || stage.status === "skipped";
    return {
      ...stage,
      gates: view.gates
        .filter((gate) => gate.stage === stage.key)
        .map((gate) => gateView({ view, actor }, gate)),
      left: passage === undefined || !isLeft ? null : { at: iso(passage.at), by: partyOf(view, passage.by) },
    };
  });
}

function componentsOf({ view }: Viewing, versions: ReadonlyMap<string, string>): ComponentView[] {
  const mention = (digest: string): BundleMention => ({ digest, version: versions.get(digest) ?? null });
  return view.rows.components.map(({ key, title, tier, baseline }) => {
    const candidate = view.rows.candidates.findLast((each) => each.component === key && each.to === null);
    return {
      key,
      title,
      tier,
      baseline: baseline === null ? null : mention(baseline.digest),
      candidate:
        candidate === undefined
          ? null
          : { ...mention(candidate.digest), setBy: partyOf(view, candidate.setBy), at: iso(candidate.from) },
    };
  });
}

function rolesOf(viewing: Viewing): ReleaseView["roles"] {
  const { template, holdings } = viewing.view.authority;
  const named = [...new Set([...template.parsed.roles, ...holdings.map((each) => each.role)])];
  return named.map((role) => ({ role, people: holders(viewing, role) }));
}

function unfilledOf(viewing: Viewing): ReleaseView["unfilled"] {
  const held = rolesOf(viewing).flatMap(({ role, people }) => (people.length > 0 ? [role] : []));
  return unfilledPlaces(viewing.view.authority.template.parsed, new Set(held));
}

function holders({ view }: Viewing, role: string): Party[] {
  const { holdings, people, now } = view.authority;
  return holdersOf({ role, holdings, people, now: now.getTime() }).map(toParty);
}

/** Versions as manifests say them, of the bundles that the page names. */
async function versionsOf(db: Reader, { view }: Viewing): Promise<Map<string, string>> {
  const { rows } = view;
  const digests = [
    ...new Set([
      ...rows.components.flatMap((each) => each.baseline?.digest ?? []),
      ...rows.candidates.filter((each) => each.to === null).map((each) => each.digest),
    ]),
  ];
  if (digests.length === 0) return new Map();
  const found = await db.$queryRaw<{ digest: string; version: string }[]>`
    SELECT digest, manifest::json->>'version' AS version FROM bundles WHERE digest = ANY(${digests})`;
  return new Map(found.map(({ digest, version }) => [digest, version]));
}
