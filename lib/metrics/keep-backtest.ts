import type { Actor } from "@/lib/identity/actor";
import type { Kernel } from "@/lib/platform/command";
import { newId } from "@/lib/platform/ids";
import { record } from "@/lib/platform/record";
import type { Backtest } from "./backtest";
import { conditionDigest } from "./criterion-digest";
import type { CriterionToTry } from "./schemas";

interface Ran {
  actor: Actor;
  criterion: CriterionToTry;
  /** Epoch ms, both included. */
  from: number;
  to: number;
  /** Slug of whose stored samples were read, as the actor sees it; null: samples were sent along. */
  release: string | null;
  found: Pick<Backtest, "evaluations" | "firstBreachAt" | "final">;
}

/** Keeps that a criterion was run over history: what was run, by whom, when, and how it ended. A run that evaluated nothing tried nothing. */
export async function keepBacktest(
  kernel: Kernel,
  { actor, criterion, from, to, release, found }: Ran,
): Promise<void> {
  const { evaluations, firstBreachAt, final } = found;
  if (evaluations === 0 || actor.kind === "system") return;
  await record(kernel, "backtest", async (tx, at) => {
    const of =
      release === null
        ? null
        : await tx.release.findUniqueOrThrow({ where: { slug: release }, select: { id: true } });
    await tx.criterionBacktest.create({
      data: {
        id: newId(),
        digest: conditionDigest(criterion),
        releaseId: of?.id ?? null,
        fromAt: new Date(from),
        toAt: new Date(to),
        evaluations,
        firstBreachAt: firstBreachAt === null ? null : new Date(firstBreachAt),
        final,
        personId: actor.kind === "person" ? actor.id : null,
        machineId: actor.kind === "machine" ? actor.id : null,
        at,
      },
    });
  });
}
