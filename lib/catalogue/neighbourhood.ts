/** What is near a component: so many steps away on either side, or `all` of the side to which effects reach. */
interface Reach {
  /** Steps to what it depends on. */
  used: number;
  /** Steps to what depends on it. */
  users: number;
}

/** How a component stands to one that is looked at. */
type Relation = "itself" | "used" | "user" | "both";

/**
 * The components near one, by key, each with how it stands to it and in how many steps it is reached. One that is on both sides, as
 * in a circle, says so.
 * @param declared what every component depends on, by key
 */
export function neighbourhoodOf(
  key: string,
  declared: ReadonlyMap<string, readonly string[]>,
  { used, users }: Reach,
): Map<string, { relation: Relation; steps: number }> {
  const below = stepsFrom(key, (each) => declared.get(each) ?? [], used);
  const usersOf = turnedRound(declared);
  const above = stepsFrom(key, (each) => usersOf.get(each) ?? [], users);
  const found = new Map<string, { relation: Relation; steps: number }>();
  for (const each of [...new Set([key, ...below.keys(), ...above.keys()])].toSorted()) {
    if (!declared.has(each)) continue;
    const [down, up] = [below.get(each), above.get(each)];
    const steps = Math.min(down ?? Infinity, up ?? Infinity);
    found.set(each, { relation: each === key ? "itself" : relationOf(down, up), steps });
  }
  return found;
}

/** What is declared among some components alone. */
export function among(
  keys: ReadonlySet<string>,
  declared: ReadonlyMap<string, readonly string[]>,
): Map<string, string[]> {
  return new Map(
    [...declared].flatMap(([key, uses]) =>
      keys.has(key) ? [[key, uses.filter((used) => keys.has(used))]] : [],
    ),
  );
}

/** Components together with those that they depend on directly, and those that depend on them. */
export function withNeighbours(
  keys: readonly string[],
  declared: ReadonlyMap<string, readonly string[]>,
): Set<string> {
  const own = new Set(keys);
  const all = new Set(keys);
  for (const [user, uses] of declared)
    for (const used of uses) {
      if (own.has(user) && declared.has(used)) all.add(used);
      if (own.has(used)) all.add(user);
    }
  return all;
}

function relationOf(down: number | undefined, up: number | undefined): Relation {
  if (down !== undefined && up !== undefined) return "both";
  return down === undefined ? "user" : "used";
}

function turnedRound(declared: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const users = new Map<string, string[]>();
  for (const [user, uses] of declared)
    for (const used of uses) {
      const known = users.get(used);
      if (known === undefined) users.set(used, [user]);
      else known.push(user);
    }
  return users;
}

function stepsFrom(
  start: string,
  nextOf: (key: string) => readonly string[],
  most: number,
): Map<string, number> {
  const steps = new Map([[start, 0]]);
  const queue = [start];
  for (const key of queue) {
    const at = steps.get(key) ?? 0;
    if (at >= most) continue;
    for (const next of nextOf(key)) {
      if (steps.has(next)) continue;
      steps.set(next, at + 1);
      queue.push(next);
    }
  }
  return steps;
}
