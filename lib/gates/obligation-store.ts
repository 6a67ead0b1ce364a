import type { Tx } from "@/lib/platform/db";
import { newId } from "@/lib/platform/ids";
import type { ObligationKind, ObligationSource } from "./obligations";

export interface NewObligation {
  releaseId: string;
  kind: ObligationKind;
  title: string;
  /** An enabled person who may see the release; null only where a right says who meets it. */
  owner: string | null;
  dueAt: Date;
  /** A stage that has not started; null: before the release is completed. */
  beforeStage: string | null;
  source: ObligationSource;
  /** Who imposes it, in which role. */
  by: string;
  role: string;
}

/** Adds an obligation in the transaction of what imposes it; the caller's entry names it. Answers its id. */
export async function writeObligation(tx: Tx, obligation: NewObligation, now: Date): Promise<string> {
  const { source, ...data } = obligation;
  const id = newId();
  await tx.obligation.create({
    data: { ...data, id, sourceKind: source.kind, sourceId: source.id, at: now },
  });
  return id;
}
