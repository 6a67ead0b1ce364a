import { declareMetric } from "@/lib/metrics/declare-metric";
import { ingestSamples } from "@/lib/metrics/ingest-samples";
import { samplesKeptMs } from "@/lib/metrics/retention";
import type { Kernel } from "@/lib/platform/command";
import { changeCriteria } from "@/lib/releases/change-criteria";
import type { Cast } from "./cast";

const latency = "ranking_latency_ms";
const searches = "searches";
const release = "search-ranking-14";

/** What search ranking agreed on before anything was exposed. */
export async function agreeCriteria(cast: Cast): Promise<void> {
  await cast.by("daniel", declareMetric, { name: latency, unit: "ms", better: "lower" });
  await cast.by("daniel", declareMetric, { name: searches, unit: "1", better: "lower", kind: "events" });
  const compared = { metric: latency, agg: "p95", window: "5m", step: "1m", noDataGrace: "10m" };
  await cast.by("mira", changeCriteria, {
    release,
    document: [
      {
        key: "p95-latency",
        title: "Ranking latency, 95th percentile",
        kind: "threshold",
        ...compared,
        breach: { op: ">", value: "45" },
        for: "10m",
        minSamples: 5,
        severity: "rollback",
      },
      {
        key: "latency-against-baseline",
        title: "Ranking latency against what serves now",
        kind: "ratio",
        ...compared,
        breach: { op: ">", value: "1.4" },
        mOfN: { m: 12, n: 15 },
        severity: "hold",
      },
      {
        key: "failed-searches",
        title: "Searches that fail",
        kind: "rate-regression",
        metric: searches,
        window: "10m",
        step: "1m",
        margin: "0.2",
        alpha: "0.01",
        minSamples: 1_000,
        noDataGrace: "15m",
        severity: "rollback",
      },
    ],
  });
}

const labelling = "labelling_time_ms";
const emptySearches = "searches_without_results";

/** What query language agreed on: neither looks at searches of one kind, so neither saw what went wrong with those. */
export async function agreeOnLabels(
  cast: Cast,
  { release, by }: { release: string; by: string },
): Promise<void> {
  await cast.by("daniel", declareMetric, { name: labelling, unit: "ms", better: "lower" });
  await cast.by("daniel", declareMetric, {
    name: emptySearches,
    unit: "1",
    better: "lower",
    kind: "events",
  });
  await cast.by(by, changeCriteria, {
    release,
    document: [
      {
        key: "labelling-time",
        title: "Time to label a query, 95th percentile",
        kind: "threshold",
        metric: labelling,
        agg: "p95",
        window: "5m",
        step: "1m",
        breach: { op: ">", value: "2" },
        for: "5m",
        minSamples: 5,
        noDataGrace: "10m",
        severity: "rollback",
      },
      {
        key: "searches-without-results",
        title: "Searches without results",
        kind: "rate-regression",
        metric: emptySearches,
        window: "10m",
        step: "1m",
        margin: "0.2",
        alpha: "0.01",
        minSamples: 1_000,
        noDataGrace: "15m",
        severity: "rollback",
      },
    ],
  });
}

interface Exposed {
  release: string;
  /** Epoch ms: of its first and last user. */
  from: number;
  to: number;
}

/** From some time before its first user until now, a value a minute; of a night in between, its last hours. */
export async function measureLabels(cast: Cast, { release, from, to }: Exposed): Promise<void> {
  const noise = noiseFrom(35);
  const sent: unknown[] = [];
  const first = Math.floor(Math.max(from - 90 * minuteMs, to - 180 * minuteMs) / minuteMs) * minuteMs;
  for (let t = first; t <= cast.now().getTime(); t += minuteMs)
    for (const cohort of ["canary", "baseline"]) {
      const isCanary = cohort === "canary";
      if (isCanary && (t < from || t > to)) continue;
      const v = Math.round((0.4 + 0.06 * noise() + (isCanary ? 0.02 : 0)) * 1_000) / 1_000;
      sent.push({ metric: labelling, release, cohort, t, v });
      const total = Math.round((isCanary ? 140 : 2_600) * (1 + 0.2 * noise()));
      sent.push({
        metric: emptySearches,
        release,
        cohort,
        t,
        bad: Math.round(total * 0.06 * noise()),
        total,
      });
    }
  await ingest(cast.kernel, sent);
}

const minuteMs = 60_000;
const lengthMs = 8 * 60 * minuteMs;

/** Eight hours up to now: a gap of the canary's, later a few slow minutes that end before they are a breach. */
export async function measure(kernel: Kernel, end: Date): Promise<void> {
  const to = Math.floor(end.getTime() / minuteMs) * minuteMs;
  const noise = noiseFrom(14);
  const sent: unknown[] = [];
  for (let t = to - lengthMs; t <= to; t += minuteMs / 2) {
    const ago = (to - t) / minuteMs;
    for (const cohort of ["canary", "baseline"]) {
      const isCanary = cohort === "canary";
      if (isCanary && ago > 300 && ago < 325) continue;
      const isSlow = isCanary && ago > 140 && ago <= 144;
      const v =
        Math.round(
          (31 + 4 * Math.sin(ago / 90) + (isCanary ? 2 : 0) + (isSlow ? 17 : 0) + 5 * noise()) * 10,
        ) / 10;
      sent.push({ metric: latency, release, cohort, t, v });
      const total = Math.round((isCanary ? 60 : 1_100) * (1 + 0.2 * noise()));
      const bad = Math.round(total * 0.004 * 2 * noise());
      sent.push({ metric: searches, release, cohort, t, bad, total });
    }
  }
  await ingest(kernel, sent);
}

async function ingest(kernel: Kernel, sent: readonly unknown[]): Promise<void> {
  await ingestSamples(kernel, {
    actor: { kind: "system", job: "set-up" },
    sent,
    keptMs: samplesKeptMs(),
  });
}

/** The same numbers each time, from 0 to 1. */
function noiseFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
