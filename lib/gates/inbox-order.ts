interface Waiting {
  release: { slug: string };
  /** Epoch ms. */
  since: number;
  /** Epoch ms; null: at no time. */
  dueAt: number | null;
}

export function isOverdue({ dueAt }: Pick<Waiting, "dueAt">, now: number): boolean {
  return dueAt !== null && dueAt <= now;
}

/**
 * What is overdue first, the longest overdue before the others; then by release, the one that has waited longest first, and in it
 * the longest wait. Pages and API list in this order, and the page's headings only divide it.
 */
export function inInboxOrder<Item extends Waiting>(items: readonly Item[], now: number): Item[] {
  const overdue = items.filter((item) => isOverdue(item, now));
  const others = items.filter((item) => !isOverdue(item, now));
  const first = new Map<string, number>();
  for (const { release, since } of others)
    first.set(release.slug, Math.min(since, first.get(release.slug) ?? Infinity));
  const firstOf = ({ release }: Item) => first.get(release.slug) ?? 0;
  return [
    ...overdue.toSorted((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0) || byWait(a, b)),
    ...others.toSorted((a, b) => firstOf(a) - firstOf(b) || bySlug(a, b) || byWait(a, b)),
  ];
}

function byWait(a: Waiting, b: Waiting): number {
  return a.since - b.since || bySlug(a, b);
}

function bySlug(a: Waiting, b: Waiting): number {
  return a.release.slug.localeCompare(b.release.slug);
}
