import { z } from "zod";
import type { Kernel } from "@/lib/platform/command";

const Entry = z.looseObject({
  id: z.string(),
  type: z.string(),
  at: z.string(),
  actor: z.looseObject({ kind: z.string(), id: z.string().nullable() }),
  by: z.looseObject({ rule: z.string(), role: z.string().nullable(), grant: z.array(z.string()) }),
  subjects: z.record(z.string(), z.string().nullable()),
  payload: z.record(z.string(), z.unknown()),
});
export type ReadEntry = z.output<typeof Entry>;

/** The ledger's entries as their bytes say, in the order in which they were written. */
export async function entriesOf(
  { db }: Kernel,
  { releaseId, type }: { releaseId?: string; type?: string } = {},
): Promise<ReadEntry[]> {
  const rows = await db.prisma.ledgerEntry.findMany({
    where: { ...(releaseId === undefined ? {} : { releaseId }), ...(type === undefined ? {} : { type }) },
    orderBy: { ordinal: "asc" },
  });
  return rows.map(({ bytes }) => Entry.parse(JSON.parse(Buffer.from(bytes).toString("utf8"))));
}
