import type { Kernel } from "@/lib/platform/command";
import { record } from "@/lib/platform/record";
import { samplesKeptMs } from "./retention";

const weekMs = 604_800_000;
/** Receipts tell what came late since an evaluation; nothing is evaluated so long after. */
const receiptsKeptMs = 30 * 86_400_000;

/** Makes the next week's partition before it is needed, and drops those whose samples are kept long enough; answers how many. */
export function keepSamples(kernel: Kernel): Promise<number> {
  return record(kernel, "sample", async (tx, now) => {
    const at = now.getTime();
    await tx.$queryRaw`SELECT 1 FROM ensure_sample_partitions(${at}::bigint, ${at + weekMs}::bigint)`;
    const dropped = await tx.$queryRaw<
      { n: number }[]
    >`SELECT drop_sample_partitions(${at - samplesKeptMs()}::bigint) AS n`;
    await tx.$executeRaw`DELETE FROM sample_receipts WHERE at < ${new Date(at - receiptsKeptMs)}`;
    return dropped[0]?.n ?? 0;
  });
}
