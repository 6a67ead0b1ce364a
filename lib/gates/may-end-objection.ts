import type { Actor } from "@/lib/identity/actor";
import type { Verdict } from "@/lib/policy/model";
import { type Authority, canOnRelease } from "@/lib/releases/authority";
import type { Gate, Requirement, Stage } from "./model";
import { type Reading, rolesFor } from "./reading";
import { authorsOf, authorsOfGate } from "./subject";
import { objectionKind } from "./votes";

/** A veto ends by the person who raised it, or by a holder of `veto.lift`. */
export function mayLiftVeto(
  authority: Authority,
  actor: Actor,
  { stage, veto }: { stage: string; veto: { principalId: string; role: string } },
): Verdict {
  if (actor.kind === "person" && actor.id === veto.principalId)
    return { allowed: true, rule: "own-veto", role: veto.role, grant: [] };
  return canOnRelease(authority, actor, "veto.lift", { stage });
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
