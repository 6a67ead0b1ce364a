import { toAbility } from "@/lib/policy/ability";
import { concernsOf } from "@/lib/gates/concerns";
import { gateView, iso, partyOf, type Viewing } from "@/lib/gates/page-view";
import { type Evaluated, evaluatedRelease, madeFor } from "@/lib/gates/evaluated";
import { releaseGatesView } from "@/lib/gates/release-view";
import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { holdersOf, toParty } from "@/lib/policy/can";
import type { Party } from "@/lib/policy/model";
import { shiftCovers } from "@/lib/policy/shift-cover";
import { exposureOf } from "@/lib/rollouts/exposure-model";
import { abilityOn, courseAbilities, eitherWay } from "./abilities";
import { datesDigest, datesOf } from "./dates";
import type { FreezeOn } from "./course-of";
import { championRole, isEnded } from "./model";
import type {
  BundleMention,
  ComponentView,
  FreezeView,
  ReleaseView,
  StageView,
  UnderWayView,
} from "./page-model";
import { quorumsOf, shortagesOf } from "./staffing";
import { unfilledPlaces } from "./unfilled";

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
  const asking = { authority: view.authority, actor };
  const hasEnded = isEnded(version.state);
  const standing = view.rows.holds.filter(
    ({ isOrganisation, component }) => (!isOrganisation && component === null) || !hasEnded,
  );
  return {
    id: release.id,
    slug: release.slug,
    title: release.title,
    state: version.state,
    restricted: release.restricted,
    template: {
      key: template.key,
      version: template.version,
      title: template.title,
      latest: template.latest,
    },
    createdAt: release.createdAt.toISOString(),
    startedAt: release.startedAt?.toISOString() ?? null,
    target: version.targetDate,
    dates: datesDigest(datesOf(version)),
    stage: version.stage,
    exposure: exposureFact(view.rows.exposures),
    champions: holders(viewing, championRole),
    roles: rolesOf(viewing),
    shifts: shiftsOf(viewing),
    components: componentsOf(viewing, await versionsOf(db, viewing)),
    stages: stagesOf(viewing),
    holds: standing.map(({ id, isOrganisation, component, reason, placedBy, at }) => ({
      id,
      isOrganisation,
      component,
      reason,
      by: placedBy === null ? null : partyOf(view, placedBy),
      at: iso(at),
    })),
    freezes: hasEnded ? [] : view.freezes.map((freeze) => freezeView(viewing, freeze)),
    underWay: underWayOf(view.rows),
    concerns: concernsOf(view, actor),
    obligations: view.obligations,
    unfilled: version.state === "draft" ? unfilledOf(viewing) : [],
    shortages: version.state === "draft" ? shortagesNow(viewing) : [],
    advance: advanceOf(viewing),
    glass: view.glass,
    course: courseAbilities({ ...asking, course: view.course }),
    abilities: {
      start: abilityOn(asking, "release.start"),
      cancel: abilityOn(asking, "release.cancel"),
      assignRoles: abilityOn(asking, "role.assign"),
      setCandidate: abilityOn(asking, "candidate.set"),
      placeHold: abilityOn(asking, "hold.place"),
      liftHold: abilityOn(asking, "hold.lift"),
      overrideFreeze: toAbility(view.override, actor),
      changePlan: abilityOn(asking, "plan.change", { loosening: true }),
      changeCriteria: eitherWay(asking, "criteria.change"),
      changeRollbackPlan: eitherWay(asking, "rollback-plan.change"),
    },
  };
}

/** A drill is cancelled by the real thing, so there is never both. */
function underWayOf({ rollback, runningDrill }: Viewing["view"]["rows"]): UnderWayView | null {
  if (rollback?.isOpen === true) {
    const { id, state, severity, reason } = rollback;
    return { rollback: id, state, severity, reason, drill: null };
  }
  if (runningDrill === null) return null;
  const { id, level, severity, state } = runningDrill;
  return { rollback: runningDrill.rollback, state, severity, reason: null, drill: { id, level } };
}

function exposureFact(changes: Parameters<typeof exposureOf>[0]): ReleaseView["exposure"] {
  const { intended, confirmed, isConfirmed } = exposureOf(changes);
  return { intended, confirmed, isConfirmed };
}

function freezeView({ view }: Viewing, { window, from, until, override }: FreezeOn): FreezeView {
  const { id, title, reason, component } = window;
  const setBy = view.rows.freezes.find((each) => each.id === id)?.setBy ?? "";
  return {
    id,
    title,
    reason,
    component,
    from,
    until,
    setBy: partyOf(view, setBy),
    override: override === null ? null : { by: partyOf(view, override.by), reason: override.reason },
  };
}

function advanceOf({ view, actor }: Viewing): ReleaseView["advance"] {
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
    ability: toAbility(advance.right, actor),
    fault: advance.fault?.message ?? null,
  };
}

function stagesOf({ view, actor }: Viewing): StageView[] {
  const glassOf = (id: string | null) => view.rows.breakGlass.find((use) => use.id === id)?.reason ?? null;
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
      left:
        passage === undefined || !isLeft
          ? null
          : { at: iso(passage.at), by: partyOf(view, passage.by), glass: glassOf(passage.breakGlass) },
      planned: view.authority.version.plannedDays[stage.key] ?? null,
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

function shiftsOf({ view }: Viewing): ReleaseView["shifts"] {
  const { rotas, holdings, people, now, shiftsUntil, version } = view.authority;
  if (shiftsUntil === null || isEnded(version.state)) return [];
  return shiftCovers({ rotas, holdings, people, now: now.getTime(), until: shiftsUntil });
}

function unfilledOf(viewing: Viewing): ReleaseView["unfilled"] {
  const held = rolesOf(viewing).flatMap(({ role, people }) => (people.length > 0 ? [role] : []));
  return unfilledPlaces(viewing.view.authority.template.parsed, new Set(held));
}

function shortagesNow(viewing: Viewing): ReleaseView["shortages"] {
  const { template, components } = viewing.view.authority;
  const roles = rolesOf(viewing).map(({ role, people }) => [role, people.map(({ id }) => id)] as const);
  return shortagesOf(quorumsOf(template.parsed), {
    holders: Object.fromEntries(roles),
    authors: holders(viewing, championRole).map(({ id }) => id),
    owners: components.flatMap(({ owningTeam }) => owningTeam),
  });
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
