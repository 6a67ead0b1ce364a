import type { Actor } from "@/lib/identity/actor";
import { byEmail, holdersOf, toParty } from "@/lib/policy/can";
import type { Party, QuorumQuestion, Verdict } from "@/lib/policy/model";
import { mostOf, placeOf, quorumState } from "@/lib/policy/quorum";
import { roleWords } from "@/lib/policy/role-words";
import { type Authority, canOnRelease, type Deciding } from "@/lib/releases/authority";
import type { Gate, Requirement, Stage } from "./model";
import { type Reading, rolesFor } from "./reading";
import { authorsOf, authorsOfGate } from "./subject";
import { objectionKind } from "./votes";

interface Veto {
  principalId: string;
  role: string;
}

/**
 * A veto ends by the person who raised it, by a holder of `veto.lift`, or by a quorum of its own role: more than half of those who
 * hold it now. Nobody ends the objection to their own work.
 */
export function mayLiftVeto(
  authority: Deciding,
  actor: Actor,
  { stage, veto, authors }: { stage: string; veto: Veto; authors: readonly string[] },
): Verdict {
  if (actor.kind === "person" && actor.id === veto.principalId)
    return { allowed: true, rule: "own-veto", role: veto.role, grant: [] };
  const byRight = canOnRelease(authority, actor, "veto.lift", { stage, authors });
  if (byRight.allowed || actor.kind === "machine") return byRight;
  return withOwnRole(authority, byRight, { veto, actor, authors });
}

/** What takes several people may also be done by more than half of the holders of one role. */
function withOwnRole(
  { holdings, people, now }: Deciding,
  byRight: Verdict & { allowed: false },
  { veto, actor, authors }: { veto: Veto; actor: Actor; authors: readonly string[] },
): Verdict {
  const at = now.getTime();
  const { role } = veto;
  const holders = holdersOf({ role, holdings, people, now: at });
  const others = holders.filter(({ id }) => id !== veto.principalId && !authors.includes(id));
  // Whoever raised it ends it alone: a quorum that needs them is none.
  if (others.length < mostOf(holders.length)) return byRight;
  const slots = [{ roles: [role], count: mostOf(holders.length) }];
  const rows = [{ source: "own-role", slots }];
  const alone = { decision: "veto.lift", rows, holdings, people, authors, owningTeam: [], now: at } as const;
  const quorum: QuorumQuestion = byRight.quorum === undefined ? alone : { ...byRight.quorum, or: rows };
  const own = actor.kind === "person" ? placeOf(quorum, { personId: actor.id, role }) : null;
  if (actor.kind === "person" && own !== null && quorumState(quorum, [{ personId: actor.id, role }]).isFilled)
    return { allowed: true, rule: "quorum", role, grant: own.grant };
  const whoMay = partiesIn(people, [...byRight.whoMay.map(({ id }) => id), ...others.map(({ id }) => id)]);
  const reason = `${byRight.reason} Together, more than half of those who hold the role ${roleWords(role)} may, too.`;
  return { ...byRight, reason, whoMay, quorum };
}

function partiesIn(people: Authority["people"], ids: readonly string[]): Party[] {
  return people
    .filter(({ id }) => ids.includes(id))
    .sort(byEmail)
    .map(toParty);
}

/** A request for work ends by that person's next vote, or is dismissed by a holder of the right who wrote nothing of what it is about. */
export function mayDismissWork(
  authority: Authority,
  actor: Actor,
  { stage, authors }: { stage: string; authors: readonly string[] },
): Verdict {
  return canOnRelease(authority, actor, "needs-work.dismiss", { stage, authors });
}

/** Authors of what a requirement covers; of a gate's approval where there is none. */
export function authorsOn(
  reading: Reading,
  { gate, requirement }: { gate: Gate; requirement: Requirement | null },
): string[] {
  return [...(requirement === null ? authorsOfGate(reading, gate) : authorsOf(reading, requirement))];
}

const standing: readonly string[] = ["current", "carried", "revived"];

interface Voted {
  votes: readonly { id: string; role: string; vote: string; state: string }[];
  slots: readonly { roles: readonly string[] }[];
}

/** What the objections that stand on a requirement, or on a gate's approval, do; by id of the vote. */
export function objectionsOn(
  reading: Reading,
  { votes, slots }: Voted,
  stage: Stage,
): Map<string, "veto" | "needs-work"> {
  const vetoRoles = rolesFor(reading, stage, "gate.veto");
  const found = votes
    .filter(({ state }) => standing.includes(state))
    .map((vote) => {
      const isAsked = slots.some(({ roles }) => roles.includes(vote.role));
      return [vote.id, objectionKind(vote, { vetoRoles, isAsked })] as const;
    });
  return new Map(found.flatMap(([id, kind]) => (kind === null ? [] : [[id, kind] as const])));
}
