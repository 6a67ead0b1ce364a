import type { Slot } from "./model";

/**
 * Whether these slots ask for at least what those asked for: every old place is mapped to a new one of its own whose roles are among
 * the old ones and which is no more permissive. What cannot be shown so counts as loosening.
 */
export function isTighterQuorum(before: readonly Slot[], after: readonly Slot[]): boolean {
  const old = placesOf(before);
  const next = placesOf(after);
  const takenBy = new Map<Slot, Slot>();
  const augment = (place: Slot, visited: Set<Slot>): boolean =>
    next.some((candidate) => {
      if (visited.has(candidate) || !isAtLeastAsStrict(place, candidate)) return false;
      visited.add(candidate);
      const holder = takenBy.get(candidate);
      if (holder !== undefined && !augment(holder, visited)) return false;
      takenBy.set(candidate, place);
      return true;
    });
  return old.every((place) => augment(place, new Set()));
}

function isAtLeastAsStrict(was: Slot, is: Slot): boolean {
  if (!is.roles.every((role) => was.roles.includes(role))) return false;
  if (is.allowAuthor === true && was.allowAuthor !== true) return false;
  if (was.independentOf !== undefined && is.independentOf !== was.independentOf) return false;
  return is.meaning === was.meaning;
}

/** A slot of count 2 has two places; each is an object of its own. */
function placesOf(slots: readonly Slot[]): Slot[] {
  return slots.flatMap((slot) => Array.from({ length: slot.count }, () => ({ ...slot, count: 1 })));
}
