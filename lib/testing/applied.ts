import type { Kernel } from "@/lib/platform/command";
import type { z } from "zod";
import type { Executor } from "@/lib/rollbacks/schemas";
import { ladderedTemplate } from "./laddered";
import { goBack, rollingTemplate } from "./rolling";

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
