import type { Reader } from "@/lib/platform/db";
import { alertForMs } from "./confirmation-rules";

/** When a person could not confirm a signature, as long as it may be told; epoch ms, the latest hundred. */
export async function failedAt(
  db: Reader,
  { personId, now }: { personId: string; now: Date },
): Promise<number[]> {
  const rows = await db.confirmation.findMany({
    where: { personId, outcome: "failed", at: { gte: new Date(now.getTime() - alertForMs) } },
    orderBy: { order: "desc" },
    take: 100,
    select: { at: true },
  });
  return rows.map(({ at }) => at.getTime());
}
