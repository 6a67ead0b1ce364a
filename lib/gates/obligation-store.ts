import type { Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import type { EntryDraft } from "@/lib/platform/ledger";
import { obligationEnded } from "./obligation-events";
import type { ObligationClosure, ObligationFact, ObligationKind, ObligationSource } from "./obligations";

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

/** Adds an obligation in the transaction of what imposes it; the caller adds `obligationImposed` to its entries. Answers its id. */
export async function writeObligation(tx: Tx, obligation: NewObligation, now: Date): Promise<string> {
  const { source, ...data } = obligation;
  const id = newId();
  await tx.obligation.create({
    data: { ...data, id, sourceKind: source.kind, sourceId: source.id, at: now },
  });
  return id;
}

interface Ending extends Omit<ObligationClosure, "at"> {
  releaseId: string;
  obligation: Pick<ObligationFact, "id" | "kind" | "owner" | "closure">;
  policy: { template: string; rights: string | null };
}

/** Ends one, once, under the release's lock; with the entry that says so. */
export async function endObligation(
  tx: Tx,
  { releaseId, obligation, policy, ...closure }: Ending,
  now: Date,
): Promise<EntryDraft> {
  const { id, kind, owner, closure: before } = obligation;
  if (before !== null) throw new AppError("conflict", `This was ${before.how} already.`);
  await tx.obligationClosure.create({ data: { ...closure, id: newId(), obligationId: id, at: now } });
  const { how, outcome, role, text } = closure;
  return obligationEnded({ releaseId, id, kind, how, outcome, owner, role, text, policy });
}
