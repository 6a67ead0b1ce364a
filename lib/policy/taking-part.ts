import type { Verdict } from "./model";
import { hasPlace, type MissingPlaces, quorumState } from "./quorum";
import { roleWords } from "./role-words";

/** What a decision takes beside this person's approval; null where they cannot take part, or need nobody. */
export function takesBeside(verdict: Verdict, personId: string): MissingPlaces[] | null {
  if (verdict.allowed || verdict.quorum === undefined) return null;
  const own = { personId, role: null };
  return hasPlace(verdict.quorum, own) ? quorumState(verdict.quorum, [own]).missing : null;
}

/** Those who could fill the places, each once, a delegate with whom they speak for. */
export function namesOf(
  places: readonly { whoMay: readonly { name: string; onBehalfOf?: { name: string } | undefined }[] }[],
): { name: string }[] {
  const names = places
    .flatMap(({ whoMay }) => whoMay)
    .map(({ name, onBehalfOf }) => (onBehalfOf === undefined ? name : `${name} for ${onBehalfOf.name}`));
  return [...new Set(names)].map((name) => ({ name }));
}

/** Places as words: `technical lead and 2 × product or support`. */
export function placesWords(places: readonly Pick<MissingPlaces, "roles" | "count">[]): string {
  return places
    .map(({ roles, count }) => `${count === 1 ? "" : `${count} × `}${roles.map(roleWords).join(" or ")}`)
    .join(" and ");
}
