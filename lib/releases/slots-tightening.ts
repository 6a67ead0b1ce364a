import type { Slot } from "@/lib/policy/model";

/** Whether every old place maps to a distinct new one with no other roles, no more permissive, that states the same. */
export function mapsToStricter(before: readonly Slot[], after: readonly Slot[]): boolean {
  const old = placesOf(before);
  const fresh = placesOf(after);
  const takenBy = new Map<number, number>();

  const place = (index: number, visited: Set<number>): boolean =>
    fresh.some((candidate, at) => {
      const slot = old[index];
      if (slot === undefined || visited.has(at) || !isNoMorePermissive(slot, candidate)) return false;
      visited.add(at);
      const other = takenBy.get(at);
      if (other !== undefined && !place(other, visited)) return false;
      takenBy.set(at, index);
      return true;
    });
  return old.every((_, index) => place(index, new Set()));
}

function placesOf(slots: readonly Slot[]): Slot[] {
  return slots.flatMap((slot) => Array.from({ length: slot.count }, () => slot));
}

function isNoMorePermissive(was: Slot, is: Slot): boolean {
  return (
    is.roles.every((role) => was.roles.includes(role)) &&
    (is.allowAuthor !== true || was.allowAuthor === true) &&
    (was.independentOf === undefined || is.independentOf === was.independentOf) &&
    is.meaning === was.meaning
  );
}
