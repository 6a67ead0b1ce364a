import { decisionAsked } from "@/lib/policy/asked-decisions";
import { covers } from "@/lib/policy/holdings";
import type { Organisation } from "@/lib/policy/organisation";
import { organisationDecisions } from "@/lib/policy/rights-schema";
import type { Span } from "@/lib/policy/rota";
import { type Change, changesIn, type Outlook, outlooksOf, type Taken } from "@/lib/policy/simulator";
import { type ChangeDuring, changesDuring, type TimedScope } from "@/lib/policy/simulator-during";
import {
  type AskedOnRelease,
  askedAtGates,
  decisionsOn,
  type SharedAsks,
  sharedAsks,
  signaturesOn,
} from "./asked-on-release";
import type { OpenRelease } from "./load-open-releases";
import type { Edge } from "./matching";
import type { Reading } from "./reading";
import { subjectOf } from "./subject";

/** What is asked in one place by people who hold roles there, and how it stands. */
export interface WorldScope extends TimedScope<AskedOnRelease> {
  /** null: the organisation. */
  release: OpenRelease | null;
  outlooks: readonly Outlook[];
}

/** Everything that can be decided or signed here, with who could. */
export interface RightsWorld {
  organisation: Organisation;
  scopes: readonly WorldScope[];
}

/** Approvals that count though their people's time in the role ran out; null: not known. */
type Given = (release: OpenRelease, asked: AskedOnRelease) => readonly Edge[] | null;

export function rightsWorld(organisation: Organisation, releases: readonly OpenRelease[]): RightsWorld {
  const classOf = classes();
  const scopes = releases.flatMap((release) => {
    const { reading, held, state } = release;
    const { decisions, shared } = classOf(release);
    const { open, dated } = held;
    if (state !== "active") return [standing(release, { held: held.now, open, dated, asked: decisions })];
    const asked = [...decisions, ...askedAtGates(reading, release, shared)];
    const signatures = signaturesOn(reading, waivedIn(reading), shared);
    // Of what was computed on the way nothing is asked again.
    reading.memo.clear();
    return [
      standing(release, { held: held.now, open, dated, asked }),
      standing(release, { held: held.ever, open, dated, asked: signatures }),
    ];
  });
  return { organisation, scopes: [organisationScope(organisation), ...scopes] };
}

/** What gets worse in each scope once something is taken away. */
export function worldChanges(
  { scopes }: RightsWorld,
  taken: Taken,
): { scope: WorldScope; changes: Change<AskedOnRelease>[] }[] {
  return scopes.flatMap((scope) => {
    const changes = changesIn(scope, scope.outlooks, taken);
    return changes.length === 0 ? [] : [{ scope, changes }];
  });
}

/** The same for as long as some time lasts, with those who hold the roles then. */
export function worldChangesDuring(
  { scopes }: RightsWorld,
  taken: Omit<Taken, "isAway">,
  spans: readonly Span[],
): { scope: WorldScope; changes: ChangeDuring<AskedOnRelease>[] }[] {
  return scopes.map((scope) => ({ scope, changes: changesDuring(scope, scope.outlooks, taken, spans) }));
}

/** The world with approvals known that count beside what people could still give. */
export function withGiven(world: RightsWorld, given: Given): RightsWorld {
  const scopes = world.scopes.map((scope) => {
    const { release } = scope;
    if (release === null) return scope;
    const asked = scope.asked.map((each) => {
      const found = given(release, each);
      return found === null ? each : { ...each, given: found };
    });
    return asked.some((each, index) => each !== scope.asked[index])
      ? standing(release, { ...scope, asked })
      : scope;
  });
  return { ...world, scopes };
}

/** Whether approvals could count here that are not known: something is signed, in a role whose holders changed by time. */
export function needsGiven(release: OpenRelease, { decision, roles, given }: AskedOnRelease): boolean {
  const isSigned =
    decision === "requirement.sign" || decision === "gate.approve" || decision === "acknowledge";
  return isSigned && given === undefined && roles.some((role) => release.timed.has(role));
}

function standing(release: OpenRelease | null, scope: TimedScope<AskedOnRelease>): WorldScope {
  return { ...scope, release, outlooks: outlooksOf(scope) };
}

/** What needs no release. Pools are changed by leads and else by `rights.change`, which is among them. */
function organisationScope({ holdings, rights, now }: Organisation): WorldScope {
  const table = { organisation: rights?.rows ?? [], template: [] };
  const reach = { stages: [], exposures: [], tiers: null };
  const asked = organisationDecisions
    .filter((decision) => decision !== "pool.change")
    .flatMap((decision) => decisionAsked(table, decision, reach))
    .map((each) => ({ ...each, about: [] }));
  const held = holdings.filter((each) => covers(each, now.getTime()));
  // Where no release is asked about the pool alone decides, at any hour.
  return standing(null, { held, open: held, dated: [], asked });
}

interface Class {
  decisions: AskedOnRelease[];
  shared: SharedAsks;
}

/** Releases of one template share what is asked, object for object: the signatures, and in the same course the decisions. */
function classes(): (release: OpenRelease) => Class {
  const decisions = new Map<string, AskedOnRelease[]>();
  const shared = new Map<string, SharedAsks>();
  return (release) => {
    const { rights, stages, components } = release.reading.facts;
    const tiers = components.map(({ tier }) => tier);
    const { templateVersionId, rightsVersionId, state, stage, exposurePercent } = release;
    const of = [templateVersionId, rightsVersionId, exposurePercent, ...tiers].join();
    const at = [state, stage, of].join();
    const found: Class = {
      decisions: decisions.get(at) ?? decisionsOn({ rights, stages, tiers }, release),
      shared: shared.get(of) ?? sharedAsks(),
    };
    decisions.set(at, found.decisions);
    shared.set(of, found.shared);
    return found;
  };
}

function waivedIn(reading: Reading): Parameters<typeof signaturesOn>[1] {
  const { waivers } = reading.facts;
  return (gate, requirement) =>
    waivers.some(
      (waiver) =>
        waiver.gate === gate.key &&
        waiver.requirement === requirement.key &&
        reading.now < waiver.expiresAt &&
        waiver.subjectDigest === subjectOf(reading, gate, requirement).digest,
    );
}
