import type { OwnStanding } from "./own-tracks";

/**
 * Since when (epoch ms) all criteria have been ok without a gap, as known at a time; null: not all of them are. One that nobody has
 * evaluated lately is not ok, nor is nothing at all.
 */
export function stableSince(
  criteria: readonly Pick<OwnStanding, "verdict" | "freshUntil" | "changes">[],
  at: number,
): number | null {
  const all = criteria.map((each) => okSince(each, at));
  return all.reduce<number | null>(
    (latest, since) => (latest === null || since === null ? null : Math.max(latest, since)),
    all.length === 0 ? null : -Infinity,
  );
}

function okSince(
  { verdict, freshUntil, changes }: Pick<OwnStanding, "verdict" | "freshUntil" | "changes">,
  at: number,
): number | null {
  if (verdict !== "ok" || freshUntil === null || at >= freshUntil) return null;
  const known = changes.filter(([from]) => from <= at);
  const lastOther = known.findLastIndex(([, standing]) => standing !== "ok");
  return known[lastOther + 1]?.[0] ?? null;
}
