import type { Kernel } from "@/lib/platform/command";
import type { Db } from "@/lib/platform/db";
import { stepOf, type SetupStep } from "./model";
import { getSetupFacts } from "./queries";

// A table of rights is replaced, never taken away: who has seen one need not look again.
const finished = new WeakSet<Db>();

/** The step that a workspace without a table of rights stands at; null where releases can be made. */
export async function unfinishedStep({ db }: Kernel): Promise<SetupStep | null> {
  if (finished.has(db)) return null;
  const facts = await getSetupFacts(db.prisma);
  if (!facts.hasRights) return stepOf(facts);
  finished.add(db);
  return null;
}
