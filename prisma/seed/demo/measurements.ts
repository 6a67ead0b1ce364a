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
