/** What a criterion of a release reads. */
export interface ReadBy {
  criterion: string;
  metric: string;
  /** Labels that select its series; empty: all of them. */
  where: Readonly<Record<string, string>>;
  /** Exposure in percent from which it applies. */
  from: number;
}

/** A time in which a release stands at a step of exposure until that has soaked; epoch ms, half-open. */
export interface SoakWindow {
  release: { slug: string; title: string };
  percent: number;
  /** running: confirmed, and counted; planned: at the soonest, if each step follows the one before at once. */
  kind: "running" | "planned";
  from: number;
  /** null: it is not known, since something stops it. */
  to: number | null;
  reads: readonly ReadBy[];
}

interface SharedMetric {
  metric: string;
  /** Whether some of its samples are of no release alone, so that both read the very same. */
  isCommon: boolean;
  /** Keys of the criteria of the one and of the other that read it. */
  criteria: [string[], string[]];
}

/** Two releases that soak at the same time, and are judged by the same metrics. */
export interface SoakOverlap {
  windows: [SoakWindow, SoakWindow];
  from: number;
  to: number | null;
  metrics: SharedMetric[];
}

/**
 * Which soaks overlap on a shared metric: of two releases, at one time, each with a criterion that applies at its share and reads the
 * metric by labels that do not keep them apart. What then goes wrong could come of either.
 * @param common metrics of which some samples are of no release alone
 */
export function soakOverlaps(windows: readonly SoakWindow[], common: ReadonlySet<string>): SoakOverlap[] {
  const sorted = [...windows].sort(byBeginning);
  return sorted.flatMap((one, index) =>
    sorted.slice(index + 1).flatMap((other): SoakOverlap[] => {
      if (one.release.slug === other.release.slug) return [];
      const time = commonTime(one, other);
      if (time === null) return [];
      const pair: [SoakWindow, SoakWindow] =
        one.release.slug < other.release.slug ? [one, other] : [other, one];
      const metrics = sharedMetrics(...pair, common);
      return metrics.length === 0 ? [] : [{ windows: pair, ...time, metrics }];
    }),
  );
}

function byBeginning(a: SoakWindow, b: SoakWindow): number {
  if (a.from !== b.from) return a.from - b.from;
  const [one, other] = [a, b].map(({ release, percent }) => `${release.slug} ${percent}`);
  return (one ?? "") < (other ?? "") ? -1 : 1;
}

function commonTime(one: SoakWindow, other: SoakWindow): { from: number; to: number | null } | null {
  const from = Math.max(one.from, other.from);
  const to = Math.min(one.to ?? Infinity, other.to ?? Infinity);
  if (from >= to) return null;
  return { from, to: to === Infinity ? null : to };
}

function sharedMetrics(one: SoakWindow, other: SoakWindow, common: ReadonlySet<string>): SharedMetric[] {
  const found = new Map<string, [Set<string>, Set<string>]>();
  for (const a of one.reads)
    for (const b of other.reads) {
      if (a.metric !== b.metric || !applies(a, one) || !applies(b, other)) continue;
      if (!areTogether(a.where, b.where)) continue;
      const known = found.get(a.metric) ?? [new Set(), new Set()];
      known[0].add(a.criterion);
      known[1].add(b.criterion);
      found.set(a.metric, known);
    }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([metric, [own, others]]) => ({
      metric,
      isCommon: common.has(metric),
      criteria: [[...own].sort(), [...others].sort()],
    }));
}

function applies({ from }: ReadBy, { percent }: SoakWindow): boolean {
  return percent > 0 && percent >= from;
}

/** A series can carry the labels of both. */
function areTogether(one: ReadBy["where"], other: ReadBy["where"]): boolean {
  return Object.entries(one).every(([name, value]) => (other[name] ?? value) === value);
}

/** Steps that follow at the soonest: each begins when the one before has soaked. */
export function plannedWindows(
  { release, reads }: Pick<SoakWindow, "release" | "reads">,
  steps: readonly { percent: number; soakMs: number }[],
  begins: number,
): SoakWindow[] {
  let from = begins;
  return steps.map(({ percent, soakMs }) => {
    const window: SoakWindow = { release, reads, percent, kind: "planned", from, to: from + soakMs };
    from += soakMs;
    return window;
  });
}
