/**
 * Components that depend on one, directly or through others, the nearest first and then by key; each with the one through which it does.
 * @param declared what every component depends on, by key
 */
export function dependentsOf(
  key: string,
  declared: ReadonlyMap<string, readonly string[]>,
): { key: string; through: string }[] {
  return dependentsOfAll([key], declared);
}

/** The same of several at once: each stands once, and none of themselves. */
export function dependentsOfAll(
  keys: readonly string[],
  declared: ReadonlyMap<string, readonly string[]>,
): { key: string; through: string }[] {
  const users = new Map<string, string[]>();
  for (const [user, used] of [...declared].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    for (const each of used) users.set(each, [...(users.get(each) ?? []), user]);
  const known = new Set(keys);
  const found: { key: string; through: string }[] = [];
  const queue = [...known];
  for (const through of queue)
    for (const user of users.get(through) ?? []) {
      if (known.has(user)) continue;
      known.add(user);
      found.push({ key: user, through });
      queue.push(user);
    }
  return found;
}
