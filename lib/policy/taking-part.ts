import type { Verdict } from "./model";
import { hasPlace, type MissingPlaces, quorumState } from "./quorum";
import { roleWords } from "./role-words";

/** What a decision takes beside this person's approval; null where they cannot take part, or need nobody. */
export function takesBeside(verdict: Verdict, personId: string): MissingPlaces[] | null {
  if (verdict.allowed || verdict.quorum === undefined) return null;
  const own = { personId, role: null };
  return hasPlace(verdict.quorum, own) ? quorumState(verdict.quorum, [own]).missing : null;
}

/** Places as words: `technical lead and 2 × product or support`. */
export function placesWords(places: readonly Pick<MissingPlaces, "roles" | "count">[]): string {
  return places
    .map(({ roles, count }) => `${count === 1 ? "" : `${count} × `}${roles.map(roleWords).join(" or ")}`)
    .join(" and ");
}
