import type { z } from "zod";
import type { Kernel } from "@/lib/platform/command";
import { parseAllowedHosts, noHosts } from "@/lib/platform/public-addresses";
import { type Carrying, carryOutWaiting } from "@/lib/rollbacks/carry-out";
import { claimAttempt } from "@/lib/rollbacks/claim-attempt";
import { endAttempt } from "@/lib/rollbacks/end-attempt";
import type { Executor } from "@/lib/rollbacks/schemas";
import { applyExposure } from "@/lib/rollouts/apply-exposure";
import { getExposure } from "@/lib/rollouts/exposure-queries";
import type { ExposureTask } from "@/lib/rollouts/exposure-task";
import { testSite } from "./api";
import { exposureActs, ladderedTemplate } from "./laddered";
import type { Receiver } from "./receiver";
import type { SampleRelease } from "./release";
import { goBack, rollingTemplate } from "./rolling";
import type { World } from "./world";

type Stages = (typeof ladderedTemplate)["stages"][number] & { executor?: z.input<typeof Executor> };

/** A laddered release that can go back, and whose canary's exposure is set by an executor. */
export function appliedTemplate(key: string, executor: z.input<typeof Executor>) {
  const stages: Stages[] = ladderedTemplate.stages.map((stage, index) =>
    index === 0 ? { ...stage, executor } : stage,
  );
  const rollbackPlan = { ...goBack, stable: { ...goBack.stable, criteria: [] } };
  return { ...rollingTemplate, key, stages, criteria: [], rollbackPlan };
}

/** Attempts at the exposures of a release, in the order of decisions and then of their numbers. */
export async function appliedAttempts({ db }: Kernel, { slug }: { slug: string }) {
  const { id: releaseId } = await db.prisma.release.findUniqueOrThrow({ where: { slug } });
  const found = await db.prisma.rollbackAttempt.findMany({
    where: { change: { releaseId } },
    include: { change: true },
  });
  const order = ({ change, number }: (typeof found)[number]) => Number(change?.order ?? 0) * 1_000 + number;
  return found
    .sort((a, b) => order(a) - order(b))
    .map(({ change, ...attempt }) => ({ ...attempt, percent: change?.percent ?? null }));
}

interface Stage {
  world: World;
  /** What the executor's webhook reaches. */
  receiver: Receiver;
  release: SampleRelease;
}

/** What tests do with a release whose exposure an executor sets; cora is its champion. */
export function appliedActs(stage: () => Stage) {
  const { increase } = exposureActs(() => stage().world);
  const kernelOf = () => stage().world.kernel;
  const worker = () => stage().world.call({ kind: "system", job: "worker" });
  const attempts = async (of = stage().release) => appliedAttempts(kernelOf(), of);
  const shown = async (of = stage().release) =>
    getExposure(kernelOf().db.prisma, {
      slug: of.slug,
      actor: stage().world.system,
      now: stage().world.clock.now(),
    });
  return {
    attempts,
    shown,
    increase: async (percent: number, of = stage().release) => (await increase(of, percent))(),
    states: async (of = stage().release) =>
      (await attempts(of)).map(({ percent, number, state }) => `${percent} % ${number} ${state}`),
    stateNow: async (of = stage().release) => (await shown(of)).applying?.state,
    carryOut: (change: Partial<Carrying> = {}) => {
      const allowed = parseAllowedHosts("127.0.0.1") ?? noHosts;
      const unleash = { url: `${stage().receiver.url}/unleash`, token: "*:*.admin", allowed };
      return carryOutWaiting(kernelOf(), {
        secret: testSite.secret,
        url: testSite.url,
        allowed,
        unleash,
        ...change,
      });
    },
    /** As the worker does, which then sends nothing. */
    claim: async (kernel = kernelOf()) =>
      (await claimAttempt.execute(
        kernel,
        { executors: ["webhook"], releases: [stage().release.slug] },
        worker(),
      )) as ExposureTask,
    end: (attempt: string, kernel = kernelOf()) =>
      endAttempt.execute(kernel, { release: stage().release.slug, attempt, succeeded: true }, worker()),
    apply: async (who = "cora", of = stage().release) =>
      applyExposure.execute(
        kernelOf(),
        { release: of.slug },
        stage().world.call(await stage().world.actor(who)),
      ),
    /** The webhook does what it is asked for. */
    done: (more: Record<string, unknown> = {}) =>
      stage().receiver.answerJson(200, { status: "done", ...more }),
    /** The worker carries out whatever waits; nothing of an earlier test does after it. */
    leaveNothing: async (): Promise<void> => {
      await kernelOf().db.prisma.rollbackAttempt.updateMany({
        where: { state: "queued" },
        data: { state: "failed", endedAt: stage().world.clock.now(), isFinal: true },
      });
    },
  };
}
