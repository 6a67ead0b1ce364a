import type { Kernel } from "@/lib/platform/command";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { lockOne } from "@/lib/platform/lock-numbers";
import { log } from "@/lib/platform/log";
import { record } from "@/lib/platform/record";
import { factsOf } from "./facts";
import { loadHistory } from "./load-history";
import { replaceFacts } from "./store";

const batch = 200;
const mostMarks = 5_000;

/** Computes the facts of releases that changed. Two workers take turns on a release, and write the same. */
export async function refreshFacts(kernel: Kernel): Promise<number> {
  const due = await kernel.db.prisma.$queryRaw<{ id: string }[]>(Prisma.sql`
    SELECT release_id AS id FROM (SELECT release_id, min(id) AS first FROM (SELECT id, release_id FROM process_marks ORDER BY id LIMIT ${mostMarks}) oldest
      GROUP BY release_id) due ORDER BY first LIMIT ${batch}`);
  let done = 0;
  for (const { id } of due) if (await tryRefresh(kernel, id)) done += 1;
  return done;
}

/** One release that cannot be computed must not keep the others from being. It is tried again at the next turn. */
async function tryRefresh(kernel: Kernel, releaseId: string): Promise<boolean> {
  try {
    await refreshOne(kernel, releaseId);
    return true;
  } catch (error) {
    log.error({ err: error, release: releaseId }, "a release's facts failed");
    return false;
  }
}

async function refreshOne(kernel: Kernel, releaseId: string): Promise<void> {
  await record(kernel, "projection", async (tx, now) => {
    // Decisions do not wait for this lock. What commits after the marks were read leaves one of its own.
    await lockOne(tx, "facts", releaseId);
    const ids = await tx.$queryRaw<{ id: bigint }[]>(
      Prisma.sql`SELECT id FROM process_marks WHERE release_id = ${releaseId}::uuid`,
    );
    if (ids.length === 0) return;
    await computeFacts(tx, { releaseId, now });
    await tx.$executeRaw(
      Prisma.sql`DELETE FROM process_marks WHERE id = ANY(${ids.map(({ id }) => id)}::bigint[])`,
    );
  });
}

/** From scratch: whatever was kept of it before makes no difference. */
async function computeFacts(
  tx: Parameters<typeof replaceFacts>[0],
  { releaseId, now }: { releaseId: string; now: Date },
): Promise<void> {
  const found = await loadHistory(tx, { releaseId, now });
  await replaceFacts(tx, {
    releaseId,
    template: found?.past.template ?? "",
    teams: found?.teams ?? [],
    facts: found === null ? [] : factsOf(found.past),
  });
}
