import type { Actor } from "@/lib/identity/actor";
import { enterDueVerdicts } from "@/lib/metrics/enter-verdicts";
import { evaluateDue } from "@/lib/metrics/evaluate-due";
import { syncTracks } from "@/lib/metrics/sync-tracks";
import { declareMetric } from "@/lib/metrics/declare-metric";
import { ingestSamples } from "@/lib/metrics/ingest-samples";
import type { Kernel } from "@/lib/platform/command";
import type { RightsRow } from "@/lib/policy/model";
import { completeStep } from "@/lib/rollbacks/complete-step";
import { tendRollbacks } from "@/lib/rollbacks/tend-rollbacks";
import { ladderedTemplate } from "./laddered";
import type { SampleRelease } from "./release";
import type { World } from "./world";

const severity = (decideWithin: string, onSilence: string) => ({
  means: "Wrong answers",
  decideWithin,
  onSilence,
});
const row = (decision: RightsRow["decision"], roles: string[], more: Partial<RightsRow> = {}): RightsRow => ({
  decision,
  slots: [{ roles, count: 1, allowAuthor: true }],
  ...more,
});

/** Over 250 for a minute is a breach that proposes to go back. */
export const latency = {
  key: "latency",
  title: "Latency",
  kind: "threshold",
  metric: "latency_ms",
  agg: "mean",
  window: "1m",
  step: "1m",
  breach: { op: ">", value: "250" },
  noDataGrace: "5m",
  severity: "rollback",
  // The documents' word; written out it would make an object that looks like a promise.
  ...(JSON.parse(
    '{ "then": { "rollbackPlan": "go-back", "mode": "propose", "severity": "sev1" } }',
  ) as object),
};

/** Two steps by hand, one after the other; stable after two minutes of latency that is ok. */
export const goBack = {
  key: "go-back",
  target: { bundle: "baseline" },
  severities: {
    sev1: severity("10m", "execute"),
    sev2: severity("30m", "escalate"),
    sev3: severity("4h", "escalate"),
    sev4: severity("2d", "nothing"),
  },
  objectives: { detect: "5m", decide: "10m", execute: "15m", stable: "30m" },
  steps: [
    {
      key: "stop",
      kind: "traffic-shift",
      executor: { type: "manual" },
      timeLimit: "5m",
      verify: { person: "The share reads 0 %" },
      onFailure: "take-over",
      reversible: true,
    },
    {
      key: "put-back",
      group: 2,
      needs: ["stop"],
      kind: "model-replacement",
      executor: { type: "manual" },
      timeLimit: "5m",
      verify: { person: "The old model answers" },
      onFailure: "take-over",
      reversible: true,
    },
  ],
  stable: { criteria: ["latency"], for: "2m" },
};

/** A laddered release that can go back: engineers authorise and carry out, champion and reviewer endorse together. */
export const rollingTemplate = {
  ...ladderedTemplate,
  key: "rolling",
  criteria: [latency],
  rollbackPlan: goBack,
  rights: [
    ...ladderedTemplate.rights,
    row("rollback.propose", ["release-champion", "engineer", "reviewer"]),
    row("rollback.authorise", ["engineer"], { irreversible: false }),
    {
      decision: "rollback.authorise",
      irreversible: true,
      slots: [
        { roles: ["engineer"], count: 1, allowAuthor: true },
        { roles: ["release-champion"], count: 1, allowAuthor: true },
      ],
    },
    row("rollback.execute", ["engineer"]),
    row("rollback.take-over", ["engineer"]),
    row("rollback.decline", ["engineer", "reviewer"]),
    row("rollback.cancel", ["release-champion"]),
    {
      decision: "rollback.endorse",
      slots: [
        { roles: ["release-champion"], count: 1, allowAuthor: true },
        { roles: ["reviewer"], count: 1 },
      ],
    },
    row("breach.override", ["reviewer"]),
    row("drill.start", ["release-champion", "engineer"]),
  ] as RightsRow[],
};

/** What tests do with a release that can go back. */
export function rollbackActs(worldOf: () => World) {
  const by = async (who: string | Actor) =>
    worldOf().call(typeof who === "string" ? await worldOf().actor(who) : who);
  const db = () => worldOf().kernel.db.prisma;
  const idOf = async ({ slug }: Pick<SampleRelease, "slug">) =>
    (await db().release.findUniqueOrThrow({ where: { slug } })).id;
  return {
    by,
    idOf,
    declare: async (): Promise<void> => {
      await declareMetric.execute(
        worldOf().kernel,
        { name: "latency_ms", unit: "ms", better: "lower", kind: "value" },
        await by("cora"),
      );
    },
    /** A value at the clock's time. */
    send: async ({ slug }: Pick<SampleRelease, "slug">, v: number, cohort = "canary"): Promise<void> => {
      await ingestSamples(worldOf().kernel, {
        actor: await worldOf().actor("cora"),
        sent: [{ metric: "latency_ms", release: slug, cohort, t: worldOf().clock.now().getTime(), v }],
        keptMs: 400 * 86_400_000,
      });
    },
    /** What the worker does. */
    work: async (kernel: Kernel = worldOf().kernel): Promise<void> => {
      await syncTracks(kernel);
      while ((await evaluateDue(kernel)) > 0);
      while ((await tendRollbacks(kernel)) > 0);
      await enterDueVerdicts(kernel);
    },
    complete: async (rollback: string, step: string, who = "ed", outcome: "done" | "failed" = "done") =>
      completeStep.execute(
        worldOf().kernel,
        { rollback, step, outcome, note: "I looked at the router." },
        await by(who),
      ),
    /** The release's latest rollback. */
    latest: async (release: Pick<SampleRelease, "slug">) =>
      db().rollback.findFirst({
        where: { releaseId: await idOf(release) },
        orderBy: { order: "desc" },
        include: { steps: { orderBy: { position: "asc" } }, attempts: { orderBy: { at: "asc" } } },
      }),
    episodes: async (release: Pick<SampleRelease, "slug">) =>
      db().breachEpisode.findMany({
        where: { releaseId: await idOf(release) },
        orderBy: { openedAt: "asc" },
      }),
  };
}
