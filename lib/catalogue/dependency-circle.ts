/**
 * The circle that a component's new dependencies would close, from the component back to itself, and at which of them; null where
 * there is none. `declared` holds what every component depends on now, by key.
 */
export function findDependencyCircle({
  key,
  dependsOn,
  declared,
}: {
  key: string;
  dependsOn: readonly string[];
  declared: ReadonlyMap<string, readonly string[]>;
}): { index: number; circle: string[] } | null {
  for (const [index, first] of dependsOn.entries()) {
    const way = wayTo({ from: first, to: key, declared });
    if (way !== null) return { index, circle: [key, ...way] };
  }
  return null;
}

/** Breadth first, so that the circle shown is the shortest. */
function wayTo({
  from,
  to,
  declared,
}: {
  from: string;
  to: string;
  declared: ReadonlyMap<string, readonly string[]>;
}): string[] | null {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  const queue = [from];
  for (const key of queue) {
    if (key === to) return trail(key, cameFrom);
    for (const next of declared.get(key) ?? []) {
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, key);
      queue.push(next);
    }
  }
  return null;
}

function trail(end: string, cameFrom: ReadonlyMap<string, string | null>): string[] {
  const keys: string[] = [];
  for (let key: string | null = end; key !== null; key = cameFrom.get(key) ?? null) keys.unshift(key);
  return keys;
}
