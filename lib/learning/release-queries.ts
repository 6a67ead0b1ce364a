import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { type Ability, toAbility } from "@/lib/policy/ability";
import { loadAuthority } from "@/lib/releases/authority";
import { listEpisodes } from "@/lib/rollbacks/episode-queries";
import { holdsAnyRole } from "@/lib/rollbacks/may-take-part";
import { type Counterfactual, counterfactualsOf } from "./counterfactual-rules";
import { listPostMortems } from "./queries";
import type { ListedPostMortem } from "./schemas";

/** What was learned from one release, as its tab shows it. */
export interface ReleaseLearning {
  postMortems: ListedPostMortem[];
  /** Of what was declined or overridden, also where all ended well. */
  counterfactuals: Counterfactual[];
  open: Ability;
}

export async function getReleaseLearning(
  db: Reader,
  asked: { slug: string; actor: Actor; now: Date },
): Promise<ReleaseLearning> {
  const authority = await loadAuthority(db, asked);
  const [{ items }, episodes] = await Promise.all([
    listPostMortems(db, { ...asked, limit: 100 }),
    listEpisodes(db, { ...asked, limit: 200 }),
  ]);
  return {
    postMortems: items,
    counterfactuals: counterfactualsOf(episodes.items),
    open: toAbility(holdsAnyRole(authority, asked.actor), asked.actor),
  };
}
