import { settleProjections } from "@/lib/gates/refresh-projections";
import { enterDueVerdicts } from "@/lib/metrics/enter-verdicts";
import { evaluateDue } from "@/lib/metrics/evaluate-due";
import { ingestSamples } from "@/lib/metrics/ingest-samples";
import { syncTracks } from "@/lib/metrics/sync-tracks";
import { settlePending } from "@/lib/policy/pending-decisions";
import { sendDueReminders } from "@/lib/policy/send-due-reminders";
import { tendRollbacks } from "@/lib/rollbacks/tend-rollbacks";
import { testApi } from "../api";
import type { SampleRelease } from "../release";
import type { World } from "../world";

type Pick = <T>(items: readonly T[]) => T;
/** Does something with what it picks, and answers the status; null: there was nothing to do it with. */
export type EventfulAct = (pick: Pick) => Promise<number | null>;

/** Of the test's clock. */
export interface Time {
  now: number;
}

const halfMinuteMs = 30_000;

/** What acts on the release are made with. */
export async function makeEventfulStage(world: World, release: SampleRelease, time: Time) {
  const { kernel, emailOf: email } = world;
  const db = kernel.db.prisma;
  const api = testApi(kernel);
  const tokens = new Map<string, string>();
  const on = `/releases/${release.slug}`;
  const { id } = await db.release.findUniqueOrThrow({ where: { slug: release.slug } });

  async function ask(by: string, method: string, path: string, body?: unknown) {
    const token = tokens.get(by) ?? (await world.tokenOf(by).catch(() => ""));
    tokens.set(by, token);
    const answer = await api.request(method, path, { token, body });
    // Whoever was disabled needs another one.
    if (answer.status === 401) tokens.delete(by);
    return answer;
  }

  async function work(): Promise<void> {
    await syncTracks(kernel);
    while ((await evaluateDue(kernel)) > 0);
    while ((await tendRollbacks(kernel)) > 0);
    await enterDueVerdicts(kernel);
    await settlePending(kernel);
    await settleProjections(kernel);
    await sendDueReminders(kernel);
  }

  return {
    db,
    id,
    on,
    release,
    gate: `${on}/gates/ready-to-go`,
    reason: "Because of the test.",
    exposed: { bundleDigest: release.candidate },
    email,
    ask,
    say: async (by: string, method: string, path: string, body?: unknown): Promise<number> =>
      (await ask(by, method, path, body)).status,
    later: (ms: number): string => new Date(time.now + ms).toISOString(),
    pass: (ms: number): void => void (time.now += ms),
    work,
    /** A minute in which the canary measures so much, or nothing. */
    minute: async (v: number | null): Promise<number> => {
      time.now += halfMinuteMs;
      const of = { metric: "latency_ms", release: release.slug, t: time.now };
      const measured = [
        { ...of, cohort: "canary", v: v ?? 0 },
        { ...of, cohort: "baseline", v: 100 },
      ];
      const actor = await world.actor("cora");
      const sent = v === null ? [] : measured;
      await ingestSamples(kernel, { actor, sent, keptMs: 400 * 86_400_000 });
      time.now += halfMinuteMs;
      await work();
      return 200;
    },
    candidates: async (): Promise<string[]> => {
      const { id: componentId } = await db.component.findUniqueOrThrow({ where: { key: release.component } });
      const all = await db.bundle.findMany({ where: { componentId }, orderBy: { digest: "asc" } });
      return all.map(({ digest }) => digest);
    },
  };
}

export type EventfulStage = Awaited<ReturnType<typeof makeEventfulStage>>;
