import { covers } from "@/lib/policy/holdings";
import { canInOrganisation, type Organisation } from "@/lib/policy/organisation";
import {
  type Decision,
  type Holding,
  type Party,
  type RightsRow,
  stoppingDecisions,
  type Verdict,
} from "@/lib/policy/model";
import { type MissingPlaces, quorumState } from "@/lib/policy/quorum";
import { rolesIn, rowsThatHold, type SourcedRow } from "@/lib/policy/rights";
import { type Authority, canOnRelease, contextOn } from "./authority";

/** Somebody who could decide, with the role they would do it in and what gives it to them. */
export interface Decider extends Party {
  /** null: they hold none of those asked for. */
  role: string | null;
  /** Since when they have held it; epoch ms. */
  since: number | null;
  /** Ids of the rows that give it: assignment, pool entry, memberships, version and override of a rota. */
  grant: readonly string[];
}

/** Who could take a decision as things stand. */
export interface RightNow {
  /** Who may alone. */
  alone: Decider[];
  /** Where nobody may alone: the places to fill together, and who could fill each. */
  together: (Omit<MissingPlaces, "whoMay"> & { whoMay: Decider[] })[];
  isPossible: boolean;
  /** The rows that give it: those whose conditions hold. */
  by: ReadonlySet<RightsRow>;
}

const explain = { kind: "system", job: "explain" } as const;

/** By the rule that judges the command; null where no row holds as the release stands, so that it is nobody's. */
export function rightNow(authority: Authority, decision: Decision): RightNow | null {
  const { rights, holdings, now } = authority;
  const rows = rowsThatHold({ rights, decision, context: contextOn(authority) });
  return fromVerdict(canOnRelease(authority, explain, decision), { decision, rows, holdings, now });
}

/** The same of what is about no release, by the organisation's table and the pools. */
export function rightInOrganisation(organisation: Organisation, decision: Decision): RightNow | null {
  const { holdings, now } = organisation;
  const rights = { organisation: organisation.rights?.rows ?? [], template: [] };
  const rows = rowsThatHold({ rights, decision, context: {} });
  return fromVerdict(canInOrganisation(organisation, explain, decision), { decision, rows, holdings, now });
}

interface Judged {
  decision: Decision;
  rows: readonly SourcedRow[];
  holdings: readonly Holding[];
  now: Date;
}

function fromVerdict(verdict: Verdict, { decision, rows, ...held }: Judged): RightNow | null {
  if (verdict.allowed || rows.length === 0) return null;
  const { whoMay, quorum } = verdict;
  const by = new Set(rows.map(({ row }) => row));
  const alone = whoMay.map((party) => deciderIn(party, rolesIn(rows), held));
  const [first] = whoMay;
  if (quorum === undefined) {
    const isStop = stoppingDecisions.includes(decision);
    return isStop ? { alone, together: [], isPossible: first !== undefined, by } : null;
  }
  // Either all who are named may alone, or none.
  if (first !== undefined && quorumState(quorum, [{ personId: first.id, role: null }]).isFilled)
    return { alone, together: [], isPossible: true, by };
  const { missing, isOutOfReach } = quorumState(quorum, []);
  const together = missing.map((place) => ({
    ...place,
    whoMay: place.whoMay.map((party) => deciderIn(party, place.roles, held)),
  }));
  return { alone: [], together, isPossible: !isOutOfReach, by };
}

function deciderIn(
  party: Party,
  roles: readonly string[],
  { holdings, now }: Pick<Judged, "holdings" | "now">,
): Decider {
  const held = holdings.find(
    (each) => each.personId === party.id && roles.includes(each.role) && covers(each, now.getTime()),
  );
  if (held === undefined) return { ...party, role: null, since: null, grant: [] };
  return { ...party, role: held.role, since: held.from, grant: held.grant };
}
