import type { Call, Kernel } from "@/lib/platform/command";
import { injectDrillSamples } from "@/lib/metrics/inject-drill-samples";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
import { advanceRollback } from "./advance-rollback";
import { nextAct } from "./course";
import { loadCourse } from "./load-course";
import { dueEpisodes } from "./load-episode";
import { rowOf } from "./load-rollback";
import { runningInjections } from "./drill-injections";
import { dueDrills } from "./drill-queries";
import { tendDrill } from "./tend-drill";
import { tendEpisode } from "./tend-episode";

/** Lets happen what follows from verdicts and what of rollbacks goes on by itself; answers how much did. Each is decided anew under the release's lock. */
export async function tendRollbacks(kernel: Kernel): Promise<number> {
  const now = kernel.clock.now();
  const db = kernel.db.prisma;
  await injectDrillSamples(kernel, await runningInjections(db));
  let done = 0;
  for (const due of await dueEpisodes(db, now))
    done += await tried(() => tendEpisode.execute(kernel, due, call()));
  for (const due of await dueDrills(db, now))
    done += await tried(() => tendDrill.execute(kernel, due, call()));
  const open = await db.rollback.findMany({ where: { endedAt: null }, orderBy: { order: "asc" } });
  for (const row of open) {
    const course = await loadCourse(db, rowOf(row), now);
    if (nextAct(course, now.getTime()) !== null)
      done += await tried(() => advanceRollback.execute(kernel, { rollback: row.id }, call()));
  }
  return done;
}

function call(): Call {
  return { actor: { kind: "system", job: "worker" }, requestId: newId() };
}

/** What was done meanwhile, or cannot be done, keeps nothing else from being done. */
async function tried(act: () => Promise<unknown>): Promise<number> {
  try {
    await act();
    return 1;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code !== "conflict") log.warn({ err: error }, "a rollback does not go on");
    return 0;
  }
}
