/** One look of the criterion after somebody decided that its breach did not count. */
export type LaterLook = "hit" | "clear";

/**
 * Whether declining, or overriding, was right, by what was measured until its time: right where at most half of the looks since still met the
 * condition. Open while its time runs, or where nothing was measured.
 */
export function scoreOf(
  looks: readonly LaterLook[],
  isOver: boolean,
): { hits: number; looks: number; verdict: "right" | "wrong" | "open" } {
  const hits = looks.filter((look) => look === "hit").length;
  const counted = { hits, looks: looks.length };
  if (!isOver || looks.length === 0) return { ...counted, verdict: "open" };
  return { ...counted, verdict: hits * 2 > looks.length ? "wrong" : "right" };
}
