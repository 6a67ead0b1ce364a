import { toAbility } from "@/lib/policy/ability";
import type { Actor } from "@/lib/identity/actor";
import { isEnded } from "@/lib/releases/model";
import { mayAnswerConcern } from "./may-answer-concern";
import type { LoadedGates } from "./load-gates";
import type { ConcernView, OpenConcern } from "./page-model";
import { partyOf } from "./page-view";

type Loaded = Pick<LoadedGates, "authority" | "rows">;

/** Concerns of a release as they were raised, and whether the reader may answer. */
export function concernsOf({ authority, rows }: Loaded, actor: Actor): ConcernView[] {
  const personId = actor.kind === "person" ? actor.id : null;
  return rows.concerns.map(({ id, text, raisedBy, at, answer }) => ({
    id,
    text,
    by: partyOf({ authority }, raisedBy),
    at,
    isOwn: raisedBy === personId,
    answer: answer === null ? null : { ...answer, by: partyOf({ authority }, answer.by) },
    mayAnswer: isEnded(authority.version.state)
      ? { allowed: false, reason: `The release is ${authority.version.state}.`, whoMay: [] }
      : toAbility(mayAnswerConcern(authority, { personId, raisedBy }), actor),
  }));
}

/** Those that wait for an answer: whoever signs is shown them. */
export function openConcerns({ authority, rows }: Loaded): OpenConcern[] {
  return rows.concerns
    .filter(({ answer }) => answer === null)
    .map(({ id, text, raisedBy, at }) => ({ id, text, by: partyOf({ authority }, raisedBy).name, at }));
}
