/** The known word that was probably meant; null where none is near. */
export function nearest(word: string, known: readonly string[]): string | null {
  const wanted = word.toLowerCase();
  const far = Math.max(2, Math.floor(wanted.length / 3));
  const ranked = known
    .map((each) => ({
      each,
      distance: each.startsWith(wanted) && wanted.length > 1 ? 1 : distance(wanted, each),
    }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= far && best.distance < best.each.length ? best.each : null;
}

/** Insertions, deletions, replacements and swaps of neighbours from one word to the other. */
function distance(a: string, b: string): number {
  let older: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          (last[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (last[j - 1] ?? 0) + (same ? 0 : 1),
          swap ? (older[j - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    older = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
