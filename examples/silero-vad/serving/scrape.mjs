// From two readings of /metrics to samples: what was counted between them.

const line = /^(\w+)\{([^}]*)\} (\S+)$/;

/** Each series of Prometheus' text format by its name and labels, as written. */
export function readText(text) {
  const found = new Map();
  for (const row of text.split("\n")) {
    const match = line.exec(row);
    if (match) found.set(`${match[1]}{${match[2]}}`, Number(match[3]));
  }
  return found;
}

/** How much a counter grew; from 0 where the service was started anew. */
export const increase = (before, now) => (now >= before ? now - before : now);

/**
 * The 95th percentile of what was measured in between, as Prometheus' histogram_quantile.
 * @param {{le: number, count: number}[]} buckets cumulative, ascending, the last one infinite
 */
export function percentile95(buckets) {
  const total = buckets[buckets.length - 1].count;
  const rank = 0.95 * total;
  const at = buckets.findIndex(({ count }) => count >= rank);
  const { le, count } = buckets[at];
  const below = at === 0 ? { le: 0, count: 0 } : buckets[at - 1];
  if (le === Infinity) return below.le;
  return below.le + (le - below.le) * ((rank - below.count) / (count - below.count));
}

/**
 * Samples for Countersign. A cohort that heard nothing has none: no data is not a value.
 * @param {Map<string, number>} before
 * @param {Map<string, number>} now
 * @param {{release: string, t: number}} at
 */
export function samplesBetween(before, now, { release, t }) {
  const grown = (series) => increase(before.get(series) ?? 0, now.get(series) ?? 0);
  return ["canary", "baseline"].flatMap((cohort) => {
    const own = `{cohort="${cohort}"}`;
    const sample = (metric, v) => ({ metric, release, cohort, t, v });
    const expected = grown(`vad_speech_frames_expected_total${own}`);
    const callers = grown(`vad_callers_total${own}`);
    const prefix = `vad_frame_seconds_bucket{cohort="${cohort}",le="`;
    const buckets = [...now.keys()]
      .filter((series) => series.startsWith(prefix))
      .map((series) => {
        const le = series.slice(prefix.length, -2);
        return { le: le === "+Inf" ? Infinity : Number(le), count: grown(series) };
      });
    const heard = grown(`vad_speech_frames_heard_total${own}`);
    const hasFrames = (buckets[buckets.length - 1]?.count ?? 0) > 0;
    return [
      ...(expected > 0 ? [sample("vad_detection_rate", heard / expected)] : []),
      ...(hasFrames ? [sample("vad_frame_p95_ms", percentile95(buckets) * 1000)] : []),
      ...(callers > 0 ? [sample("exposures", callers)] : []),
    ];
  });
}
