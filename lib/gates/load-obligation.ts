import type { Actor } from "@/lib/identity/actor";
import type { Tx } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { gateIn, loadGates, type LoadedGates } from "./load-gates";
import { authorsOn } from "./may-end-objection";
import type { ObligationFact } from "./obligations";
import { readFacts } from "./reading";

export interface ObligationAsked {
  release: string;
  obligation: string;
}

/** An obligation of a release, under its lock. */
export async function loadObligation(
  tx: Tx,
  { release, obligation: id }: ObligationAsked,
  { now, actor }: { now: Date; actor: Actor },
): Promise<{ loaded: LoadedGates; obligation: ObligationFact & { authors: string[] } }> {
  const loaded = await loadGates(tx, { slug: release, actor, now });
  const obligation = loaded.rows.obligations.find((each) => each.id === id);
  if (obligation === undefined) throw notFound("obligation with this id on this release");
  return { loaded, obligation: { ...obligation, authors: authorsBehind(loaded, obligation) } };
}

/** Authors of what the vote that imposed it was about. */
export function authorsBehind(
  loaded: Omit<LoadedGates, "mayLiftAll" | "mayResume">,
  { source }: Pick<ObligationFact, "source">,
): string[] {
  const vote = loaded.rows.votes.find(({ id }) => source.kind === "vote" && id === source.id);
  if (vote === undefined) return [];
  return authorsOn(readFacts(loaded.facts, loaded.at), gateIn(loaded, vote.gate, vote.requirement));
}
