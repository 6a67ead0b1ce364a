import { nameDatasets } from "@/lib/insights/name-datasets";
import { observeDependencies, observeRun } from "@/lib/insights/observe";
import type { Cast } from "./cast";
import type { Story } from "./direct";

const sessions = { namespace: "warehouse", name: "web.sessions" };
const features = { namespace: "warehouse", name: "features.device_hourly" };

/** Nightly runs and traces tell who reads what: fraud scoring reads sessions past the feature store, and nobody declared it. */
export async function* observed(cast: Cast): Story {
  await cast.by("yuki", nameDatasets, { key: "clickstream", datasets: [sessions] });
  await cast.by("yuki", nameDatasets, { key: "feature-store", datasets: [features] });
  yield 10;
  await nightlyRun(cast);
  await observeDependencies(cast.kernel, { key: "support-routing", dependencies: ["speaker-labels"] });
  yield Math.max(1, cast.hoursLeft() - 8);
  await nightlyRun(cast);
}

async function nightlyRun({ kernel, now }: Cast): Promise<void> {
  const event = {
    eventType: "COMPLETE",
    eventTime: now().toISOString(),
    run: { runId: `nightly-${now().toISOString().slice(0, 10)}` },
    job: { namespace: "scoring", name: "fraud_features" },
    inputs: [sessions, features],
  };
  await observeRun(kernel, { key: "fraud-scoring", event });
}
